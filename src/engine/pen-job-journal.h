/* pen-job-journal.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-job.h"
#include "pen-journal.h"
#include "pen-store.h"

G_BEGIN_DECLS

#define PEN_TYPE_JOB_JOURNAL (pen_job_journal_get_type ())

/**
 * PenJobJournal:
 *
 * The journal of one job: each moment is a state of its row, and is on disk before
 * what it announces is done.
 */
G_DECLARE_FINAL_TYPE (PenJobJournal, pen_job_journal, PEN, JOB_JOURNAL, GObject)

PenJournal *pen_job_journal_new (PenJob   *job,
                                 PenStore *store);

G_END_DECLS
