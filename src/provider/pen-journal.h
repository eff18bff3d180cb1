/* pen-journal.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <gio/gio.h>

G_BEGIN_DECLS

#define PEN_TYPE_JOURNAL (pen_journal_get_type ())

G_DECLARE_INTERFACE (PenJournal, pen_journal, PEN, JOURNAL, GObject)

/**
 * PenMoment:
 * @PEN_MOMENT_SENDING: a call that may cost is about to go out
 * @PEN_MOMENT_RUNNING: the service has the job; the memo is enough to find it again
 * @PEN_MOMENT_WAITING: the last call was not taken, nothing can have been bought, and
 *   it will be made again after a while
 * @PEN_MOMENT_DOWNLOADING: the service has finished; only fetching or saving is left;
 *   the memo lists what came, or where it lies
 *
 * What the runner announces, and waits to see committed, before it does it.
 */
typedef enum
{
  PEN_MOMENT_SENDING,
  PEN_MOMENT_RUNNING,
  PEN_MOMENT_WAITING,
  PEN_MOMENT_DOWNLOADING,
} PenMoment;

/**
 * PenJournalInterface:
 * @note_async: commits @moment and @memo to disk before it finishes
 * @note_finish: %FALSE with an error stops the runner before the act
 * @progress: what the service says of its progress, and a picture on the way
 */
struct _PenJournalInterface
{
  GTypeInterface parent_iface;

  void     (*note_async)  (PenJournal          *self,
                           PenMoment            moment,
                           JsonNode            *memo,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data);
  gboolean (*note_finish) (PenJournal          *self,
                           GAsyncResult        *result,
                           GError             **error);
  void     (*progress)    (PenJournal          *self,
                           double               fraction,
                           GBytes              *preview,
                           const char          *message);
};

void     pen_journal_note_async  (PenJournal          *self,
                                  PenMoment            moment,
                                  JsonNode            *memo,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
gboolean pen_journal_note_finish (PenJournal          *self,
                                  GAsyncResult        *result,
                                  GError             **error);
void     pen_journal_progress    (PenJournal          *self,
                                  double               fraction,
                                  GBytes              *preview,
                                  const char          *message);

G_END_DECLS
