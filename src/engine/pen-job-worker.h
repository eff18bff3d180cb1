/* pen-job-worker.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-job.h"
#include "pen-runner.h"
#include "pen-store.h"

G_BEGIN_DECLS

#define PEN_TYPE_JOB_WORKER (pen_job_worker_get_type ())

/**
 * PenJobWorker:
 *
 * Takes one job from where it stands to its end: prepares its pictures, has the runner
 * make the calls, brings the pictures home and ends the job in the database.  What is
 * about to happen is committed first.
 */
G_DECLARE_FINAL_TYPE (PenJobWorker, pen_job_worker, PEN, JOB_WORKER, GObject)

PenJobWorker *pen_job_worker_new        (PenJob               *job,
                                         PenStore             *store,
                                         const char           *pictures_folder,
                                         const char           *outgoing_folder);
void          pen_job_worker_run_async  (PenJobWorker         *self,
                                         PenRunner            *runner,
                                         gboolean              local,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean      pen_job_worker_run_finish (PenJobWorker         *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
