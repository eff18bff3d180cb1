/* pen-job-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-job.h"
#include "pen-picture.h"

G_BEGIN_DECLS

PenJob       *_pen_job_new             (PenJobRow    *row,
                                        PenRequest   *request);
PenJobRow    *_pen_job_edit_row        (PenJob       *self);
void          _pen_job_take_row        (PenJob       *self,
                                        PenJobRow    *row);
GCancellable *_pen_job_get_cancellable (PenJob       *self);

/* Whether the queue may start it, and whether it is being worked on. */
gboolean      _pen_job_get_wanted      (PenJob       *self);
void          _pen_job_set_wanted      (PenJob       *self,
                                        gboolean      wanted);
void          _pen_job_set_active      (PenJob       *self,
                                        gboolean      active);

void          _pen_job_set_state       (PenJob       *self,
                                        PenJobState   state);
void          _pen_job_set_progress    (PenJob       *self,
                                        double        progress,
                                        GBytes       *preview,
                                        const char   *message);
void          _pen_job_set_stopping    (PenJob       *self,
                                        gboolean      stopping);
void          _pen_job_take_error      (PenJob       *self,
                                        GError       *error);
void          _pen_job_add_picture     (PenJob       *self,
                                        PenPicture   *picture);

G_END_DECLS
