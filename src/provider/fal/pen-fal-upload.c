/* pen-fal-upload.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What comes before the queue: big pictures go into fal's storage, then the body is
 * written with their addresses in it.
 */

#define G_LOG_DOMAIN "pen-fal-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-body-writer.h"
#include "pen-fal-provider-private.h"
#include "pen-json.h"
#include "pen-media.h"
#include "pen-remote-uri.h"
#include "pen-upload.h"

/* Bigger pictures go into the storage. */
#define INLINE_LIMIT (4 * 1024 * 1024)

/* For how many seconds it keeps them: a full queue may take its time. */
#define UPLOAD_LIFETIME "{\"expiration_duration_seconds\":86400}"

#define RETRY_MS 1000
#define MAX_ATTEMPTS 3

/* bria/expand: canvases of fewer pixels. */
#define MAX_CANVAS (5000.0 * 5000.0)

static PenCall *
build_initiate (PenRequest *request,
                const char *slot)
{
  PenCall *call = pen_call_new ("POST", "fal-rest",
                                "/storage/upload/initiate?storage_type=fal-cdn-v3");
  const char *type = pen_blob_get_media_type (pen_request_get_input (request, slot));
  g_autoptr(JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  /* The name of the user's file is nobody's business. */
  g_autofree char *name = g_strconcat ("image.", pen_media_to_extension (type), NULL);

  json_object_set_string_member (object, "content_type", type);
  json_object_set_string_member (object, "file_name", name);
  json_node_take_object (root, object);
  call->body = pen_body_new_json ();
  pen_body_set_root (call->body, root);
  call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_replace (call->headers, "X-Fal-Object-Lifecycle", UPLOAD_LIFETIME);

  return call;
}

static void
put_pair (JsonObject *root,
          const char *name,
          guint       first,
          guint       second)
{
  JsonArray *pair = json_array_new ();

  json_array_add_int_element (pair, first);
  json_array_add_int_element (pair, second);
  json_object_set_array_member (root, name, pair);
}

/* Where the picture lies on the canvas, for a model that is not told by margins. */
static gboolean
put_canvas (PenRequest *request,
            JsonObject *root,
            GError    **error)
{
  PenField *extend = pen_request_get_spec (request)->fields[PEN_ROLE_EXTEND];
  const guint *margins = pen_request_get_extend (request);
  guint width;
  guint height;

  if (extend == NULL || extend->by != PEN_EXTEND_BY_PROVIDER)
    return TRUE;

  pen_request_get_source_size (request, &width, &height);
  put_pair (root, "original_image_size", width, height);
  put_pair (root, "original_image_location", margins[0], margins[1]);
  width += margins[0] + margins[2];
  height += margins[1] + margins[3];
  put_pair (root, "canvas_size", width, height);
  if ((double) width * height < MAX_CANVAS)
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
               _("The canvas would have %u × %u pixels, and this model takes less than 5000 × "
                 "5000: pull the frame less wide"),
               width, height);
  return FALSE;
}

/* One model takes one picture for all kinds of control, and has to be told the kind. */
static void
put_kind (PenRequest *request,
          JsonObject *root)
{
  GPtrArray *controls = pen_request_get_controls (request);
  PenParameter *prepare = pen_model_find_parameter (pen_request_get_model (request),
                                                    pen_request_get_task (request), "preprocess");
  PenControl *control = controls->len > 0 ? g_ptr_array_index (controls, 0) : NULL;

  if (prepare == NULL || control == NULL || json_object_has_member (root, prepare->name))
    return;

  json_object_set_string_member (root, prepare->name, control->kind);
}

static PenStep *
submit (PenRequest *request,
        JsonNode   *memo,
        GError    **error)
{
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autoptr(GHashTable) addresses = pen_upload_get_addresses (memo);
  g_autoptr(PenBody) body = pen_body_writer_write_with (request, addresses, error);
  JsonObject *root = body != NULL ? json_node_get_object (pen_body_get_root (body)) : NULL;
  PenCall *call;

  if (root == NULL || !put_canvas (request, root, error))
    return NULL;

  put_kind (request, root);
  call = pen_call_new (spec->method, spec->endpoint, spec->path);
  call->body = g_steal_pointer (&body);
  call->may_cost = TRUE;

  return pen_step_new_call (call, 0, memo != NULL ? json_node_ref (memo) : NULL);
}

/* The next picture for the storage, or else the call that all this is for. */
PenStep *
_pen_fal_provider_go_on (PenRequest *request,
                         JsonNode   *memo,
                         guint       round,
                         GError    **error)
{
  const char *slot = pen_upload_next (request, memo, INLINE_LIMIT);
  PenCall *call;

  if (slot == NULL)
    return submit (request, memo, error);

  call = build_initiate (request, slot);
  call->round = round;

  return pen_step_new_call (call, round > 0 ? RETRY_MS : 0,
                            memo != NULL ? json_node_ref (memo) : NULL);
}

static gboolean
is_web_address (const char *text)
{
  g_autoptr(GUri) uri = text != NULL ? g_uri_parse (text, SOUP_HTTP_URI_FLAGS, NULL) : NULL;

  return uri != NULL && pen_remote_uri_is_web (uri);
}

static PenStep *
read_initiated (PenRequest *request,
                JsonNode   *memo,
                PenCall    *call,
                PenReply   *reply,
                GError    **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *upload = pen_json_string_or (object, "upload_url", NULL);
  const char *file = pen_json_string_or (object, "file_url", NULL);
  const char *slot = pen_upload_next (request, memo, INLINE_LIMIT);
  g_autoptr(JsonNode) started = NULL;
  PenCall *put;

  if (slot == NULL || !is_web_address (upload) || !is_web_address (file))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("fal did not say where to upload the picture"));
      return NULL;
    }

  /* The address is a permission of its own: the key stays here. */
  put = pen_call_new_uri ("PUT", "fal-rest", upload);
  put->with_key = FALSE;
  put->body = pen_body_new_blob (pen_request_get_input (request, slot));
  put->expect = PEN_EXPECT_NOTHING;
  put->round = call->round;
  started = pen_upload_start (memo, slot, file);

  return pen_step_new_call (put, 0, g_steal_pointer (&started));
}

static PenStep *
read_uploaded (PenRequest *request,
               JsonNode   *memo,
               PenCall    *call,
               PenReply   *reply,
               const char *slot,
               const char *address,
               GError    **error)
{
  guint status = pen_reply_get_status (reply);
  g_autoptr(JsonNode) noted = NULL;

  if (status < 400)
    {
      noted = pen_upload_note (memo, slot, address);
      return _pen_fal_provider_go_on (request, noted, 0, error);
    }

  /* Such an address does not live long: a new one may do. */
  if (call->round + 1 < MAX_ATTEMPTS)
    return _pen_fal_provider_go_on (request, memo, call->round + 1, error);

  g_set_error (error, PEN_ERROR, PEN_ERROR_SERVICE,
               _("The picture could not be uploaded to fal's storage (status %u): try again"),
               status);
  return NULL;
}


/* Whether @call brings a picture into the storage, with no key. */
gboolean
_pen_fal_provider_is_upload (PenCall *call)
{
  return g_str_equal (call->endpoint, "fal-rest") && g_str_equal (call->method, "PUT");
}

/* What the storage has answered before the paid call. */
PenStep *
_pen_fal_provider_read_storage (PenRequest *request,
                                JsonNode   *memo,
                                PenCall    *call,
                                PenReply   *reply,
                                GError    **error)
{
  const char *slot;
  const char *address;

  if (_pen_fal_provider_is_upload (call) && pen_upload_get_started (memo, &slot, &address))
    return read_uploaded (request, memo, call, reply, slot, address, error);

  return read_initiated (request, memo, call, reply, error);
}
