/* pen-fal-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A model that the catalogue does not have, by its name or by the address of its page.
 */

#define G_LOG_DOMAIN "pen-fal-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-fal-provider-private.h"
#include "pen-json.h"
#include "pen-schema.h"

#define MAX_PARTS 8

/* What the service takes as a picture, whatever the model. */
#define LIMITS \
  "{\"bytes\": 50000000, \"formats\": [\"image/png\", \"image/jpeg\", \"image/webp\"], " \
  "\"alpha\": false}"

/* About the exchange, not about the picture: we want addresses, and have our own ids. */
static const char * const hidden[] = { "sync_mode", "request_id", NULL };

/* Pages of a model that are not the model. */
static const char * const pages[] = {
  "api", "playground", "examples", "requests", "llms.txt", NULL
};

static const char * const places[] = {
  "https://fal.ai/models/", "https://www.fal.ai/models/", "https://queue.fal.run/",
  "https://fal.run/", "fal.ai/models/",
};

static gboolean
is_part (const char *part)
{
  for (const char *p = part; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("._-", *p) == NULL)
      return FALSE;

  return *part != '\0' && *part != '.';
}

/*
 * Returns: (transfer full) (nullable): the endpoint id in @words, which may be a name, a
 *   name as our own lists have it, or an address
 */
static char *
find_id (const char *words)
{
  g_autofree char *text = g_strstrip (g_strdup (words));
  g_auto(GStrv) parts = NULL;
  const char *start = text;
  gboolean is_page = FALSE;
  guint length;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    if (g_str_has_prefix (start, places[i]))
      {
        start += strlen (places[i]);
        is_page = TRUE;
        break;
      }

  if (is_page)
    text[strcspn (text, "?#")] = '\0';
  else if (g_str_has_prefix (start, "fal/"))
    start += strlen ("fal/");

  parts = g_strsplit (start, "/", -1);
  length = g_strv_length (parts);
  while (length > 0 && (*parts[length - 1] == '\0' ||
                        (is_page && length > 2 && g_strv_contains (pages, parts[length - 1]))))
    g_clear_pointer (&parts[--length], g_free);

  for (guint i = 0; i < length; i++)
    if (!is_part (parts[i]))
      return NULL;

  return length >= 2 && length <= MAX_PARTS ? g_strjoinv ("/", parts) : NULL;
}

PenCall *
_pen_fal_provider_find_model (PenProvider  *provider,
                              const char   *words,
                              GError      **error)
{
  g_autofree char *id = find_id (words);
  g_autofree char *escaped = NULL;
  g_autofree char *path = NULL;

  if (id == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("“%s” is not the name of a model at fal: they look like fal-ai/flux/dev"),
                   words);
      return NULL;
    }

  escaped = g_uri_escape_string (id, "/", FALSE);
  path = g_strconcat ("/models?endpoint_id=", escaped, "&expand=openapi-3.0", NULL);

  return pen_call_new ("GET", "fal-api", path);
}

static JsonObject *
find_entry (PenReply   *reply,
            const char *id)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonArray *models = pen_json_array_or (object, "models", NULL);

  for (guint i = 0; models != NULL && i < json_array_get_length (models); i++)
    {
      JsonObject *model = pen_json_at_object (models, i, NULL);

      if (g_strcmp0 (pen_json_string_or (model, "endpoint_id", NULL), id) == 0)
        return model;
    }

  return NULL;
}

static JsonNode *
translate (const char  *id,
           JsonObject  *model,
           JsonObject  *document,
           GError     **error)
{
  JsonObject *metadata = pen_json_object_or (model, "metadata", NULL);
  g_autofree char *path = g_strconcat ("/", id, NULL);
  g_autofree char *answer = g_strconcat (path, "/requests/{request_id}", NULL);
  g_autofree char *input = pen_schema_body_pointer (path);
  g_autofree char *output = pen_schema_answer_pointer (answer);
  g_autoptr(JsonNode) limits = json_from_string (LIMITS, NULL);
  PenSchemaHints hints = {
    .id = id,
    .title = pen_json_string_or (metadata, "display_name", NULL),
    .description = pen_json_string_or (metadata, "description", NULL),
    .category = pen_json_string_or (metadata, "category", NULL),
    .endpoint = "fal-queue",
    .path = path,
    .prefix = "data:{type};base64,",
    .input = input,
    .output = output,
    .limits = pen_json_root_object (limits, NULL),
    .hidden = hidden,
  };

  return pen_schema_translate (document, &hints, error);
}

JsonNode *
_pen_fal_provider_read_model (PenProvider  *provider,
                              const char   *words,
                              PenReply     *reply,
                              GError      **error)
{
  g_autofree char *id = find_id (words);
  JsonObject *model = id != NULL ? find_entry (reply, id) : NULL;
  JsonObject *document = pen_json_object_or (model, "openapi", NULL);

  if (model == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("fal has no model “%s”"), words);
      return NULL;
    }

  /* Instead of the document there may be an error. */
  if (document == NULL || pen_json_object_or (document, "paths", NULL) == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                   _("fal does not publish what “%s” takes, so that it cannot be used here"), id);
      return NULL;
    }

  return translate (id, model, document, error);
}
