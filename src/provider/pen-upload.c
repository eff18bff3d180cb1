/* pen-upload.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Pictures that go to a service before the request that uses them.
 *
 * Which of them are there already stands in the memo, by slot, so that a restart goes on
 * with the next one.  As long as a memo is of this kind nothing has been bought: the memo
 * of a request that the service has taken is another.
 */

#define G_LOG_DOMAIN "pen-upload"

#include "config.h"

#include "pen-json.h"
#include "pen-upload.h"

#define UPLOADS "uploads"
#define STARTED "upload-started"

static JsonObject *
get_object (JsonNode *memo)
{
  return memo != NULL && JSON_NODE_HOLDS_OBJECT (memo) ? json_node_get_object (memo) : NULL;
}

/**
 * pen_upload_memo_is:
 * @memo: (nullable): a memo
 *
 * Returns: whether @memo is from before the service was asked for anything
 */
gboolean
pen_upload_memo_is (JsonNode *memo)
{
  JsonObject *object = get_object (memo);

  return object != NULL && json_object_has_member (object, UPLOADS);
}

/**
 * pen_upload_next:
 * @request: a request whose pictures are prepared
 * @memo: (nullable): what is uploaded already
 * @inline_limit: pictures of at most so many bytes go along in the request itself
 *
 * Returns: (transfer none) (nullable): the slot of the picture that is to be uploaded
 *   next; %NULL when nothing is left to do
 */
const char *
pen_upload_next (PenRequest *request,
                 JsonNode   *memo,
                 guint64     inline_limit)
{
  JsonObject *object = get_object (memo);
  JsonObject *uploads = pen_json_object_or (object, UPLOADS, NULL);
  g_auto(GStrv) slots = pen_request_get_slots (request);

  for (guint i = 0; slots[i] != NULL; i++)
    if (pen_blob_get_size (pen_request_get_input (request, slots[i])) > inline_limit &&
        pen_json_string_or (uploads, slots[i], NULL) == NULL)
      return g_intern_string (slots[i]);

  return NULL;
}

/**
 * pen_upload_get_addresses:
 * @memo: (nullable): what is uploaded already
 *
 * Returns: (transfer full) (element-type utf8 utf8): slot to address, for
 *   pen_body_writer_write_with()
 */
GHashTable *
pen_upload_get_addresses (JsonNode *memo)
{
  GHashTable *addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  JsonObject *uploads = pen_json_object_or (get_object (memo), UPLOADS, NULL);
  g_autoptr(GList) slots = uploads != NULL ? json_object_get_members (uploads) : NULL;

  for (GList *l = slots; l != NULL; l = l->next)
    {
      const char *address = pen_json_string_or (uploads, l->data, NULL);

      if (address != NULL)
        g_hash_table_replace (addresses, g_strdup (l->data), g_strdup (address));
    }

  return addresses;
}

/* The same memo again, without an upload that is under way. */
static JsonObject *
copy_memo (JsonNode    *memo,
           JsonObject **ret_uploads)
{
  JsonObject *object = json_object_new ();
  JsonObject *old = get_object (memo);
  g_autoptr(GList) names = old != NULL ? json_object_get_members (old) : NULL;
  JsonObject *uploads;

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_str_equal (l->data, STARTED))
      {
        g_autofree char *text = pen_json_to_text (json_object_get_member (old, l->data));

        json_object_set_member (object, l->data, json_from_string (text, NULL));
      }

  uploads = pen_json_object_or (object, UPLOADS, NULL);
  if (uploads == NULL)
    {
      uploads = json_object_new ();
      json_object_set_object_member (object, UPLOADS, uploads);
    }

  *ret_uploads = uploads;
  return object;
}

/**
 * pen_upload_start:
 * @memo: (nullable): what is uploaded already
 * @slot: which picture is under way
 * @address: where it will be once its bytes are there; or whatever names it
 *
 * For services that are told of a picture before they take its bytes.
 *
 * Returns: (transfer full): the memo for the call that carries the bytes
 */
JsonNode *
pen_upload_start (JsonNode   *memo,
                  const char *slot,
                  const char *address)
{
  JsonObject *uploads;
  g_autoptr(JsonObject) object = copy_memo (memo, &uploads);
  JsonObject *started = json_object_new ();

  json_object_set_string_member (started, "slot", slot);
  json_object_set_string_member (started, "address", address);
  json_object_set_object_member (object, STARTED, started);

  return json_node_init_object (json_node_alloc (), object);
}

/**
 * pen_upload_get_started:
 * @memo: (nullable): a memo
 * @slot: (out) (transfer none): which picture is under way
 * @address: (out) (transfer none): where it will be
 *
 * Returns: whether one is under way
 */
gboolean
pen_upload_get_started (JsonNode    *memo,
                        const char **slot,
                        const char **address)
{
  JsonObject *started = pen_json_object_or (get_object (memo), STARTED, NULL);

  *slot = pen_json_string_or (started, "slot", NULL);
  *address = pen_json_string_or (started, "address", NULL);

  return *slot != NULL && *address != NULL;
}

/**
 * pen_upload_note:
 * @memo: (nullable): what is uploaded already
 * @slot: a picture that is there now; %NULL where nothing had to be uploaded
 * @address: where it is, or whatever names it; %NULL with @slot
 *
 * Returns: (transfer full): the memo for the next call
 */
JsonNode *
pen_upload_note (JsonNode   *memo,
                 const char *slot,
                 const char *address)
{
  JsonObject *uploads;
  g_autoptr(JsonObject) object = copy_memo (memo, &uploads);

  if (slot != NULL && address != NULL)
    json_object_set_string_member (uploads, slot, address);

  return json_node_init_object (json_node_alloc (), object);
}
