/* pen-landing.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * From a file that has arrived to a picture of the gallery.
 *
 * What arrives for a job lies in a folder of its own beside its destination.  Names
 * follow from the job alone, so that a landing which was cut short can be done again
 * and finds what it had already done.
 */

#define G_LOG_DOMAIN "pen-landing"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-decode.h"
#include "pen-error.h"
#include "pen-file.h"
#include "pen-json.h"
#include "pen-landing-base.h"
#include "pen-landing.h"
#include "pen-media.h"
#include "pen-output-memo.h"
#include "pen-reserve.h"

#define INCOMING     ".incoming"
#define RESERVE_SIZE ((guint64) 32 * 1024 * 1024)

/* What a service sent, where it was laid into the old picture: it stands beside. */
#define SERVICE "-service"

/**
 * pen_landing_get_spool:
 * @pictures_folder: where pictures will stand
 * @job: id of the job
 *
 * Returns: (transfer full): the folder for what arrives for @job
 */
char *
pen_landing_get_spool (const char *pictures_folder,
                       gint64      job)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT, job);

  return g_build_filename (pictures_folder, INCOMING, name, NULL);
}

/**
 * pen_landing_open_spool:
 * @pictures_folder: where pictures will stand
 * @job: id of the job
 * @error: return location for a #GError
 *
 * Makes the folder for what arrives, and sets room aside in it: before anything is
 * bought, not after.  Blocks.
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_STORAGE
 */
gboolean
pen_landing_open_spool (const char  *pictures_folder,
                        gint64       job,
                        GError     **error)
{
  g_autofree char *folder = pen_landing_get_spool (pictures_folder, job);
  g_autoptr(GError) problem = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE,
                   _("The folder for pictures, %s, cannot be written: %s. Nothing was sent"),
                   pictures_folder, g_strerror (errno));
      return FALSE;
    }

  if (!pen_reserve_take (folder, RESERVE_SIZE, &problem))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_STORAGE, _("%s. Nothing was sent"),
                   problem->message);
      return FALSE;
    }

  return TRUE;
}

/**
 * pen_landing_clear_spool:
 * @pictures_folder: where pictures stand
 * @job: id of a job that has ended
 *
 * Removes what is left of its arrival.  Blocks shortly.
 */
void
pen_landing_clear_spool (const char *pictures_folder,
                         gint64      job)
{
  g_autofree char *folder = pen_landing_get_spool (pictures_folder, job);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL)
    return;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }

  g_rmdir (folder);
  g_rmdir (parent);
}

/**
 * pen_landing_salvage:
 * @pictures_folder: where pictures will stand
 * @job: id of a job whose program was stopped
 *
 * Looks for whole pictures that had arrived without being written down.  What is cut
 * short does not count.  Blocks.
 *
 * Returns: (transfer full) (nullable): a memo of them, or %NULL where there are none
 */
JsonNode *
pen_landing_salvage (const char *pictures_folder,
                     gint64      job)
{
  g_autofree char *folder = pen_landing_get_spool (pictures_folder, job);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) outputs = NULL;
  const char *name;

  if (dir == NULL)
    return NULL;

  outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr(PenPixels) pixels = NULL;
      g_autoptr(PenBlob) blob = NULL;
      PenPictureInfo info;

      pixels = pen_picture_decode (path, 0, &info, NULL, NULL);
      if (pixels == NULL)
        continue;

      blob = pen_blob_new_for_file (path, info.bytes, info.media_type);
      g_ptr_array_add (outputs, pen_output_new_blob (blob));
    }

  return outputs->len > 0 ? pen_output_memo_new (outputs) : NULL;
}

typedef struct
{
  GPtrArray      *outputs;           /* (owned) (element-type PenOutput) */
  PenJobRow      *job;               /* (owned) */
  PenRequest     *request;           /* (owned) */
  PenPlacement   *placement;         /* (owned) (nullable) */
  char           *pictures_folder;   /* (owned) */

  /* In progress */
  PenLandingBase *base;              /* (owned) (nullable): what all are laid into */
} LandingData;

static void
landing_data_free (LandingData *data)
{
  g_clear_pointer (&data->outputs, g_ptr_array_unref);
  g_clear_pointer (&data->job, pen_job_row_free);
  g_clear_object (&data->request);
  g_clear_pointer (&data->placement, g_free);
  g_clear_pointer (&data->pictures_folder, g_free);
  g_clear_pointer (&data->base, pen_landing_base_free);
  g_free (data);
}

/* The same for the same job, whenever it is asked: “20261123-142233-5f0c2a-1”.  Where the
 * computer has moved to another part of the world since, only the seconds of @date are
 * still the same. */
static char *
make_stem (const PenJobRow *job,
           const char      *date,
           guint            index,
           const char      *part)
{
  g_autoptr(GDateTime) created = g_date_time_new_from_unix_local (job->created / G_USEC_PER_SEC);
  g_autofree char *start = g_date_time_format (created, date);
  g_autofree char *origin = g_strdup_printf ("%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT,
                                             job->created, job->id);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, origin, -1);

  return g_strdup_printf ("%s-%.6s-%u%s", start, digest, index + 1, part);
}

static char *
find_landed (LandingData *data,
             guint        index,
             const char  *part)
{
  g_autofree char *stem = make_stem (data->job, "*%S", index, part);
  g_autofree char *pattern = g_strconcat (stem, ".*", NULL);
  g_autoptr(GDir) dir = g_dir_open (data->pictures_folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (data->pictures_folder, name, NULL);

      if (g_pattern_match_simple (pattern, name) && g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }

  return NULL;
}

/* What the file is.  A picture that we cannot read is still a picture that was paid
 * for: it is kept, of unknown size. */
static gboolean
identify (const char      *path,
          PenBlob         *blob,
          PenPictureInfo  *info,
          GError         **error)
{
  g_autoptr(GError) unreadable = NULL;
  const char *media_type = blob != NULL ? pen_blob_get_media_type (blob) : NULL;

  if (pen_picture_read_info (path, info, &unreadable))
    return TRUE;

  if (media_type == NULL || pen_media_to_extension (media_type) == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&unreadable));
      return FALSE;
    }

  *info = (PenPictureInfo) { .media_type = media_type };

  return TRUE;
}

/* Gives a picture its name, and tells in @info what it is. */
static char *
publish (LandingData     *data,
         PenOutput       *output,
         guint            index,
         const char      *part,
         PenPictureInfo  *info,
         GError         **error)
{
  g_autofree char *stem = make_stem (data->job, "%Y%m%d-%H%M%S", index, part);
  g_autofree char *temporary = NULL;
  g_autofree char *path = NULL;

  if (output->blob == NULL)
    {
      path = find_landed (data, index, part);
      if (path == NULL)
        g_set_error_literal (error, PEN_ERROR, PEN_ERROR_EXPIRED,
                             _("The picture had arrived, but its file is gone"));
      else if (identify (path, NULL, info, error))
        return g_steal_pointer (&path);
      return NULL;
    }

  if (!identify (pen_blob_get_path (output->blob), output->blob, info, error))
    return NULL;

  /* From here on the file is ours to keep: no failure below may remove it. */
  temporary = pen_blob_steal_file (output->blob);
  if (temporary == NULL)
    temporary = g_strdup (pen_blob_get_path (output->blob));
  pen_file_publish (temporary, data->pictures_folder, stem,
                    pen_media_to_extension (info->media_type), &path, error);

  return g_steal_pointer (&path);
}

static void
add_warning (PenPictureRow *row,
             const char    *warning)
{
  g_autofree char *before = g_steal_pointer (&row->warning);

  row->warning = before != NULL ? g_strconcat (before, ". ", warning, NULL) : g_strdup (warning);
}

/* Lays what the service sent into the old picture: a new file, which gets its name last. */
static char *
compose (LandingData  *data,
         const char   *sent,
         guint         index,
         GError      **error)
{
  g_autofree char *spool = pen_landing_get_spool (data->pictures_folder, data->job->id);
  g_autofree char *stem = make_stem (data->job, "%Y%m%d-%H%M%S", index, "");
  g_autofree char *temporary = NULL;
  char *path = NULL;

  if (data->base == NULL)
    data->base = pen_landing_base_new (data->request, data->placement, spool, error);
  if (data->base == NULL)
    return NULL;

  /* It is not there any more where an earlier landing had cleared up. */
  g_mkdir_with_parents (spool, 0700);
  temporary = pen_landing_base_compose (data->base, sent, spool, error);
  if (temporary == NULL)
    return NULL;

  if (!pen_file_publish (temporary, data->pictures_folder, stem, "png", &path, error))
    g_unlink (temporary);

  return path;
}

/* Outside the mask nothing changes.  What the service sent stands beside, untouched; where
 * it cannot be laid into the old picture it is better than nothing. */
static char *
publish_composed (LandingData     *data,
                  PenPictureRow   *row,
                  guint            index,
                  PenPictureInfo  *info,
                  GError         **error)
{
  PenOutput *output = g_ptr_array_index (data->outputs, index);
  g_autofree char *path = find_landed (data, index, "");
  g_autofree char *sent = NULL;
  g_autoptr(GError) problem = NULL;

  if (path == NULL)
    {
      sent = publish (data, output, index, SERVICE, info, error);
      if (sent == NULL)
        return NULL;
      path = compose (data, sent, index, &problem);
    }

  if (path == NULL)
    {
      g_autofree char *warning = NULL;

      if (g_error_matches (problem, PEN_ERROR, PEN_ERROR_STORAGE))
        {
          g_propagate_error (error, g_steal_pointer (&problem));
          return NULL;
        }
      warning = g_strdup_printf (_("This is all of what the service sent, for it could not be laid "
                                   "into the old picture: %s"), problem->message);
      add_warning (row, warning);
      return g_steal_pointer (&sent);
    }

  if (data->base != NULL && pen_landing_base_get_warning (data->base) != NULL)
    add_warning (row, pen_landing_base_get_warning (data->base));

  return identify (path, NULL, info, error) ? g_steal_pointer (&path) : NULL;
}

static void
fill_from_request (PenPictureRow *row,
                   LandingData   *data)
{
  PenRequest *request = data->request;

  row->prompt = g_strdup (pen_request_get_prompt (request));
  if (row->prompt == NULL)
    row->prompt = g_strdup ("");
  row->negative = g_strdup (pen_request_get_negative (request));
  row->provider = g_strdup (data->job->provider);
  row->model = g_strdup (data->job->model);
  row->task = g_strdup (data->job->task);
  row->parameters = g_strdup (data->job->request);
  row->source_path = g_strdup (pen_request_get_source_path (request));
  row->parent = pen_request_get_parent (request);
  row->job = data->job->id;
  row->cost_usd = data->job->cost_usd;
  if (row->cost_usd > 0 && data->outputs->len > 1)
    row->cost_usd /= data->outputs->len;
}

static PenPictureRow *
land (LandingData *data,
      guint        index,
      GError     **error)
{
  PenOutput *output = g_ptr_array_index (data->outputs, index);
  g_autoptr(PenPictureRow) row = pen_picture_row_new ();
  PenPictureInfo info;

  row->warning = g_strdup (output->warning);
  row->path = pen_landing_base_is_wanted (data->request)
                ? publish_composed (data, row, index, &info, error)
                : publish (data, output, index, "", &info, error);
  if (row->path == NULL)
    return NULL;

  row->digest = pen_file_digest (row->path, &row->bytes, NULL, error);
  if (row->digest == NULL)
    return NULL;

  row->media_type = g_strdup (info.media_type);
  row->width = info.width;
  row->height = info.height;
  row->seed = output->seed != 0 ? output->seed : pen_request_get_seed (data->request);
  row->created = g_get_real_time ();
  fill_from_request (row, data);

  return g_steal_pointer (&row);
}

static void
run_in_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  LandingData *data = task_data;
  GDestroyNotify free_row = (GDestroyNotify) pen_picture_row_free;
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (free_row);
  GError *error = NULL;

  for (guint i = 0; i < data->outputs->len; i++)
    {
      PenPictureRow *row = land (data, i, &error);

      if (row == NULL)
        {
          g_task_return_error (task, error);
          return;
        }
      g_ptr_array_add (rows, row);
    }

  g_task_return_pointer (task, g_steal_pointer (&rows), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * pen_landing_run_async:
 * @outputs: (element-type PenOutput): files that have arrived
 * @job: the row of their job
 * @request: what was asked for
 * @placement: (nullable): where the old picture lies in them, as it was prepared; %NULL where
 *   that is not known any more
 * @pictures_folder: where they are to stand
 * @callback: called when each has its name
 * @user_data: data for @callback
 *
 * Cannot be cancelled: what has arrived is kept.
 */
void
pen_landing_run_async (GPtrArray           *outputs,
                       const PenJobRow     *job,
                       PenRequest          *request,
                       const PenPlacement  *placement,
                       const char          *pictures_folder,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);
  LandingData *data = g_new0 (LandingData, 1);

  data->outputs = g_ptr_array_ref (outputs);
  data->job = pen_job_row_copy (job);
  data->request = g_object_ref (request);
  if (placement != NULL)
    data->placement = g_memdup2 (placement, sizeof *placement);
  data->pictures_folder = g_strdup (pictures_folder);

  g_task_set_source_tag (task, pen_landing_run_async);
  g_task_set_task_data (task, data, (GDestroyNotify) landing_data_free);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * pen_landing_run_finish:
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenPictureRow): rows for the gallery, not yet
 *   in it
 */
GPtrArray *
pen_landing_run_finish (GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_landing_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
