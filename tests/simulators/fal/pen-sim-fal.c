/* pen-sim-fal.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * fal: the queue below `/queue`, the storage's own side below `/rest`, the platform below
 * `/api`, and the hosts of the files below `/upload` and `/files`.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-fal-private.h"

#define WAITS 1
#define RUNS 1

/* === Answers === */

void
pen_sim_fal_answer_detail (PenSimVisit *visit,
                           guint        status,
                           const char  *text)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "detail", text);
  pen_sim_visit_answer_object (visit, status, object);
}

/* “Key id:secret”, and nothing else. */
gboolean
pen_sim_fal_has_key (PenSimFalState *state,
                     PenSimVisit    *visit)
{
  const char *header = pen_sim_visit_get_header (visit, "Authorization");

  return header != NULL && g_str_has_prefix (header, "Key ") &&
         g_hash_table_contains (state->keys, header + strlen ("Key "));
}

/* Returns: (transfer full): the address of @part, a path below this service's own */
char *
pen_sim_fal_get_address (PenSimVisit *visit,
                         const char  *part)
{
  GUri *uri = soup_server_message_get_uri (visit->message);

  return g_strdup_printf ("%s://%s:%d/fal%s", g_uri_get_scheme (uri), g_uri_get_host (uri),
                          g_uri_get_port (uri), part);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  static const struct
  {
    const char *prefix;
    void      (*handle) (PenSimFalState *state, PenSimVisit *visit, const char *path);
  }
  parts[] =
  {
    { "/queue/", pen_sim_fal_handle_queue },
    { "/rest/", pen_sim_fal_handle_storage },
    { "/api/", pen_sim_fal_handle_platform },
    { "/upload/", pen_sim_fal_handle_upload },
    { "/files/", pen_sim_fal_handle_files },
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_has_prefix (visit->path, parts[i].prefix))
      {
        parts[i].handle (data, visit, visit->path + strlen (parts[i].prefix) - 1);
        return;
      }

  pen_sim_fal_answer_detail (visit, 404, "Not Found");
}

/* === Its state === */

static void
job_free (PenSimFalJob *job)
{
  g_clear_pointer (&job->id, g_free);
  g_clear_pointer (&job->app, g_free);
  g_clear_pointer (&job->outcome, g_free);
  g_clear_pointer (&job->detail, json_array_unref);
  g_clear_pointer (&job->output, json_object_unref);
  g_free (job);
}

static void
file_free (PenSimFalFile *file)
{
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_clear_pointer (&file->media_type, g_free);
  g_free (file);
}

static gpointer
create (void)
{
  PenSimFalState *state = g_new0 (PenSimFalState, 1);

  state->keys = pen_sim_accounts_new (PEN_SIM_FAL_KEY, 0);
  state->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) job_free);
  state->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) file_free);
  state->waits = WAITS;
  state->runs = RUNS;

  return state;
}

static void
destroy (gpointer data)
{
  PenSimFalState *state = data;

  g_clear_pointer (&state->keys, g_hash_table_unref);
  g_clear_pointer (&state->jobs, g_hash_table_unref);
  g_clear_pointer (&state->files, g_hash_table_unref);
  g_clear_pointer (&state->outcome, g_free);
  g_clear_pointer (&state->shape, g_free);
  g_free (state);
}

static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  PenSimFalState *state = data;
  const char *outcome = json_object_get_string_member_with_default (command, "outcome", NULL);

  if (outcome != NULL && pen_sim_fal_find_outcome (outcome, &(gboolean) { FALSE }) == 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "outcome: no run ends as “%s”", outcome);
      return FALSE;
    }

  pen_sim_accounts_control (state->keys, command, "credits", 0);
  if (outcome != NULL)
    {
      g_free (state->outcome);
      state->outcome = g_strdup (outcome);
    }
  if (json_object_has_member (command, "shape"))
    {
      g_free (state->shape);
      state->shape = g_strdup (json_object_get_string_member (command, "shape"));
    }
  state->waits = (guint) json_object_get_int_member_with_default (command, "waits", state->waits);
  state->runs = (guint) json_object_get_int_member_with_default (command, "runs", state->runs);
  if (json_object_get_boolean_member_with_default (command, "forget", FALSE))
    g_hash_table_remove_all (state->jobs);

  return TRUE;
}

const PenSimServiceClass pen_sim_fal_class =
{
  "fal", create, destroy, handle, pen_sim_fal_refuse, pen_sim_fal_knows, control,
};
