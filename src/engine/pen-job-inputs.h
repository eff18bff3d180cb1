/* pen-job-inputs.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-extend.h"
#include "pen-placement.h"
#include "pen-request.h"

G_BEGIN_DECLS

/**
 * PenJobInputs:
 *
 * The pictures of a request as they are sent: source, mask, references and controls, each
 * within the limits of the model.  A mask lies over its source as the user painted it.
 */
typedef struct _PenJobInputs PenJobInputs;

gboolean            pen_job_inputs_are_needed     (PenRequest           *request);
PenJobInputs       *pen_job_inputs_new            (PenRequest           *request,
                                                   const char           *folder,
                                                   GCancellable         *cancellable,
                                                   GError              **error);
void                pen_job_inputs_free           (PenJobInputs         *self);
void                pen_job_inputs_apply          (PenJobInputs         *self,
                                                   PenRequest           *request);
const PenPlacement *pen_job_inputs_get_placement  (PenJobInputs         *self);
void                pen_job_inputs_new_async      (PenRequest           *request,
                                                   const char           *folder,
                                                   GCancellable         *cancellable,
                                                   GAsyncReadyCallback   callback,
                                                   gpointer              user_data);
PenJobInputs       *pen_job_inputs_new_finish     (GAsyncResult         *result,
                                                   GError              **error);

/* What is the same before sending and after. */
PenMargins          pen_job_inputs_get_margins    (PenRequest           *request);
PenMask            *pen_job_inputs_load_mask      (PenRequest           *request,
                                                   guint                 width,
                                                   guint                 height,
                                                   GCancellable         *cancellable,
                                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenJobInputs, pen_job_inputs_free)

G_END_DECLS
