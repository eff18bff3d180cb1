/* pen-engine-gallery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenEngine: the pictures.
 */

#define G_LOG_DOMAIN "pen-engine"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-engine-private.h"
#include "pen-json.h"
#include "pen-picture-private.h"
#include "pen-thumbnails.h"

static GPtrArray *
wrap_rows (GPtrArray *rows)
{
  GPtrArray *pictures = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (pictures,
                     pen_picture_new (pen_picture_row_copy (g_ptr_array_index (rows, i))));

  return pictures;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GPtrArray) rows = NULL;
  GError *error = NULL;

  rows = pen_store_list_pictures_finish (PEN_STORE (object), result, &error);
  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, wrap_rows (rows), (GDestroyNotify) g_ptr_array_unref);
}

void
pen_engine_list_pictures_async (PenEngine             *self,
                                const PenPictureQuery *query,
                                GCancellable          *cancellable,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_engine_list_pictures_async);
  pen_store_list_pictures_async (self->store, query, cancellable, listed_cb,
                                 g_steal_pointer (&task));
}

GPtrArray *
pen_engine_list_pictures_finish (PenEngine     *self,
                                 GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_list_pictures_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
got_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenPictureRow *row;
  GError *error = NULL;

  row = pen_store_get_picture_finish (PEN_STORE (object), result, &error);
  if (row == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, pen_picture_new (row), g_object_unref);
}

void
pen_engine_get_picture_async (PenEngine           *self,
                              gint64               id,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PEN_IS_ENGINE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, pen_engine_get_picture_async);
  pen_store_get_picture_async (self->store, id, got_cb, g_steal_pointer (&task));
}

PenPicture *
pen_engine_get_picture_finish (PenEngine     *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (PEN_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_engine_get_picture_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
starred_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PenPicture) picture = PEN_PICTURE (user_data);
  g_autoptr(GError) error = NULL;

  if (pen_store_set_starred_finish (PEN_STORE (object), result, &error))
    return;

  g_warning ("The star could not be kept: %s", error->message);
  _pen_picture_set_starred (picture, !pen_picture_get_starred (picture));
}

void
pen_engine_set_starred (PenEngine  *self,
                        PenPicture *picture,
                        gboolean    starred)
{
  g_return_if_fail (PEN_IS_ENGINE (self));
  g_return_if_fail (PEN_IS_PICTURE (picture));

  if (pen_picture_get_starred (picture) == !!starred)
    return;

  _pen_picture_set_starred (picture, starred);
  _pen_engine_emit_picture_changed (self, picture);
  pen_store_set_starred_async (self->store, pen_picture_get_id (picture), starred, starred_cb,
                               g_object_ref (picture));
}

void
pen_engine_load_thumbnail_async (PenEngine           *self,
                                 PenPicture          *picture,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  const PenPictureRow *row = pen_picture_get_row (picture);

  g_return_if_fail (PEN_IS_ENGINE (self));

  pen_thumbnail_load_async (row->path, row->digest, self->thumbnails_folder, cancellable,
                            callback, user_data);
}

PenPixels *
pen_engine_load_thumbnail_finish (PenEngine     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return pen_thumbnail_load_finish (result, error);
}

PenRequest *
pen_engine_request_of_picture (PenEngine  *self,
                               PenPicture *picture)
{
  const PenPictureRow *row = pen_picture_get_row (picture);
  PenCatalogue *catalogue = pen_engine_find_catalogue (self, row->provider);
  PenModel *model = catalogue != NULL ? pen_catalogue_find_model (catalogue, row->model) : NULL;
  g_autoptr(JsonNode) node = NULL;

  if (model != NULL && row->parameters != NULL)
    node = pen_json_parse (row->parameters, -1, NULL);

  return node != NULL ? pen_request_new_from_json (model, node, NULL) : NULL;
}
