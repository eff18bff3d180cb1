/* pen-sim-replicate-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Files that are uploaded to be the input of a prediction.
 */

#define G_LOG_DOMAIN "pen-sim-replicate-files"

#include "config.h"

#include <string.h>

#include "pen-sim-form.h"
#include "pen-sim-replicate-private.h"

#define MAX_FILE (100 * 1000 * 1000)
#define MAX_NAME 255
#define LIFE_SECONDS 3600

static const char * const parts[] = { "content", "metadata", "filename", "type", NULL };

void
pen_sim_file_free (PenSimFile *self)
{
  g_bytes_unref (self->bytes);
  g_free (self->media_type);
  g_free (self);
}

static JsonObject *
describe (PenSimVisit *visit,
          const char  *id,
          PenSimFile  *file)
{
  g_autofree char *base = pen_sim_replicate_get_base (visit);
  g_autofree char *address = g_strdup_printf ("%s/files/%s", base, id);
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, file->bytes);
  JsonObject *object = json_object_new ();
  JsonObject *checksums = json_object_new ();
  JsonObject *urls = json_object_new ();
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) end = g_date_time_add_seconds (now, LIFE_SECONDS);
  g_autofree char *now_text = g_date_time_format_iso8601 (now);
  g_autofree char *end_text = g_date_time_format_iso8601 (end);

  json_object_set_string_member (checksums, "sha256", digest);
  json_object_set_string_member (urls, "get", address);
  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "name", "file");
  json_object_set_string_member (object, "content_type", file->media_type);
  json_object_set_int_member (object, "size", g_bytes_get_size (file->bytes));
  json_object_set_object_member (object, "checksums", checksums);
  json_object_set_object_member (object, "metadata", json_object_new ());
  json_object_set_string_member (object, "created_at", now_text);
  json_object_set_string_member (object, "expires_at", end_text);
  json_object_set_object_member (object, "urls", urls);

  return object;
}

/* What is wrong with the form; %NULL if nothing is. */
static char *
find_mistake (PenSimForm *form)
{
  g_autoptr(JsonObject) fields = pen_sim_form_describe (form);
  g_autoptr(GList) names = json_object_get_members (fields);
  PenSimPart *content = pen_sim_form_get (form, "content");
  PenSimPart *metadata = pen_sim_form_get (form, "metadata");
  const char *name = pen_sim_form_get_text (form, "filename", "");

  for (GList *l = names; l != NULL; l = l->next)
    if (!g_strv_contains (parts, l->data))
      return g_strdup_printf ("Unknown part: %s", (const char *) l->data);

  if (content == NULL || content->file_name == NULL)
    return g_strdup ("Missing content");
  if (content->media_type == NULL || !g_str_has_prefix (content->media_type, "image/"))
    return g_strdup ("The content needs a Content-Type of its own");
  if (metadata != NULL && g_strcmp0 (metadata->media_type, "application/json") != 0)
    return g_strdup ("The metadata must be JSON");
  if (strlen (name) > MAX_NAME)
    return g_strdup ("The filename is too long");

  return NULL;
}

static void
answer_too_large (PenSimVisit *visit)
{
  pen_sim_visit_answer_text (visit, 413, "application/problem+json",
                             "{\"detail\":\"Files must be less than 100MB in size\"}");
}

/**
 * pen_sim_replicate_upload:
 * @state: the service
 * @visit: a form
 *
 * Takes a file, and says under which address a model finds it.
 */
void
pen_sim_replicate_upload (PenSimReplicate *state,
                          PenSimVisit     *visit)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenSimForm) form = NULL;
  g_autofree char *mistake = NULL;
  g_autofree char *id = NULL;
  PenSimPart *content;
  PenSimFile *file;

  form = pen_sim_form_new (pen_sim_visit_get_header (visit, "Content-Type"), visit->body, &error);
  mistake = form != NULL ? find_mistake (form) : g_strdup (error->message);
  if (mistake != NULL)
    {
      pen_sim_replicate_answer_error (visit, 400, "Bad request", mistake);
      return;
    }

  json_object_set_object_member (visit->entry, "fields", pen_sim_form_describe (form));
  content = pen_sim_form_get (form, "content");
  if (g_bytes_get_size (content->bytes) >= MAX_FILE)
    {
      answer_too_large (visit);
      return;
    }

  file = g_new0 (PenSimFile, 1);
  file->bytes = g_bytes_ref (content->bytes);
  file->media_type = g_strdup (content->media_type);
  id = pen_sim_replicate_make_id (state);
  g_hash_table_insert (state->files, g_strdup (id), file);

  if (pen_sim_fault_is (visit->fault, "no-address"))
    pen_sim_visit_answer_text (visit, 201, "application/json", "{\"id\":\"f\",\"urls\":{}}");
  else
    pen_sim_visit_answer_object (visit, 201, describe (visit, id, file));
}

void
pen_sim_replicate_list_files (PenSimReplicate *state,
                              PenSimVisit     *visit)
{
  JsonObject *page = json_object_new ();
  JsonArray *results = json_array_new ();
  GHashTableIter iter;
  gpointer id;
  gpointer file;

  g_hash_table_iter_init (&iter, state->files);
  while (g_hash_table_iter_next (&iter, &id, &file))
    if (!((PenSimFile *) file)->expired)
      json_array_add_object_element (results, describe (visit, id, file));

  json_object_set_null_member (page, "next");
  json_object_set_null_member (page, "previous");
  json_object_set_array_member (page, "results", results);
  pen_sim_visit_answer_object (visit, 200, page);
}

void
pen_sim_replicate_handle_file (PenSimReplicate *state,
                               PenSimVisit     *visit,
                               const char      *id)
{
  const char *method = pen_sim_visit_get_method (visit);
  PenSimFile *file = g_hash_table_lookup (state->files, id);
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

  if (file == NULL || file->expired)
    pen_sim_replicate_answer_error (visit, 404, NULL, "File not found");
  else if (g_str_equal (method, "GET"))
    pen_sim_visit_answer_object (visit, 200, describe (visit, id, file));
  else if (g_str_equal (method, "DELETE"))
    {
      g_hash_table_remove (state->files, id);
      pen_sim_visit_answer (visit, 204, NULL, nothing);
    }
  else
    pen_sim_replicate_answer_error (visit, 405, NULL, "Method not allowed");
}
