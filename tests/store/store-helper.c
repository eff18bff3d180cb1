/* store-helper.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "store-helper"

#include "config.h"

#include "store-helper.h"

void
store_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

GAsyncResult *
store_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* A new place within the folders of this test alone */
char *
store_new_path (void)
{
  static guint count = 0;
  g_autofree char *folder = g_strdup_printf ("store-%u", count++);

  return g_build_filename (g_get_user_data_dir (), folder, "pentimento.db", NULL);
}

PenStore *
store_open (const char  *path,
            GError     **error)
{
  g_autoptr(PenStore) store = pen_store_new (path);
  g_autoptr(GAsyncResult) result = NULL;

  pen_store_open_async (store, NULL, store_result_cb, &result);
  if (!pen_store_open_finish (store, store_wait (&result), error))
    return NULL;

  return g_steal_pointer (&store);
}

PenStore *
store_must_open (const char *path)
{
  g_autoptr(GError) error = NULL;
  PenStore *store = store_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (store);

  return store;
}

PenJobRow *
store_new_job (const char *provider)
{
  PenJobRow *row = pen_job_row_new ();

  row->provider = g_strdup (provider);
  row->model = g_strdup ("filters");
  row->task = g_strdup ("image-to-image");
  row->request = g_strdup ("{\"prompt\":\"sepia\"}");

  return row;
}

PenPictureRow *
store_new_picture (const char *prompt)
{
  PenPictureRow *row = pen_picture_row_new ();

  row->path = g_strdup ("/nowhere/picture.png");
  row->digest = g_strdup ("00ff");
  row->media_type = g_strdup ("image/png");
  row->bytes = 1234;
  row->width = 640;
  row->height = 480;
  row->seed = G_MAXUINT64 - 1;
  row->prompt = g_strdup (prompt);
  row->provider = g_strdup ("practice");
  row->model = g_strdup ("filters");
  row->task = g_strdup ("image-to-image");
  row->parameters = g_strdup ("{}");

  return row;
}

gint64
store_add_job (PenStore        *store,
               const PenJobRow *row)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  pen_store_add_job_async (store, row, store_result_cb, &result);
  id = pen_store_add_job_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);

  return id;
}

PenJobRow *
store_get_job (PenStore *store,
               gint64    id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PenJobRow *row;

  pen_store_get_job_async (store, id, store_result_cb, &result);
  row = pen_store_get_job_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (row);

  return row;
}

gboolean
store_claim (PenStore *store,
             gint64    id,
             gboolean  adopt)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean ours;

  if (adopt)
    {
      pen_store_adopt_job_async (store, id, store_result_cb, &result);
      ours = pen_store_adopt_job_finish (store, store_wait (&result), &error);
    }
  else
    {
      pen_store_claim_job_async (store, id, store_result_cb, &result);
      ours = pen_store_claim_job_finish (store, store_wait (&result), &error);
    }
  g_assert_no_error (error);

  return ours;
}

/* Ends a job with a picture for each of @prompts, at a price of 4 cents. */
GArray *
store_complete (PenStore            *store,
                gint64               job,
                const char * const  *prompts,
                GError             **error)
{
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(PenJobRow) row = store_new_job ("practice");
  g_autoptr(GAsyncResult) result = NULL;

  pictures = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_picture_row_free);
  for (guint i = 0; prompts[i] != NULL; i++)
    g_ptr_array_add (pictures, store_new_picture (prompts[i]));

  row->id = job;
  row->charged = TRUE;
  row->cost_usd = 0.04;
  pen_store_complete_job_async (store, row, pictures, store_result_cb, &result);

  return pen_store_complete_job_finish (store, store_wait (&result), error);
}

GPtrArray *
store_list_jobs (PenStore *store,
                 gboolean  open,
                 guint     limit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *rows;

  pen_store_list_jobs_async (store, open, limit, store_result_cb, &result);
  rows = pen_store_list_jobs_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);

  return rows;
}

gint64
store_add_picture (PenStore            *store,
                   const PenPictureRow *row)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 id;

  pen_store_add_picture_async (store, row, store_result_cb, &result);
  id = pen_store_add_picture_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);

  return id;
}

GPtrArray *
store_list (PenStore              *store,
            const PenPictureQuery *query)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *rows;

  pen_store_list_pictures_async (store, query, NULL, store_result_cb, &result);
  rows = pen_store_list_pictures_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_nonnull (rows);

  return rows;
}

gint64
store_count (PenStore              *store,
             const PenPictureQuery *query)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gint64 count;

  pen_store_count_pictures_async (store, query, store_result_cb, &result);
  count = pen_store_count_pictures_finish (store, store_wait (&result), &error);
  g_assert_no_error (error);

  return count;
}
