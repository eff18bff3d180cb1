/* pen-sim-kie-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The two file hosts: one takes uploads, with the key; one gives files to anybody, and is
 * no place for a key.
 */

#define G_LOG_DOMAIN "pen-sim-kie-files"

#include "config.h"

#include <string.h>

#include "pen-sim-form.h"
#include "pen-sim-kie-private.h"

#define UPLOADS "/files/uploads/"
#define RESULTS "/files/results/"

/* The address of the service, as the client sees it. */
char *
pen_sim_kie_get_base (PenSimVisit *visit)
{
  GUri *uri = soup_server_message_get_uri (visit->message);

  return g_strdup_printf ("http://127.0.0.1:%d/kie", g_uri_get_port (uri));
}

/* Returns: (transfer none) (nullable): what was uploaded there */
GBytes *
pen_sim_kie_find_upload (PenSimKieState *state,
                         const char     *address)
{
  const char *at = address != NULL ? strstr (address, UPLOADS) : NULL;

  return at != NULL ? g_hash_table_lookup (state->uploads, at) : NULL;
}

static void
refuse_upload (PenSimKieState *state,
               PenSimVisit    *visit,
               const char     *text)
{
  pen_sim_kie_answer (state, visit, 400, text, NULL);
}

static const char *
check_upload (PenSimForm        *form,
              PenSimPictureInfo *info)
{
  static const char * const names[] = { "file", "uploadPath", "fileName", NULL };
  g_autoptr(JsonObject) all = pen_sim_form_describe (form);
  g_autoptr(GList) members = json_object_get_members (all);
  PenSimPart *file = pen_sim_form_get (form, "file");
  const char *path = pen_sim_form_get_text (form, "uploadPath", NULL);
  const char *name = pen_sim_form_get_text (form, "fileName", NULL);
  const char *extension;

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (names, l->data))
      return "unexpected field";
  if (file == NULL || file->file_name == NULL || g_bytes_get_size (file->bytes) == 0)
    return "file is required";
  if (path == NULL || *path == '\0' || *path == '/' || g_str_has_suffix (path, "/"))
    return "uploadPath is required, without leading or trailing slashes";
  if (!pen_sim_picture_inspect (file->bytes, info))
    return "file is not supported";
  if (file->media_type == NULL || !g_str_equal (file->media_type, info->media_type))
    return "the media type does not fit the file";
  if (name == NULL)
    return NULL;

  extension = strrchr (name, '.');
  if (extension == NULL || strchr (name, '/') != NULL)
    return "fileName must have an extension";
  if (!g_str_has_suffix (info->media_type, extension + 1) &&
      !(g_str_equal (extension, ".jpg") && g_str_equal (info->media_type, "image/jpeg")))
    return "fileName has another extension than the file";

  return NULL;
}

static void
answer_upload (PenSimKieState    *state,
               PenSimVisit       *visit,
               const char        *path,
               const char        *name,
               PenSimPictureInfo *info,
               gsize              size)
{
  g_autofree char *base = pen_sim_kie_get_base (visit);
  g_autofree char *address = g_strconcat (base, path, NULL);
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *data = json_object_new ();

  json_object_set_string_member (data, "fileName", name);
  json_object_set_int_member (data, "fileSize", (gint64) size);
  json_object_set_string_member (data, "mimeType", info->media_type);
  if (g_strcmp0 (state->variant, "fileUrl") == 0)
    json_object_set_string_member (data, "fileUrl", address);
  else
    {
      json_object_set_string_member (data, "filePath", path);
      json_object_set_string_member (data, "downloadUrl", address);
    }

  json_node_take_object (node, data);
  pen_sim_kie_answer (state, visit, 200, "File uploaded successfully", node);
}

void
pen_sim_kie_upload (PenSimKieState *state,
                    PenSimVisit    *visit)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(PenSimForm) form = pen_sim_form_new (content_type, visit->body, NULL);
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  PenSimPictureInfo info;
  const char *problem;
  PenSimPart *file;

  if (form == NULL)
    {
      refuse_upload (state, visit, "multipart/form-data is required");
      return;
    }

  json_object_set_object_member (visit->entry, "fields", pen_sim_form_describe (form));
  problem = check_upload (form, &info);
  if (problem != NULL)
    {
      refuse_upload (state, visit, problem);
      return;
    }

  file = pen_sim_form_get (form, "file");
  name = g_strdup (pen_sim_form_get_text (form, "fileName", NULL));
  if (name == NULL)
    name = g_strdup_printf ("random-%u.png", g_hash_table_size (state->uploads));
  path = g_strconcat (UPLOADS, pen_sim_form_get_text (form, "uploadPath", ""), "/", name, NULL);

  /* An old name: what is served stays the old file, for the caches do not notice. */
  if (!g_hash_table_contains (state->uploads, path))
    g_hash_table_insert (state->uploads, g_strdup (path), g_bytes_ref (file->bytes));

  answer_upload (state, visit, path, name, &info, g_bytes_get_size (file->bytes));
}

void
pen_sim_kie_add_result (PenSimKieState *state,
                        PenSimVisit    *visit,
                        PenSimKieTask  *task,
                        GBytes         *picture,
                        const char     *extension)
{
  g_autofree char *base = pen_sim_kie_get_base (visit);
  g_autofree char *path = g_strdup_printf (RESULTS "%s-%u.%s", task->id, task->results->len,
                                           extension);

  g_hash_table_replace (state->results, g_strdup (path), g_bytes_ref (picture));
  if (state->links_die)
    g_hash_table_replace (state->dead, g_strdup (path), g_strdup (""));

  g_ptr_array_add (task->results, g_strconcat (base, path, NULL));
}

/* A plain file host.  It looks for a key, to show that none is ever sent there. */
void
pen_sim_kie_serve (PenSimKieState *state,
                   PenSimVisit    *visit)
{
  GBytes *bytes = g_hash_table_lookup (state->results, visit->path);
  const char *agent = pen_sim_visit_get_header (visit, "User-Agent");
  g_autoptr(GBytes) spoilt = NULL;
  PenSimPictureInfo info;

  if (pen_sim_visit_get_header (visit, "Authorization") != NULL)
    {
      pen_sim_log_remark (visit->entry, "the key was sent to the file host");
      pen_sim_visit_answer_text (visit, 400, "text/plain", "no key here");
      return;
    }
  if (agent == NULL || *agent == '\0')
    {
      pen_sim_visit_answer_text (visit, 403, "text/plain", "error code: 1010");
      return;
    }
  if (bytes == NULL || g_hash_table_contains (state->dead, visit->path))
    {
      pen_sim_visit_answer_text (visit, 404, "text/html", "<html>Not Found</html>");
      return;
    }

  if (pen_sim_fault_is_of_gateway (visit->fault) && pen_sim_visit_goes_wrong (visit))
    return;
  pen_sim_picture_inspect (bytes, &info);
  spoilt = pen_sim_visit_spoil (visit, bytes);
  pen_sim_visit_answer (visit, 200, info.media_type, spoilt);
}

/* Another address for a file of ours; whether the file still exists is not looked at. */
void
pen_sim_kie_renew (PenSimKieState *state,
                   PenSimVisit    *visit)
{
  g_autoptr(JsonObject) body = pen_sim_kie_read_body (state, visit);
  g_autofree char *base = pen_sim_kie_get_base (visit);
  const char *address;
  const char *at;
  g_autofree char *path = NULL;
  g_autofree char *renewed = NULL;
  g_autoptr(JsonNode) node = NULL;
  GBytes *bytes;

  if (body == NULL)
    return;

  address = json_object_get_string_member_with_default (body, "url", "");
  at = strstr (address, RESULTS);
  bytes = at != NULL ? g_hash_table_lookup (state->results, at) : NULL;
  if (bytes == NULL || !g_str_has_prefix (address, base) || json_object_get_size (body) != 1)
    {
      pen_sim_kie_answer (state, visit, 422, "the url was not generated by us", NULL);
      return;
    }

  path = g_strdup_printf ("%s-renewed", at);
  g_hash_table_replace (state->results, g_strdup (path), g_bytes_ref (bytes));
  renewed = g_strconcat (base, path, NULL);
  node = json_node_init_string (json_node_alloc (), renewed);
  pen_sim_kie_answer (state, visit, 200, "success", node);
}
