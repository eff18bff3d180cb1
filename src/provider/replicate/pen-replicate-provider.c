/* pen-replicate-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenReplicateProvider:
 *
 * Replicate: predictions of very many models.  Big pictures are uploaded, the prediction
 * is made, and asked for until it is over.
 */

#define G_LOG_DOMAIN "pen-replicate-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-media.h"
#include "pen-replicate-provider-private.h"
#include "pen-replicate-provider.h"
#include "pen-replicate-resources.h"
#include "pen-upload.h"

/* Larger pictures the service does not want inside the request. */
#define MAX_INLINE (256 * 1024)

#define FILES_PATH "/files"

/* What was uploaded must live on until the model has fetched it, cold start included. */
#define LEAST_LIFE_SECONDS 600

struct _PenReplicateProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenReplicateProvider, pen_replicate_provider, PEN_TYPE_PROVIDER)

/* === Before the prediction === */

static PenStep *
upload (PenRequest *request,
        JsonNode   *memo,
        const char *slot)
{
  PenCall *call = pen_call_new ("POST", "replicate", FILES_PATH);
  PenBlob *blob = pen_request_get_input (request, slot);
  const char *extension = pen_media_to_extension (pen_blob_get_media_type (blob));
  g_autofree char *filename = g_strconcat (slot, ".", extension, NULL);

  call->body = pen_body_new_form ();
  pen_body_add_blob (call->body, "content", filename, blob);

  return pen_step_new_call (call, 0, pen_upload_note (memo, NULL, NULL));
}

/* The next upload, or, when all pictures are there, the prediction. */
static PenStep *
go_on (PenRequest  *request,
       JsonNode    *memo,
       GError     **error)
{
  const char *slot = pen_upload_next (request, memo, MAX_INLINE);
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autoptr(GHashTable) addresses = NULL;
  g_autoptr(PenBody) body = NULL;
  PenCall *call;

  if (slot != NULL)
    return upload (request, memo, slot);

  addresses = pen_upload_get_addresses (memo);
  body = _pen_replicate_write_body (request, addresses, error);
  if (body == NULL)
    return NULL;

  call = pen_call_new (spec->method, spec->endpoint, spec->path);
  call->body = g_steal_pointer (&body);
  call->may_cost = TRUE;

  return pen_step_new_call (call, 0, memo != NULL ? json_node_ref (memo) : NULL);
}

static PenStep *
read_upload (PenRequest  *request,
             JsonNode    *memo,
             PenReply    *reply,
             GError     **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonObject *urls = pen_json_object_or (object, "urls", NULL);
  const char *address = pen_json_string_or (urls, "get", NULL);
  const char *slot = pen_upload_next (request, memo, MAX_INLINE);
  g_autoptr(JsonNode) next = NULL;

  if (address == NULL || slot == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Replicate took the picture, but does not say where it is"));
      return NULL;
    }

  next = pen_upload_note (memo, slot, address);
  return go_on (request, next, error);
}

/* Files live for about an hour, and a restart may come much later. */
static gboolean
is_alive (JsonArray  *files,
          const char *address,
          GDateTime  *now)
{
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonObject *file = pen_json_at_object (files, i, NULL);
      const char *own = pen_json_string_or (pen_json_object_or (file, "urls", NULL), "get", NULL);
      const char *text = pen_json_string_or (file, "expires_at", NULL);
      g_autoptr(GDateTime) end = NULL;

      if (g_strcmp0 (own, address) != 0)
        continue;

      end = text != NULL ? g_date_time_new_from_iso8601 (text, NULL) : NULL;
      return now == NULL || end == NULL ||
             g_date_time_difference (end, now) > LEAST_LIFE_SECONDS * G_TIME_SPAN_SECOND;
    }

  return FALSE;
}

/* After a restart: what has been deleted since is uploaded again. */
static PenStep *
read_files (PenRequest  *request,
            JsonNode    *memo,
            PenReply    *reply,
            GError     **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonArray *files = pen_json_array_or (object, "results", NULL);
  const char *date = pen_reply_get_header (reply, "Date");
  g_autoptr(GDateTime) now = date != NULL ? soup_date_time_new_from_http_string (date) : NULL;
  g_autoptr(GHashTable) addresses = pen_upload_get_addresses (memo);
  g_auto(GStrv) slots = pen_request_get_slots (request);
  g_autoptr(JsonNode) left = pen_upload_note (NULL, NULL, NULL);

  for (guint i = 0; slots[i] != NULL; i++)
    {
      const char *address = g_hash_table_lookup (addresses, slots[i]);
      JsonNode *longer;

      if (address == NULL || !is_alive (files, address, now))
        continue;

      longer = pen_upload_note (left, slots[i], address);
      json_node_unref (left);
      left = longer;
    }

  return go_on (request, left, error);
}

/* === The contract === */

static PenStep *
pen_replicate_provider_begin (PenProvider  *provider,
                              PenRequest   *request,
                              GError      **error)
{
  return go_on (request, NULL, error);
}

static PenStep *
pen_replicate_provider_next (PenProvider  *provider,
                             PenRequest   *request,
                             JsonNode     *memo,
                             PenCall      *call,
                             PenReply     *reply,
                             GError      **error)
{
  if (g_strcmp0 (call->path, FILES_PATH) == 0)
    return g_str_equal (call->method, "POST") ? read_upload (request, memo, reply, error)
                                              : read_files (request, memo, reply, error);

  if (pen_reply_get_status (reply) == 404)
    return pen_step_new_failed (g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                                                     _("Replicate no longer knows this "
                                                       "prediction")),
                                TRUE);

  return _pen_replicate_read_prediction (request, memo, call, reply, error);
}

/* A prediction that is gone is another thing than a model that is not there. */
static gboolean
pen_replicate_provider_refuses (PenProvider *provider,
                                PenCall     *call,
                                PenReply    *reply)
{
  gboolean of_prediction = g_str_equal (call->method, "GET") &&
                           (call->uri != NULL || g_str_has_prefix (call->path, "/predictions/"));
  guint status = pen_reply_get_status (reply);

  return status >= 400 && !(status == 404 && of_prediction);
}

static PenStep *
pen_replicate_provider_resume (PenProvider  *provider,
                               PenRequest   *request,
                               JsonNode     *memo,
                               GError      **error)
{
  g_autoptr(GHashTable) addresses = NULL;

  if (!pen_upload_memo_is (memo))
    return _pen_replicate_poll (memo, NULL);

  addresses = pen_upload_get_addresses (memo);
  if (g_hash_table_size (addresses) == 0)
    return go_on (request, memo, error);

  return pen_step_new_call (pen_call_new ("GET", "replicate", FILES_PATH), 0,
                            json_node_ref (memo));
}

static PenCall *
pen_replicate_provider_cancel (PenProvider *provider,
                               PenRequest  *request,
                               JsonNode    *memo)
{
  JsonObject *known = memo != NULL ? pen_json_root_object (memo, NULL) : NULL;
  const char *address = pen_json_string_or (known, "cancel", NULL);
  PenCall *call;

  /* Nothing runs yet, or nobody knows under which name. */
  if (address == NULL)
    return NULL;

  call = pen_call_new_uri ("POST", "replicate", address);
  call->expect = PEN_EXPECT_NOTHING;
  return call;
}

static PenCall *
pen_replicate_provider_check_key (PenProvider *provider)
{
  return pen_call_new ("GET", "replicate", "/account");
}

static char *
pen_replicate_provider_read_check (PenProvider  *provider,
                                   PenReply     *reply,
                                   GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  const char *name = pen_json_string_or (object, "username", NULL);

  if (name == NULL || *name == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Replicate did not say whose key this is"));
      return NULL;
    }

  /* TRANSLATORS: %s is the name of an account.  The service does not tell its credit. */
  return g_strdup_printf (_("Valid, the key of “%s”"), name);
}

static void
pen_replicate_provider_class_init (PenReplicateProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_replicate_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/replicate.json";
  provider_class->begin = pen_replicate_provider_begin;
  provider_class->next = pen_replicate_provider_next;
  provider_class->refuses = pen_replicate_provider_refuses;
  provider_class->resume = pen_replicate_provider_resume;
  provider_class->cancel = pen_replicate_provider_cancel;
  provider_class->check_key = pen_replicate_provider_check_key;
  provider_class->read_check = pen_replicate_provider_read_check;
  provider_class->read_error = _pen_replicate_read_error;
  provider_class->find_model = _pen_replicate_find_model;
  provider_class->read_model = _pen_replicate_read_model;
}

static void
pen_replicate_provider_init (PenReplicateProvider *self)
{
}
