/* pen-sim-fal-storage.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The storage: the account's own side, where an upload begins, and the hosts of the files,
 * which want no key and refuse one.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include <string.h>

#include "pen-sim-fal-private.h"

#define INITIATE "/storage/upload/initiate"
#define LIFECYCLE "X-Fal-Object-Lifecycle"

static PenSimFalFile *
add_file (PenSimFalState *state,
          const char     *media_type,
          char          **ret_name)
{
  PenSimFalFile *file = g_new0 (PenSimFalFile, 1);
  const char *slash = strchr (media_type, '/');

  file->media_type = g_strdup (media_type);
  *ret_name = g_strdup_printf ("%u.%s", ++state->next, slash != NULL ? slash + 1 : "bin");
  g_hash_table_replace (state->files, g_strdup (*ret_name), file);

  return file;
}

/* Keeps a result: its address is public. */
char *
pen_sim_fal_keep (PenSimFalState *state,
                  PenSimVisit    *visit,
                  GBytes         *bytes,
                  const char     *media_type)
{
  g_autofree char *name = NULL;
  PenSimFalFile *file = add_file (state, media_type, &name);
  g_autofree char *path = g_strconcat ("/files/b/", name, NULL);

  file->bytes = g_bytes_ref (bytes);

  return pen_sim_fal_get_address (visit, path);
}

/* Returns: (transfer full) (nullable): what is at @address of the storage */
GBytes *
pen_sim_fal_fetch (PenSimFalState *state,
                   const char     *address)
{
  const char *name = strrchr (address, '/');
  PenSimFalFile *file = NULL;

  if (name != NULL && strstr (address, "/files/b/") != NULL)
    file = g_hash_table_lookup (state->files, name + 1);

  return file != NULL && file->bytes != NULL ? g_bytes_ref (file->bytes) : NULL;
}

/* Whether the header is absent, or what the service wants of it. */
static gboolean
check_lifecycle (PenSimVisit *visit)
{
  const char *text = pen_sim_visit_get_header (visit, LIFECYCLE);
  g_autoptr(JsonNode) node = text != NULL ? json_from_string (text, NULL) : NULL;

  if (text == NULL)
    return TRUE;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) &&
         json_object_get_int_member_with_default (json_node_get_object (node),
                                                  "expiration_duration_seconds", 0) >= 60;
}

static JsonObject *
read_body (PenSimVisit *visit)
{
  g_autofree char *text = g_strndup (g_bytes_get_data (visit->body, NULL),
                                     g_bytes_get_size (visit->body));
  g_autoptr(JsonNode) node = json_from_string (text, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_dup_object (node) : NULL;
}

void
pen_sim_fal_handle_storage (PenSimFalState *state,
                            PenSimVisit    *visit,
                            const char     *path)
{
  g_autoptr(JsonObject) body = read_body (visit);
  const char *type;
  const char *name;
  g_autofree char *file_name = NULL;
  g_autofree char *file_path = NULL;
  g_autofree char *upload_path = NULL;
  g_autofree char *file_url = NULL;
  g_autofree char *upload_url = NULL;
  JsonObject *object;

  if (!g_str_equal (path, INITIATE) ||
      !g_str_equal (pen_sim_visit_get_method (visit), "POST") ||
      g_strcmp0 (pen_sim_visit_get_query (visit, "storage_type"), "fal-cdn-v3") != 0)
    {
      pen_sim_fal_answer_detail (visit, 404, "Not Found");
      return;
    }

  type = body != NULL ? json_object_get_string_member_with_default (body, "content_type", NULL)
                      : NULL;
  name = body != NULL ? json_object_get_string_member_with_default (body, "file_name", NULL) : NULL;
  if (type == NULL || name == NULL || json_object_get_size (body) != 2 ||
      !check_lifecycle (visit))
    {
      pen_sim_fal_answer_detail (visit, 422, "The upload is not described as it should be");
      return;
    }

  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (!pen_sim_fal_has_key (state, visit))
    {
      pen_sim_fal_refuse (state, visit, "unauthorized", NULL);
      return;
    }

  add_file (state, type, &file_name);
  file_path = g_strconcat ("/files/b/", file_name, NULL);
  upload_path = g_strdup_printf ("/upload/%s?signature=%u", file_name, g_str_hash (file_name));
  file_url = pen_sim_fal_get_address (visit, file_path);
  upload_url = pen_sim_fal_get_address (visit, upload_path);

  object = json_object_new ();
  json_object_set_string_member (object, "file_url", file_url);
  json_object_set_string_member (object, "upload_url",
                                 pen_sim_fault_is (visit->fault, "foreign-address") ?
                                 visit->fault->value : upload_url);
  pen_sim_visit_answer_object (visit, 200, object);
}

/* A file host: whoever shows it a key has given it away. */
static gboolean
refuse_key (PenSimVisit *visit)
{
  if (pen_sim_visit_get_header (visit, "Authorization") == NULL)
    return FALSE;

  pen_sim_log_remark (visit->entry, "the key went to a file host");
  pen_sim_fal_answer_detail (visit, 400, "Only one authentication mechanism is allowed");
  return TRUE;
}

void
pen_sim_fal_handle_upload (PenSimFalState *state,
                           PenSimVisit    *visit,
                           const char     *path)
{
  PenSimFalFile *file = g_hash_table_lookup (state->files, path + 1);
  g_autofree char *signature = g_strdup_printf ("%u", g_str_hash (path + 1));

  if (refuse_key (visit) || pen_sim_visit_goes_wrong (visit))
    return;

  if (file == NULL || !g_str_equal (pen_sim_visit_get_method (visit), "PUT"))
    pen_sim_fal_answer_detail (visit, 404, "Not Found");
  else if (g_strcmp0 (pen_sim_visit_get_query (visit, "signature"), signature) != 0)
    pen_sim_fal_answer_detail (visit, 403, "SignatureDoesNotMatch");
  else if (g_strcmp0 (pen_sim_visit_get_header (visit, "Content-Type"), file->media_type) != 0)
    pen_sim_fal_answer_detail (visit, 403, "The content type is not the one that was signed");
  else
    {
      g_clear_pointer (&file->bytes, g_bytes_unref);
      file->bytes = g_bytes_ref (visit->body);
      pen_sim_visit_answer_object (visit, 200, json_object_new ());
    }
}

void
pen_sim_fal_handle_files (PenSimFalState *state,
                          PenSimVisit    *visit,
                          const char     *path)
{
  const char *name = g_str_has_prefix (path, "/b/") ? path + strlen ("/b/") : "";
  PenSimFalFile *file = g_hash_table_lookup (state->files, name);
  g_autoptr(GBytes) bytes = NULL;

  if (refuse_key (visit) || pen_sim_visit_goes_wrong (visit))
    return;

  if (file == NULL || file->bytes == NULL)
    {
      pen_sim_fal_answer_detail (visit, 404, "Not Found");
      return;
    }

  bytes = pen_sim_visit_spoil (visit, file->bytes);
  pen_sim_visit_answer (visit, 200, file->media_type, bytes);
}
