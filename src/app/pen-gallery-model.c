/* pen-gallery-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-gallery-model"

#include "config.h"

#include "pen-gallery-model.h"

#define PAGE_SIZE 60

struct _PenGalleryModel
{
  GObject       parent_instance;

  PenEngine    *engine;        /* (owned) */
  GPtrArray    *pictures;      /* (owned) (element-type PenPicture) */
  GCancellable *cancellable;   /* (owned) (nullable): of the page on its way */
  GError       *error;         /* (owned) (nullable) */

  char         *text;          /* (owned) (nullable) */
  char         *provider;      /* (owned) (nullable) */
  char         *task;          /* (owned) (nullable) */
  gboolean      starred;

  gboolean      fresh;         /* the page on its way replaces what is there */
  gboolean      loading;
  gboolean      complete;
};

static void pen_gallery_model_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PenGalleryModel, pen_gallery_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      pen_gallery_model_list_init))

typedef enum
{
  PROP_LOADING = 1,
} PenGalleryModelProperty;

static GParamSpec *properties[PROP_LOADING + 1];

static GType
pen_gallery_model_get_item_type (GListModel *list)
{
  return PEN_TYPE_PICTURE;
}

static guint
pen_gallery_model_get_n_items (GListModel *list)
{
  return PEN_GALLERY_MODEL (list)->pictures->len;
}

static gpointer
pen_gallery_model_get_item (GListModel *list,
                            guint       position)
{
  PenGalleryModel *self = PEN_GALLERY_MODEL (list);

  if (position >= self->pictures->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->pictures, position));
}

static void
pen_gallery_model_list_init (GListModelInterface *iface)
{
  iface->get_item_type = pen_gallery_model_get_item_type;
  iface->get_n_items = pen_gallery_model_get_n_items;
  iface->get_item = pen_gallery_model_get_item;
}

static void
set_loading (PenGalleryModel *self,
             gboolean         loading)
{
  if (self->loading == loading)
    return;

  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
take_page (PenGalleryModel *self,
           GPtrArray       *page)
{
  guint n_before = self->pictures->len;
  guint n_removed = self->fresh ? n_before : 0;
  guint position = self->fresh ? 0 : n_before;
  guint n_added = page->len;

  if (self->fresh)
    g_ptr_array_set_size (self->pictures, 0);
  self->fresh = FALSE;
  self->complete = n_added < PAGE_SIZE;
  g_ptr_array_extend (self->pictures, page, (GCopyFunc) (void (*)(void)) g_object_ref, NULL);

  if (n_removed > 0 || n_added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PenGalleryModel) self = PEN_GALLERY_MODEL (user_data);
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GError) error = NULL;

  page = pen_engine_list_pictures_finish (PEN_ENGINE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  if (page != NULL)
    {
      take_page (self, page);
    }
  else
    {
      self->complete = TRUE;
      self->error = g_steal_pointer (&error);
    }
  set_loading (self, FALSE);
}

static void
load (PenGalleryModel *self,
      gboolean         fresh)
{
  PenPictureQuery query = {
    .text = self->text,
    .provider = self->provider,
    .task = self->task,
    .starred = self->starred,
    .limit = PAGE_SIZE,
  };

  if (!fresh && self->pictures->len > 0)
    query.before = pen_picture_get_id (g_ptr_array_index (self->pictures, self->pictures->len - 1));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  self->cancellable = g_cancellable_new ();
  self->fresh = fresh;
  set_loading (self, TRUE);
  pen_engine_list_pictures_async (self->engine, &query, self->cancellable, loaded_cb,
                                  g_object_ref (self));
}

static void
picture_added_cb (PenGalleryModel *self,
                  PenPicture      *picture)
{
  gint64 id = pen_picture_get_id (picture);

  /* Whether it matches a search, the database knows best. */
  if (pen_gallery_model_is_search (self) || self->fresh ||
      (self->pictures->len > 0 && id < pen_picture_get_id (g_ptr_array_index (self->pictures, 0))))
    {
      load (self, TRUE);
      return;
    }

  g_ptr_array_insert (self->pictures, 0, g_object_ref (picture));
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
}

static void
picture_removed_cb (PenGalleryModel *self,
                    gint64           id)
{
  guint position = pen_gallery_model_find (self, id);

  if (position == G_MAXUINT)
    return;

  g_ptr_array_remove_index (self->pictures, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static void
pen_gallery_model_dispose (GObject *object)
{
  PenGalleryModel *self = PEN_GALLERY_MODEL (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (pen_gallery_model_parent_class)->dispose (object);
}

static void
pen_gallery_model_finalize (GObject *object)
{
  PenGalleryModel *self = PEN_GALLERY_MODEL (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_clear_pointer (&self->pictures, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->provider, g_free);
  g_clear_pointer (&self->task, g_free);

  G_OBJECT_CLASS (pen_gallery_model_parent_class)->finalize (object);
}

static void
pen_gallery_model_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PenGalleryModel *self = PEN_GALLERY_MODEL (object);

  switch ((PenGalleryModelProperty) prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_gallery_model_class_init (PenGalleryModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pen_gallery_model_dispose;
  object_class->finalize = pen_gallery_model_finalize;
  object_class->get_property = pen_gallery_model_get_property;

  /**
   * PenGalleryModel:loading:
   *
   * Whether a page is on its way.
   */
  properties[PROP_LOADING] =
    g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
pen_gallery_model_init (PenGalleryModel *self)
{
  self->pictures = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * pen_gallery_model_new:
 * @engine: an engine that is open
 *
 * Returns: (transfer full): all pictures, the first page of them on its way
 */
PenGalleryModel *
pen_gallery_model_new (PenEngine *engine)
{
  PenGalleryModel *self = g_object_new (PEN_TYPE_GALLERY_MODEL, NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "picture-added", G_CALLBACK (picture_added_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (engine, "picture-removed", G_CALLBACK (picture_removed_cb), self,
                           G_CONNECT_SWAPPED);
  load (self, TRUE);

  return self;
}

/**
 * pen_gallery_model_search:
 * @self: a #PenGalleryModel
 * @text: (nullable): words that must occur; the beginnings of words are enough
 * @provider: (nullable): only pictures of this provider
 * @task: (nullable): only pictures of this task
 * @starred: only starred ones
 */
void
pen_gallery_model_search (PenGalleryModel *self,
                          const char      *text,
                          const char      *provider,
                          const char      *task,
                          gboolean         starred)
{
  g_return_if_fail (PEN_IS_GALLERY_MODEL (self));

  g_free (self->text);
  self->text = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
  g_free (self->provider);
  self->provider = g_strdup (provider);
  g_free (self->task);
  self->task = g_strdup (task);
  self->starred = starred;
  load (self, TRUE);
}

void
pen_gallery_model_load_more (PenGalleryModel *self)
{
  g_return_if_fail (PEN_IS_GALLERY_MODEL (self));

  if (!self->complete && !self->loading)
    load (self, FALSE);
}

gboolean
pen_gallery_model_is_loading (PenGalleryModel *self)
{
  g_return_val_if_fail (PEN_IS_GALLERY_MODEL (self), FALSE);

  return self->loading;
}

gboolean
pen_gallery_model_is_search (PenGalleryModel *self)
{
  g_return_val_if_fail (PEN_IS_GALLERY_MODEL (self), FALSE);

  return self->text != NULL || self->provider != NULL || self->task != NULL || self->starred;
}

/**
 * pen_gallery_model_find:
 * @self: a #PenGalleryModel
 * @id: id of a picture
 *
 * Returns: where it stands, or %G_MAXUINT if it is not among those that were read
 */
guint
pen_gallery_model_find (PenGalleryModel *self,
                        gint64           id)
{
  g_return_val_if_fail (PEN_IS_GALLERY_MODEL (self), G_MAXUINT);

  for (guint i = 0; i < self->pictures->len; i++)
    if (pen_picture_get_id (g_ptr_array_index (self->pictures, i)) == id)
      return i;

  return G_MAXUINT;
}

const GError *
pen_gallery_model_get_error (PenGalleryModel *self)
{
  g_return_val_if_fail (PEN_IS_GALLERY_MODEL (self), NULL);

  return self->error;
}
