/* pen-job.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-request.h"
#include "pen-rows.h"

G_BEGIN_DECLS

#define PEN_TYPE_JOB (pen_job_get_type ())

/**
 * PenJob:
 *
 * One call that may cost, from queued to its end.  All properties notify, on the
 * main thread: "state" (int, a #PenJobState), "progress" (double, 0 to 1, negative
 * where unknown), "message" (string: what happens, or why it ended), "preview"
 * (GBytes, an encoded picture on the way), "stopping" (boolean: cancel was asked for).
 */
G_DECLARE_FINAL_TYPE (PenJob, pen_job, PEN, JOB, GObject)

gint64           pen_job_get_id       (PenJob *self);
PenJobState      pen_job_get_state    (PenJob *self);
gboolean         pen_job_is_active    (PenJob *self);
gboolean         pen_job_has_ended    (PenJob *self);
double           pen_job_get_progress (PenJob *self);
const char      *pen_job_get_message  (PenJob *self);
GBytes          *pen_job_get_preview  (PenJob *self);
gboolean         pen_job_get_stopping (PenJob *self);
gboolean         pen_job_get_charged  (PenJob *self);
/* (nullable): %NULL where the model is no longer in any catalogue */
PenRequest      *pen_job_get_request  (PenJob *self);
const PenJobRow *pen_job_get_row      (PenJob *self);
/* (nullable): why it ended; borrowed; PEN_ERROR domain */
const GError    *pen_job_get_error    (PenJob *self);
/* (element-type PenPicture): filled when done */
GListModel      *pen_job_get_pictures (PenJob *self);

G_END_DECLS
