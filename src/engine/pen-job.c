/* pen-job.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-job"

#include "config.h"

#include "pen-error.h"
#include "pen-job-private.h"

struct _PenJob
{
  GObject       parent_instance;

  PenJobRow    *row;           /* (owned) */
  PenRequest   *request;       /* (owned) (nullable) */
  GCancellable *cancellable;   /* (owned) */
  GListStore   *pictures;      /* (owned) (element-type PenPicture) */
  GBytes       *preview;       /* (owned) (nullable) */
  GError       *error;         /* (owned) (nullable) */
  double        progress;
  gboolean      wanted;
  gboolean      active;
  gboolean      stopping;
};

G_DEFINE_FINAL_TYPE (PenJob, pen_job, G_TYPE_OBJECT)

typedef enum
{
  PROP_STATE = 1,
  PROP_ACTIVE,
  PROP_PROGRESS,
  PROP_MESSAGE,
  PROP_PREVIEW,
  PROP_STOPPING,
} PenJobProperty;

static GParamSpec *properties[PROP_STOPPING + 1];

static void
pen_job_finalize (GObject *object)
{
  PenJob *self = PEN_JOB (object);

  g_clear_pointer (&self->row, pen_job_row_free);
  g_clear_object (&self->request);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->pictures);
  g_clear_pointer (&self->preview, g_bytes_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (pen_job_parent_class)->finalize (object);
}

static void
pen_job_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  PenJob *self = PEN_JOB (object);

  switch ((PenJobProperty) prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, pen_job_get_state (self));
      break;

    case PROP_ACTIVE:
      g_value_set_boolean (value, pen_job_is_active (self));
      break;

    case PROP_PROGRESS:
      g_value_set_double (value, pen_job_get_progress (self));
      break;

    case PROP_MESSAGE:
      g_value_set_string (value, pen_job_get_message (self));
      break;

    case PROP_PREVIEW:
      g_value_set_boxed (value, pen_job_get_preview (self));
      break;

    case PROP_STOPPING:
      g_value_set_boolean (value, pen_job_get_stopping (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_job_class_init (PenJobClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = pen_job_finalize;
  object_class->get_property = pen_job_get_property;

  /**
   * PenJob:state:
   *
   * Where it stands, a #PenJobState.
   */
  properties[PROP_STATE] =
    g_param_spec_int ("state", NULL, NULL, PEN_JOB_QUEUED, PEN_JOB_UNKNOWN, PEN_JOB_QUEUED, flags);

  /**
   * PenJob:active:
   *
   * Whether this program works on it now.
   */
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);

  /**
   * PenJob:progress:
   *
   * From 0 to 1, negative where unknown.
   */
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, -1, 1, -1, flags);

  /**
   * PenJob:message:
   *
   * What happens now, or why it ended.
   */
  properties[PROP_MESSAGE] = g_param_spec_string ("message", NULL, NULL, NULL, flags);

  /**
   * PenJob:preview:
   *
   * An encoded picture on the way.
   */
  properties[PROP_PREVIEW] = g_param_spec_boxed ("preview", NULL, NULL, G_TYPE_BYTES, flags);

  /**
   * PenJob:stopping:
   *
   * Whether it was asked to stop.
   */
  properties[PROP_STOPPING] = g_param_spec_boolean ("stopping", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
pen_job_init (PenJob *self)
{
  self->cancellable = g_cancellable_new ();
  self->pictures = g_list_store_new (PEN_TYPE_PICTURE);
  self->progress = -1;
}

/*
 * _pen_job_new:
 * @row: (transfer full): its row
 * @request: (nullable): what was asked for
 *
 * Returns: (transfer full): a job
 */
PenJob *
_pen_job_new (PenJobRow  *row,
              PenRequest *request)
{
  PenJob *self = g_object_new (PEN_TYPE_JOB, NULL);

  self->row = row;
  self->request = request != NULL ? g_object_ref (request) : NULL;
  if (row->error != NULL)
    self->error = g_error_new_literal (PEN_ERROR, (int) pen_error_from_nick (row->error),
                                       row->message != NULL ? row->message : "");

  return self;
}

PenJobRow *
_pen_job_edit_row (PenJob *self)
{
  return self->row;
}

/* Takes @row: what another program has made of the job. */
void
_pen_job_take_row (PenJob    *self,
                   PenJobRow *row)
{
  g_autoptr(PenJobRow) old = g_steal_pointer (&self->row);

  self->row = row;
  if (row->state != old->state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (g_strcmp0 (row->message, old->message) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

GCancellable *
_pen_job_get_cancellable (PenJob *self)
{
  return self->cancellable;
}

gboolean
_pen_job_get_wanted (PenJob *self)
{
  return self->wanted;
}

void
_pen_job_set_wanted (PenJob   *self,
                     gboolean  wanted)
{
  self->wanted = wanted;
}

void
_pen_job_set_active (PenJob   *self,
                     gboolean  active)
{
  if (self->active == active)
    return;

  self->active = active;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

void
_pen_job_set_state (PenJob      *self,
                    PenJobState  state)
{
  if (self->row->state == state)
    return;

  self->row->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_message (PenJob     *self,
             const char *message)
{
  if (g_strcmp0 (self->row->message, message) == 0)
    return;

  g_free (self->row->message);
  self->row->message = g_strdup (message);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
}

/* A progress below zero, no preview, no message: what was known still holds. */
void
_pen_job_set_progress (PenJob     *self,
                       double      progress,
                       GBytes     *preview,
                       const char *message)
{
  if (progress >= 0 && self->progress != MIN (progress, 1))
    {
      self->progress = MIN (progress, 1);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
    }

  if (preview != NULL)
    {
      g_clear_pointer (&self->preview, g_bytes_unref);
      self->preview = g_bytes_ref (preview);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PREVIEW]);
    }

  if (message != NULL)
    set_message (self, message);
}

void
_pen_job_set_stopping (PenJob   *self,
                       gboolean  stopping)
{
  if (self->stopping == stopping)
    return;

  self->stopping = stopping;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STOPPING]);
}

/* Takes @error, which may be %NULL: then the job has none any longer. */
void
_pen_job_take_error (PenJob *self,
                     GError *error)
{
  g_clear_error (&self->error);
  self->error = error;

  g_clear_pointer (&self->row->error, g_free);
  if (error != NULL && error->domain == PEN_ERROR)
    self->row->error = g_strdup (pen_error_to_nick ((PenError) error->code));
  set_message (self, error != NULL ? error->message : NULL);
}

void
_pen_job_add_picture (PenJob     *self,
                      PenPicture *picture)
{
  g_list_store_append (self->pictures, picture);
}

gint64
pen_job_get_id (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), 0);

  return self->row->id;
}

PenJobState
pen_job_get_state (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), PEN_JOB_FAILED);

  return self->row->state;
}

/**
 * pen_job_is_active:
 * @self: a #PenJob
 *
 * Returns: whether this program works on it, or will as soon as its turn comes
 */
gboolean
pen_job_is_active (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), FALSE);

  return self->active;
}

gboolean
pen_job_has_ended (PenJob *self)
{
  PenJobState state = pen_job_get_state (self);

  return state == PEN_JOB_DONE || state == PEN_JOB_FAILED || state == PEN_JOB_REFUSED ||
         state == PEN_JOB_CANCELLED || state == PEN_JOB_UNKNOWN;
}

double
pen_job_get_progress (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), -1);

  return self->progress;
}

const char *
pen_job_get_message (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), NULL);

  return self->row->message;
}

GBytes *
pen_job_get_preview (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), NULL);

  return self->preview;
}

gboolean
pen_job_get_stopping (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), FALSE);

  return self->stopping;
}

gboolean
pen_job_get_charged (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), FALSE);

  return self->row->charged;
}

PenRequest *
pen_job_get_request (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), NULL);

  return self->request;
}

const PenJobRow *
pen_job_get_row (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), NULL);

  return self->row;
}

const GError *
pen_job_get_error (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), NULL);

  return self->error;
}

GListModel *
pen_job_get_pictures (PenJob *self)
{
  g_return_val_if_fail (PEN_IS_JOB (self), NULL);

  return G_LIST_MODEL (self->pictures);
}
