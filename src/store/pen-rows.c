/* pen-rows.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-rows"

#include "config.h"

#include "pen-rows.h"

static const char * const state_nicks[] = {
  [PEN_JOB_QUEUED] = "queued",
  [PEN_JOB_SENDING] = "sending",
  [PEN_JOB_RUNNING] = "running",
  [PEN_JOB_DOWNLOADING] = "downloading",
  [PEN_JOB_DONE] = "done",
  [PEN_JOB_FAILED] = "failed",
  [PEN_JOB_REFUSED] = "refused",
  [PEN_JOB_CANCELLED] = "cancelled",
  [PEN_JOB_UNKNOWN] = "unknown",
};

/**
 * pen_job_state_to_nick:
 * @state: a state
 *
 * Returns: how the state is written in the database and on the command line
 */
const char *
pen_job_state_to_nick (PenJobState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_nicks), NULL);

  return state_nicks[state];
}

/**
 * pen_job_state_from_nick:
 * @nick: (nullable): what pen_job_state_to_nick() gave
 * @ret_state: (out): the state
 *
 * Returns: whether there is such a state
 */
gboolean
pen_job_state_from_nick (const char  *nick,
                         PenJobState *ret_state)
{
  g_return_val_if_fail (ret_state != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (state_nicks); i++)
    {
      if (g_strcmp0 (nick, state_nicks[i]) == 0)
        {
          *ret_state = (PenJobState) i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * pen_job_state_has_ended:
 * @state: where a job stands
 *
 * Returns: whether nothing can come after @state
 */
gboolean
pen_job_state_has_ended (PenJobState state)
{
  return state == PEN_JOB_DONE || state == PEN_JOB_FAILED ||
         state == PEN_JOB_REFUSED || state == PEN_JOB_CANCELLED;
}

/**
 * pen_job_row_new:
 *
 * Returns: (transfer full): an empty row, queued, of unknown cost
 */
PenJobRow *
pen_job_row_new (void)
{
  PenJobRow *self = g_new0 (PenJobRow, 1);

  self->state = PEN_JOB_QUEUED;
  self->cost_usd = -1;

  return self;
}

/**
 * pen_job_row_copy:
 * @self: a row
 *
 * Returns: (transfer full): a copy
 */
PenJobRow *
pen_job_row_copy (const PenJobRow *self)
{
  PenJobRow *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (PenJobRow, 1);
  *copy = *self;
  copy->provider = g_strdup (self->provider);
  copy->model = g_strdup (self->model);
  copy->task = g_strdup (self->task);
  copy->request = g_strdup (self->request);
  copy->memo = g_strdup (self->memo);
  copy->error = g_strdup (self->error);
  copy->message = g_strdup (self->message);
  copy->owner = g_strdup (self->owner);

  return copy;
}

/**
 * pen_job_row_free:
 * @self: (transfer full): a row
 */
void
pen_job_row_free (PenJobRow *self)
{
  if (self == NULL)
    return;

  g_free (self->provider);
  g_free (self->model);
  g_free (self->task);
  g_free (self->request);
  g_free (self->memo);
  g_free (self->error);
  g_free (self->message);
  g_free (self->owner);
  g_free (self);
}

/**
 * pen_picture_row_new:
 *
 * Returns: (transfer full): an empty row of unknown cost
 */
PenPictureRow *
pen_picture_row_new (void)
{
  PenPictureRow *self = g_new0 (PenPictureRow, 1);

  self->cost_usd = -1;

  return self;
}

/**
 * pen_picture_row_copy:
 * @self: a row
 *
 * Returns: (transfer full): a copy
 */
PenPictureRow *
pen_picture_row_copy (const PenPictureRow *self)
{
  PenPictureRow *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (PenPictureRow, 1);
  *copy = *self;
  copy->path = g_strdup (self->path);
  copy->digest = g_strdup (self->digest);
  copy->media_type = g_strdup (self->media_type);
  copy->prompt = g_strdup (self->prompt);
  copy->negative = g_strdup (self->negative);
  copy->provider = g_strdup (self->provider);
  copy->model = g_strdup (self->model);
  copy->task = g_strdup (self->task);
  copy->parameters = g_strdup (self->parameters);
  copy->source_path = g_strdup (self->source_path);
  copy->notes = g_strdup (self->notes);
  copy->warning = g_strdup (self->warning);

  return copy;
}

/**
 * pen_picture_row_free:
 * @self: (transfer full): a row
 */
void
pen_picture_row_free (PenPictureRow *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self->digest);
  g_free (self->media_type);
  g_free (self->prompt);
  g_free (self->negative);
  g_free (self->provider);
  g_free (self->model);
  g_free (self->task);
  g_free (self->parameters);
  g_free (self->source_path);
  g_free (self->notes);
  g_free (self->warning);
  g_free (self);
}
