/* pen-picture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-picture"

#include "config.h"

#include "pen-picture.h"
#include "pen-picture-private.h"

struct _PenPicture
{
  GObject        parent_instance;

  PenPictureRow *row;   /* (owned) */
};

G_DEFINE_FINAL_TYPE (PenPicture, pen_picture, G_TYPE_OBJECT)

typedef enum
{
  PROP_STARRED = 1,
} PenPictureProperty;

static GParamSpec *properties[PROP_STARRED + 1];

static void
pen_picture_finalize (GObject *object)
{
  PenPicture *self = PEN_PICTURE (object);

  g_clear_pointer (&self->row, pen_picture_row_free);

  G_OBJECT_CLASS (pen_picture_parent_class)->finalize (object);
}

static void
pen_picture_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PenPicture *self = PEN_PICTURE (object);

  switch ((PenPictureProperty) prop_id)
    {
    case PROP_STARRED:
      g_value_set_boolean (value, pen_picture_get_starred (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_picture_class_init (PenPictureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_picture_finalize;
  object_class->get_property = pen_picture_get_property;

  /**
   * PenPicture:starred:
   *
   * Whether the user has marked it.
   */
  properties[PROP_STARRED] =
    g_param_spec_boolean ("starred", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
pen_picture_init (PenPicture *self)
{
}

/**
 * pen_picture_new:
 * @row: (transfer full): what is known of it
 *
 * Returns: (transfer full): a picture
 */
PenPicture *
pen_picture_new (PenPictureRow *row)
{
  PenPicture *self;

  g_return_val_if_fail (row != NULL, NULL);

  self = g_object_new (PEN_TYPE_PICTURE, NULL);
  self->row = row;

  return self;
}

const PenPictureRow *
pen_picture_get_row (PenPicture *self)
{
  g_return_val_if_fail (PEN_IS_PICTURE (self), NULL);

  return self->row;
}

gint64
pen_picture_get_id (PenPicture *self)
{
  return pen_picture_get_row (self)->id;
}

const char *
pen_picture_get_path (PenPicture *self)
{
  return pen_picture_get_row (self)->path;
}

const char *
pen_picture_get_prompt (PenPicture *self)
{
  return pen_picture_get_row (self)->prompt;
}

gboolean
pen_picture_get_starred (PenPicture *self)
{
  return pen_picture_get_row (self)->starred;
}

void
_pen_picture_set_starred (PenPicture *self,
                          gboolean    starred)
{
  g_return_if_fail (PEN_IS_PICTURE (self));

  starred = !!starred;
  if (self->row->starred == starred)
    return;

  self->row->starred = starred;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARRED]);
}
