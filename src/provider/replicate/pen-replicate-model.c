/* pen-replicate-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Any model by its name: what the user typed, what is asked, and the entry that the
 * answer makes.
 */

#define G_LOG_DOMAIN "pen-replicate-model"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-replicate-provider-private.h"
#include "pen-schema.h"

/* The site's own pages have no owner. */
#define SITE "replicate.com/"

#define LIMITS \
  "{\"bytes\":99000000,\"formats\":[\"image/png\",\"image/jpeg\",\"image/webp\"],\"alpha\":false}"

/* A key for another service has no place in a request that is kept. */
static const char * const hidden[] = { "openai_api_key", "webhook", "webhook_events_filter", NULL };

typedef struct
{
  char *name;      /* (owned): “owner/name” */
  char *version;   /* (owned) (nullable): 64 hexadecimal digits */
} Wish;

static void
wish_free (Wish *wish)
{
  g_free (wish->name);
  g_free (wish->version);
  g_free (wish);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wish, wish_free)

static gboolean
is_version (const char *text)
{
  return text != NULL && strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
}

/* “owner/name”, “owner/name:version”, or the address of a model's or a version's page. */
static Wish *
read_words (const char  *words,
            GError     **error)
{
  g_autoptr(GRegex) regex =
    g_regex_new ("^(?:https?://)?(?:www\\.)?(" SITE ")?([A-Za-z0-9][\\w.-]*)/([A-Za-z0-9][\\w.-]*)"
                 "(?::([0-9a-f]{64})|/versions/([0-9a-f]{64}))?(?:[/?#].*)?$", 0, 0, NULL);
  g_autofree char *text = g_strstrip (g_strdup (words));
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *site = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *name = NULL;
  g_autoptr(Wish) wish = NULL;

  if (is_version (text))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_USAGE,
                           _("A version alone does not tell its model: enter owner/name:version"));
      return NULL;
    }

  if (!g_utf8_validate (text, -1, NULL) || !g_regex_match (regex, text, 0, &match))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("“%s” is not the name of a model at Replicate, such as owner/name, "
                     "owner/name:version, or the address of its page"), text);
      return NULL;
    }

  site = g_match_info_fetch (match, 1);
  owner = g_match_info_fetch (match, 2);
  name = g_match_info_fetch (match, 3);
  if (*site == '\0' && strstr (text, "://") != NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("“%s” is not an address at replicate.com"), text);
      return NULL;
    }

  wish = g_new0 (Wish, 1);
  wish->name = g_strconcat (owner, "/", name, NULL);
  wish->version = g_match_info_fetch (match, 4);
  if (wish->version == NULL || *wish->version == '\0')
    {
      g_free (wish->version);
      wish->version = g_match_info_fetch (match, 5);
    }
  if (wish->version != NULL && *wish->version == '\0')
    g_clear_pointer (&wish->version, g_free);

  return g_steal_pointer (&wish);
}

PenCall *
_pen_replicate_find_model (PenProvider  *provider,
                           const char   *words,
                           GError      **error)
{
  g_autoptr(Wish) wish = read_words (words, error);
  g_autofree char *path = NULL;

  if (wish == NULL)
    return NULL;

  if (wish->version != NULL)
    path = g_strdup_printf ("/models/%s/versions/%s", wish->name, wish->version);
  else
    path = g_strdup_printf ("/models/%s", wish->name);

  return pen_call_new ("GET", "replicate", path);
}

static JsonObject *
get_fixed (JsonObject *task)
{
  if (pen_json_object_or (task, "fixed", NULL) == NULL)
    json_object_set_object_member (task, "fixed", json_object_new ());

  return pen_json_object_or (task, "fixed", NULL);
}

static gboolean
offers_png (JsonObject *parameter)
{
  JsonArray *choices = pen_json_array_or (parameter, "enum", NULL);

  for (guint i = 0; choices != NULL && i < json_array_get_length (choices); i++)
    if (g_strcmp0 (pen_json_at_string (choices, i, NULL), "png") == 0)
      return TRUE;

  return FALSE;
}

/* Most models would send WebP, which not every system can read. */
static void
prefer_png (JsonObject *task)
{
  JsonArray *parameters = pen_json_array_or (task, "parameters", NULL);

  for (guint i = 0; parameters != NULL && i < json_array_get_length (parameters); i++)
    {
      JsonObject *parameter = pen_json_at_object (parameters, i, NULL);

      if (g_strcmp0 (pen_json_string_or (parameter, "name", NULL), "output_format") != 0 ||
          !offers_png (parameter))
        continue;

      json_object_set_string_member (parameter, "default", "png");
      json_object_set_string_member (get_fixed (task), "output_format", "png");
    }
}

/* What the envelope needs, and what we would rather have. */
static void
complete_tasks (JsonObject *entry,
                const char *version)
{
  JsonObject *tasks = pen_json_object_or (entry, "tasks", NULL);
  g_autoptr(GList) names = tasks != NULL ? json_object_get_members (tasks) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *task = pen_json_object_or (tasks, l->data, NULL);

      if (task == NULL)
        continue;

      prefer_png (task);
      if (version != NULL)
        json_object_set_string_member (get_fixed (task), "@version", version);
    }
}

static JsonNode *
translate (Wish        *wish,
           JsonObject  *document,
           const char  *description,
           const char  *version,
           GError     **error)
{
  g_autofree char *official = g_strdup_printf ("/models/%s/predictions", wish->name);
  g_autofree char *versioned = g_strdup_printf ("%s:%s", wish->name, wish->version);
  g_autoptr(JsonNode) limits = pen_json_parse (LIMITS, -1, NULL);
  PenSchemaHints hints = {
    .id = wish->version != NULL ? versioned : wish->name,
    .title = strchr (wish->name, '/') + 1,
    .description = description,
    .endpoint = "replicate",
    .path = version != NULL ? "/predictions" : official,
    .prefix = "data:{type};base64,",
    .input = "#/components/schemas/Input",
    .output = "#/components/schemas/Output",
    .limits = json_node_get_object (limits),
    .hidden = hidden,
  };
  JsonNode *entry = pen_schema_translate (document, &hints, error);

  if (entry != NULL)
    complete_tasks (json_node_get_object (entry), version);

  return entry;
}

/**
 * _pen_replicate_read_model:
 * @provider: the provider
 * @words: what the user typed
 * @reply: a model, or one of its versions
 * @error: return location for a #GError
 *
 * An official model is asked by its name, any other by its version; so is an official one
 * whose version the user named.
 *
 * Returns: (transfer full): the entry, or %NULL with @error set
 */
JsonNode *
_pen_replicate_read_model (PenProvider  *provider,
                           const char   *words,
                           PenReply     *reply,
                           GError      **error)
{
  g_autoptr(Wish) wish = read_words (words, error);
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *model = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonObject *version = NULL;
  JsonObject *document = NULL;
  const char *id = NULL;
  gboolean by_version;

  if (wish == NULL)
    return NULL;

  version = wish->version != NULL ? model : pen_json_object_or (model, "latest_version", NULL);
  document = pen_json_object_or (version, "openapi_schema", NULL);
  by_version = wish->version != NULL || !pen_json_boolean_or (model, "is_official", FALSE);
  if (by_version)
    id = pen_json_string_or (version, "id", wish->version);
  if (document == NULL || (by_version && !is_version (id)))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                   _("“%s” cannot be used here: it has no version that can be run"), wish->name);
      return NULL;
    }

  return translate (wish, document, pen_json_string_or (model, "description", NULL), id, error);
}
