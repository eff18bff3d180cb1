/* pen-worker.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Work on the rows of a picture, shared out among the processors.  The function is
 * called with ranges of rows in any order and on any thread; as long as each row
 * depends on nothing but the input, the result is the same on any number of threads.
 */

typedef void (*PenWorkerProgress) (double   fraction,
                                   gpointer user_data);
typedef void (*PenWorkerFunc)     (guint    first,
                                   guint    last,
                                   gpointer data);

/**
 * PenWorker:
 * @progress: (nullable): called on the thread that called pen_worker_rows()
 * @user_data: for @progress
 * @cancellable: (nullable): looked at between ranges of rows
 * @done: the fraction of the whole that is done
 * @told: the last fraction that @progress was told; it is told about every hundredth
 */
typedef struct
{
  PenWorkerProgress  progress;
  gpointer           user_data;
  GCancellable      *cancellable;
  double             done;
  double             told;
} PenWorker;

gboolean pen_worker_rows        (PenWorker     *self,
                                 guint          n_rows,
                                 double         until,
                                 PenWorkerFunc  func,
                                 gpointer       data);
void     pen_worker_set_threads (guint          n_threads);

G_END_DECLS
