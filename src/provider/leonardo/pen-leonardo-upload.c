/* pen-leonardo-upload.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Pictures go up in two calls each: Leonardo names the picture and gives out a form, and
 * the form goes with the bytes to a file host that must not see the key.  The canvas has a
 * pair of them, picture and mask, named at once.
 */

#define G_LOG_DOMAIN "pen-leonardo-upload"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-body-writer.h"
#include "pen-json.h"
#include "pen-leonardo-provider-private.h"
#include "pen-media.h"
#include "pen-upload.h"

#define INIT_PATH   "/v1/init-image"
#define CANVAS_PATH "/v1/canvas-init-image"
#define SECOND_FORM "second-form"

PenCall *
_pen_leonardo_call_new (const char *method,
                        const char *path)
{
  PenCall *call = pen_call_new (method, "leonardo", path);

  call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_replace (call->headers, "Accept", "application/json");

  return call;
}

gboolean
_pen_leonardo_is_canvas (PenRequest *request)
{
  return pen_request_get_spec (request)->fields[PEN_ROLE_MASK] != NULL;
}

/* Whether @call belongs to an upload: it names a picture, or carries one. */
gboolean
_pen_leonardo_is_upload (PenCall *call)
{
  return call->uri != NULL || g_strcmp0 (call->path, INIT_PATH) == 0 ||
         g_strcmp0 (call->path, CANVAS_PATH) == 0;
}

static const char *
get_extension (PenRequest *request,
               const char *slot)
{
  PenBlob *blob = pen_request_get_input (request, slot);

  return pen_media_to_extension (blob != NULL ? pen_blob_get_media_type (blob) : NULL);
}

static PenStep *
build_naming (PenRequest *request,
              JsonNode   *memo,
              const char *slot)
{
  gboolean canvas = _pen_leonardo_is_canvas (request);
  PenCall *call = _pen_leonardo_call_new ("POST", canvas ? CANVAS_PATH : INIT_PATH);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = NULL;

  if (canvas)
    {
      json_object_set_string_member (object, "initExtension", get_extension (request, "source"));
      json_object_set_string_member (object, "maskExtension", get_extension (request, "mask"));
    }
  else
    {
      json_object_set_string_member (object, "extension", get_extension (request, slot));
    }

  root = json_node_init_object (json_node_alloc (), object);
  call->body = pen_body_new_json ();
  pen_body_set_root (call->body, root);

  return pen_step_new_call (call, 0, json_node_ref (memo));
}

static PenStep *
build_creation (PenRequest  *request,
                JsonNode    *memo,
                GError     **error)
{
  g_autoptr(GHashTable) ids = pen_upload_get_addresses (memo);
  g_autoptr(PenBody) body = pen_body_writer_write_with (request, ids, error);
  PenTaskSpec *spec = pen_request_get_spec (request);
  PenCall *call;

  if (body == NULL)
    return NULL;

  if (g_str_has_prefix (spec->path, "/v2/"))
    _pen_leonardo_wrap (request, body);
  else
    _pen_leonardo_suit_style (body);

  call = _pen_leonardo_call_new (spec->method, spec->path);
  call->body = g_steal_pointer (&body);
  call->may_cost = TRUE;

  return pen_step_new_call (call, 0, memo != NULL ? json_node_ref (memo) : NULL);
}

/*
 * _pen_leonardo_go_on:
 * @request: a request
 * @memo: (nullable): what is uploaded already
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the next upload, or the creation
 */
PenStep *
_pen_leonardo_go_on (PenRequest  *request,
                     JsonNode    *memo,
                     GError     **error)
{
  const char *slot = pen_upload_next (request, memo, 0);
  g_autoptr(JsonNode) noted = NULL;

  if (slot == NULL)
    return build_creation (request, memo, error);

  noted = memo != NULL ? json_node_ref (memo) : pen_upload_note (NULL, NULL, NULL);

  return build_naming (request, noted, slot);
}

/* The text with the fields is JSON once more; the file comes last, and no key comes along. */
static PenStep *
build_form (PenRequest  *request,
            JsonNode    *memo,
            const char  *slot,
            const char  *address,
            const char  *text,
            GError     **error)
{
  g_autoptr(JsonNode) root = text != NULL ? pen_json_parse (text, -1, NULL) : NULL;
  JsonObject *fields = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  PenBlob *blob = pen_request_get_input (request, slot);
  g_autofree char *filename = NULL;
  g_autoptr(GList) names = NULL;
  PenCall *call;

  if (address == NULL || fields == NULL || blob == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Leonardo did not say where a picture is to be uploaded"));
      return NULL;
    }

  call = pen_call_new_uri ("POST", "leonardo", address);
  call->with_key = FALSE;
  call->expect = PEN_EXPECT_NOTHING;
  call->body = pen_body_new_form ();
  names = json_object_get_members (fields);
  for (GList *l = names; l != NULL; l = l->next)
    pen_body_add_text (call->body, l->data, pen_json_string_or (fields, l->data, ""));
  filename = g_strdup_printf ("image.%s", get_extension (request, slot));
  pen_body_add_blob (call->body, "file", filename, blob);

  return pen_step_new_call (call, 0, json_node_ref (memo));
}

static PenStep *
read_name (PenRequest  *request,
           JsonNode    *memo,
           PenReply    *reply,
           GError     **error)
{
  JsonObject *object = pen_json_object_or (_pen_leonardo_get_object (reply), "uploadInitImage",
                                           NULL);
  const char *slot = pen_upload_next (request, memo, 0);
  const char *id = pen_json_string_or (object, "id", "");
  g_autoptr(JsonNode) started = pen_upload_start (memo, slot, id);

  return build_form (request, started, slot, *id != '\0' ? pen_json_string_or (object, "url", NULL)
                                                         : NULL,
                     pen_json_string_or (object, "fields", NULL), error);
}

/* The documents of the service do not agree on how these are spelt. */
static const char *
find_mask (JsonObject *object,
           const char *name)
{
  g_autofree char *one = g_strconcat ("mask", name, NULL);
  g_autofree char *other = g_strconcat ("masks", name, NULL);

  return pen_json_string_or (object, one, pen_json_string_or (object, other, NULL));
}

static PenStep *
read_pair (PenRequest  *request,
           JsonNode    *memo,
           PenReply    *reply,
           GError     **error)
{
  JsonObject *object = pen_json_object_or (_pen_leonardo_get_object (reply),
                                           "uploadCanvasInitImage", NULL);
  const char *id = pen_json_string_or (object, "initImageId", "");
  const char *address = pen_json_string_or (object, "initUrl", NULL);
  g_autoptr(JsonNode) started = pen_upload_start (memo, "source", id);
  JsonObject *second = json_object_new ();

  /* The form for the mask waits in the memo until the picture is there. */
  json_object_set_string_member (second, "id", find_mask (object, "ImageId"));
  json_object_set_string_member (second, "url", find_mask (object, "Url"));
  json_object_set_string_member (second, "fields", find_mask (object, "Fields"));
  json_object_set_object_member (json_node_get_object (started), SECOND_FORM, second);

  return build_form (request, started, "source", *id != '\0' ? address : NULL,
                     pen_json_string_or (object, "initFields", NULL), error);
}

/* A picture is there.  In a pair the mask comes next, with the form that waits for it. */
static PenStep *
read_form (PenRequest  *request,
           JsonNode    *memo,
           GError     **error)
{
  const char *slot;
  const char *id;
  g_autoptr(JsonNode) noted = NULL;
  g_autoptr(JsonNode) started = NULL;
  g_autoptr(JsonObject) second = NULL;

  if (!pen_upload_get_started (memo, &slot, &id))
    return _pen_leonardo_go_on (request, memo, error);

  noted = pen_upload_note (memo, slot, id);
  second = pen_json_object_or (json_node_get_object (noted), SECOND_FORM, NULL);
  if (second == NULL)
    return _pen_leonardo_go_on (request, noted, error);

  json_object_ref (second);
  json_object_remove_member (json_node_get_object (noted), SECOND_FORM);
  id = pen_json_string_or (second, "id", "");
  started = pen_upload_start (noted, "mask", id);

  return build_form (request, started, "mask",
                     *id != '\0' ? pen_json_string_or (second, "url", NULL) : NULL,
                     pen_json_string_or (second, "fields", NULL), error);
}

PenStep *
_pen_leonardo_read_upload (PenRequest  *request,
                           JsonNode    *memo,
                           PenCall     *call,
                           PenReply    *reply,
                           GError     **error)
{
  if (call->uri != NULL)
    return read_form (request, memo, error);
  if (g_str_equal (call->path, CANVAS_PATH))
    return read_pair (request, memo, reply, error);

  return read_name (request, memo, reply, error);
}
