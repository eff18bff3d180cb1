/* pen-kie-call.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The calls to KIE: a picture to its file host, a task with the addresses of all pictures,
 * and the question how it is.
 */

#define G_LOG_DOMAIN "pen-kie-call"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-body-writer.h"
#include "pen-error.h"
#include "pen-json.h"
#include "pen-kie-provider-private.h"
#include "pen-media.h"
#include "pen-upload.h"

#define UPLOAD_PATH   "/api/file-stream-upload"
#define JOBS_PATH     "/api/v1/jobs/"
#define UPLOAD_FOLDER "images/pentimento"

/* Among the fixed fields, and not sent: what aspects go with a resolution. */
#define ASPECTS "@aspects"

/* The firewall wants to see a browser, and turns others away before the key is looked at. */
#define USER_AGENT "Mozilla/5.0 (X11; Linux x86_64) Pentimento/" VERSION

PenCall *
_pen_kie_call_new (const char *method,
                   const char *endpoint,
                   const char *path)
{
  PenCall *call = pen_call_new (method, endpoint, path);

  call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_replace (call->headers, "User-Agent", USER_AGENT);

  return call;
}

/* The name must be a new one: under an old one, caches may serve the old picture. */
static PenStep *
build_upload (PenRequest *request,
              JsonNode   *memo,
              const char *slot)
{
  PenBlob *blob = pen_request_get_input (request, slot);
  g_autofree char *name = g_strdup_printf ("%s-%s.%s", pen_request_get_token (request), slot,
                                           pen_media_to_extension (pen_blob_get_media_type (blob)));
  PenCall *call = _pen_kie_call_new ("POST", "kie-upload", UPLOAD_PATH);

  call->body = pen_body_new_form ();
  pen_body_add_text (call->body, "uploadPath", UPLOAD_FOLDER);
  pen_body_add_text (call->body, "fileName", name);
  pen_body_add_blob (call->body, "file", name, blob);

  return pen_step_new_call (call, 0, json_node_ref (memo));
}

static double
parse_aspect (const char *text)
{
  const char *colon = strchr (text, ':');

  return colon != NULL ? g_ascii_strtod (text, NULL) / g_ascii_strtod (colon + 1, NULL) : NAN;
}

/*
 * Where the service wants an aspect and has no “as it is”, an edit that the user gave none
 * gets the one that is nearest to its picture.
 */
static void
suit_aspect (PenRequest *request,
             JsonObject *input)
{
  PenTaskSpec *spec = pen_request_get_spec (request);
  PenField *field = spec->fields[PEN_ROLE_ASPECT];
  const char *nearest = NULL;
  double least = INFINITY;
  guint width = 0;
  guint height = 0;

  if (field == NULL || !pen_task_has_source (spec->task) ||
      pen_request_get_aspect (request) != NULL || spec->fixed == NULL ||
      !json_object_has_member (spec->fixed, field->name) ||
      g_strv_contains ((const char * const *) field->values, "auto"))
    return;

  pen_request_get_source_size (request, &width, &height);
  for (guint i = 0; width > 0 && height > 0 && field->values[i] != NULL; i++)
    {
      double distance = fabs (log (parse_aspect (field->values[i]) * height / width));

      if (distance < least)
        {
          least = distance;
          nearest = field->values[i];
        }
    }

  if (nearest != NULL)
    json_object_set_string_member (input, field->name, nearest);
}

/*
 * _pen_kie_check:
 * @request: a request
 * @error: return location for a #GError
 *
 * Returns: whether its aspect goes with its resolution, where the model does not make every
 *   pair; if not, @error is %PEN_ERROR_INVALID_REQUEST
 */
gboolean
_pen_kie_check (PenRequest  *request,
                GError     **error)
{
  JsonObject *table = pen_json_object_or (pen_request_get_spec (request)->fixed, ASPECTS, NULL);
  const char *resolution = pen_json_string_or (pen_request_get_parameters (request),
                                               "resolution", "");
  JsonArray *aspects = pen_json_array_or (table, resolution, NULL);
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; aspects != NULL && i < json_array_get_length (aspects); i++)
    {
      const char *aspect = pen_json_at_string (aspects, i, NULL);

      if (g_strcmp0 (aspect, pen_request_get_aspect (request)) == 0)
        return TRUE;
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", aspect);
    }

  if (aspects == NULL)
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
               _("With %s, %s wants one of these aspects: %s"), resolution,
               pen_model_get_title (pen_request_get_model (request)), all->str);
  return FALSE;
}

static gboolean
is_job (PenRequest *request)
{
  return g_str_has_prefix (pen_request_get_spec (request)->path, JOBS_PATH);
}

/* The jobs API wants the model outside, and all the rest in an object of its own. */
static void
wrap (PenBody    *body,
      JsonObject *input)
{
  g_autoptr(JsonObject) outer = json_object_new ();
  g_autoptr(JsonNode) root = NULL;

  json_object_set_string_member (outer, "model", pen_json_string_or (input, "model", ""));
  json_object_remove_member (input, "model");
  json_object_set_object_member (outer, "input", json_object_ref (input));

  root = json_node_init_object (json_node_alloc (), outer);
  pen_body_set_root (body, root);
}

static PenStep *
build_task (PenRequest  *request,
            JsonNode    *memo,
            GError     **error)
{
  g_autoptr(GHashTable) addresses = pen_upload_get_addresses (memo);
  g_autoptr(PenBody) body = pen_body_writer_write_with (request, addresses, error);
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autoptr(JsonObject) input = NULL;
  PenCall *call;

  if (body == NULL)
    return NULL;

  input = json_object_ref (json_node_get_object (pen_body_get_root (body)));
  json_object_remove_member (input, ASPECTS);
  suit_aspect (request, input);
  if (is_job (request))
    wrap (body, input);

  call = _pen_kie_call_new (spec->method, spec->endpoint, spec->path);
  call->body = g_steal_pointer (&body);
  call->may_cost = TRUE;

  return pen_step_new_call (call, 0, memo != NULL ? json_node_ref (memo) : NULL);
}

/* The service takes addresses only: first all pictures go up, then comes the task. */
PenStep *
_pen_kie_go_on (PenRequest  *request,
                JsonNode    *memo,
                GError     **error)
{
  const char *slot = pen_upload_next (request, memo, 0);
  g_autoptr(JsonNode) noted = NULL;

  if (slot == NULL)
    return build_task (request, memo, error);

  /* The first one is written down as well, so that a restart knows what it finds. */
  noted = memo != NULL ? json_node_ref (memo) : pen_upload_note (NULL, NULL, NULL);

  return build_upload (request, noted, slot);
}

JsonNode *
_pen_kie_build_memo (const char *task,
                     guint       misses)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "task", task);
  if (misses > 0)
    json_object_set_int_member (object, "misses", misses);

  return json_node_init_object (json_node_alloc (), object);
}

PenStep *
_pen_kie_ask (PenRequest *request,
              const char *task,
              guint       delay_ms,
              JsonNode   *memo)
{
  PenTaskSpec *spec = pen_request_get_spec (request);
  const char *slash = strrchr (spec->path, '/');
  g_autofree char *folder = g_strndup (spec->path, (gsize) (slash - spec->path));
  g_autofree char *escaped = g_uri_escape_string (task, NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("%s/%s?taskId=%s", folder,
                                           is_job (request) ? "recordInfo" : "record-info",
                                           escaped);

  return pen_step_new_call (_pen_kie_call_new ("GET", spec->endpoint, path), delay_ms, memo);
}
