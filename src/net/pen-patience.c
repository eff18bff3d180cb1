/* pen-patience.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-patience"

#include "config.h"

#include "pen-patience.h"

struct _PenPatience
{
  GCancellable *cancellable;    /* (owned) */
  GSource      *relay;          /* (owned) (nullable): from the other cancellable to ours */
  GSource      *timer;          /* (owned): its ready time moves on */
  guint         seconds;        /* of silence that are borne; 0 for any */
  gboolean      is_lost;
};

static gboolean
timer_cb (gpointer user_data)
{
  PenPatience *self = user_data;

  self->is_lost = TRUE;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static gboolean
relay_cb (GCancellable *other,
          gpointer      user_data)
{
  PenPatience *self = user_data;

  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static gboolean
dispatch_timer (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  return callback (user_data);
}

/**
 * pen_patience_new:
 * @other: (nullable): the cancellable to follow
 * @context: (nullable): where to live
 *
 * Returns: (transfer full): patience without end
 */
PenPatience *
pen_patience_new (GCancellable *other,
                  GMainContext *context)
{
  static GSourceFuncs timer_funcs = { .dispatch = dispatch_timer };
  PenPatience *self = g_new0 (PenPatience, 1);

  self->cancellable = g_cancellable_new ();

  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_static_name (self->timer, "[pentimento] silence");
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_attach (self->timer, context);

  if (other != NULL)
    {
      self->relay = g_cancellable_source_new (other);
      g_source_set_static_name (self->relay, "[pentimento] cancel");
      g_source_set_callback (self->relay, G_SOURCE_FUNC (relay_cb), self, NULL);
      g_source_attach (self->relay, context);
    }

  return self;
}

void
pen_patience_free (PenPatience *self)
{
  g_source_destroy (self->timer);
  g_clear_pointer (&self->timer, g_source_unref);
  if (self->relay != NULL)
    g_source_destroy (self->relay);
  g_clear_pointer (&self->relay, g_source_unref);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * pen_patience_get_cancellable:
 * @self: patience
 *
 * Returns: (transfer none): what fires
 */
GCancellable *
pen_patience_get_cancellable (PenPatience *self)
{
  return self->cancellable;
}

/**
 * pen_patience_start:
 * @self: patience
 * @seconds: how long a silence may last from now on; 0 for any length
 */
void
pen_patience_start (PenPatience *self,
                    guint        seconds)
{
  self->seconds = seconds;
  pen_patience_renew (self);
}

/**
 * pen_patience_renew:
 * @self: patience
 *
 * Something has happened: the silence begins anew.
 */
void
pen_patience_renew (PenPatience *self)
{
  if (self->seconds > 0)
    g_source_set_ready_time (self->timer,
                             g_get_monotonic_time () + self->seconds * G_USEC_PER_SEC);
  else
    pen_patience_pause (self);
}

/**
 * pen_patience_pause:
 * @self: patience
 *
 * Nothing is waited for, until pen_patience_renew().
 */
void
pen_patience_pause (PenPatience *self)
{
  g_source_set_ready_time (self->timer, -1);
}

/**
 * pen_patience_is_lost:
 * @self: patience
 *
 * Returns: whether it was the silence that fired
 */
gboolean
pen_patience_is_lost (PenPatience *self)
{
  return self->is_lost;
}

/**
 * pen_patience_get_seconds:
 * @self: patience
 *
 * Returns: how long a silence may last; 0 for any length
 */
guint
pen_patience_get_seconds (PenPatience *self)
{
  return self->seconds;
}
