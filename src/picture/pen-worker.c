/* pen-worker.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-worker"

#include "config.h"

#include "pen-worker.h"

#define MAX_THREADS 16
#define MAX_RANGE   32

/* What is worth telling. */
#define TELLING_STEP 0.01

typedef struct
{
  PenWorker     *worker;
  PenWorkerFunc  func;
  gpointer       data;
  guint          n_rows;
  guint          range;
  double         start;
  double         until;
  int            next;          /* (atomic): the first row nobody has taken */
} Share;

static int forced_threads;      /* (atomic) */

static guint
count_threads (void)
{
  guint forced = g_atomic_int_get (&forced_threads);

  return forced > 0 ? forced : CLAMP (g_get_num_processors (), 1, MAX_THREADS);
}

static gboolean
take_range (Share *share)
{
  guint first;

  if (g_cancellable_is_cancelled (share->worker->cancellable))
    return FALSE;

  first = g_atomic_int_add (&share->next, share->range);
  if (first >= share->n_rows)
    return FALSE;

  share->func (first, MIN (first + share->range, share->n_rows), share->data);

  return TRUE;
}

static gpointer
work_thread (gpointer user_data)
{
  Share *share = user_data;

  while (take_range (share))
    ;

  return NULL;
}

static void
tell (PenWorker *self,
      double     fraction)
{
  if (self->progress == NULL || fraction < self->told + TELLING_STEP)
    return;

  self->told = fraction;
  self->progress (fraction, self->user_data);
}

static void
report (Share *share)
{
  guint taken = MIN ((guint) g_atomic_int_get (&share->next), share->n_rows);

  tell (share->worker, share->start + (share->until - share->start) * taken / share->n_rows);
}

/**
 * pen_worker_rows:
 * @self: whom to tell and whether to go on
 * @n_rows: how many rows there are
 * @until: the fraction of the whole that is done when these rows are
 * @func: does the rows from its first argument up to, not including, its second
 * @data: for @func
 *
 * Calls @func for all rows and waits until all is done.
 *
 * Returns: %FALSE if cancelled; some rows are missing then
 */
gboolean
pen_worker_rows (PenWorker     *self,
                 guint          n_rows,
                 double         until,
                 PenWorkerFunc  func,
                 gpointer       data)
{
  GThread *threads[MAX_THREADS] = { NULL, };
  guint n_threads;
  Share share;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (n_rows > 0 && n_rows < G_MAXINT / 2, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  n_threads = MIN (count_threads (), n_rows);
  share = (Share) {
    .worker = self,
    .func = func,
    .data = data,
    .n_rows = n_rows,
    .range = CLAMP (n_rows / (n_threads * 4), 1, MAX_RANGE),
    .start = self->done,
    .until = until,
  };

  /* This thread works too, so a thread that cannot be had only costs time. */
  for (guint i = 1; i < n_threads; i++)
    threads[i] = g_thread_try_new ("pen-worker", work_thread, &share, NULL);

  while (take_range (&share))
    report (&share);

  for (guint i = 1; i < n_threads; i++)
    g_clear_pointer (&threads[i], g_thread_join);

  self->done = until;
  if (g_cancellable_is_cancelled (self->cancellable))
    return FALSE;

  /* The other threads may have been so quick that nothing was told at all. */
  tell (self, until);

  return TRUE;
}

/**
 * pen_worker_set_threads:
 * @n_threads: how many to use, at most 16; 0 for as many as there are processors
 *
 * For tests that show that the number makes no difference.
 */
void
pen_worker_set_threads (guint n_threads)
{
  g_atomic_int_set (&forced_threads, (int) MIN (n_threads, MAX_THREADS));
}
