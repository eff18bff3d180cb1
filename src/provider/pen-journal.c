/* pen-journal.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenJournal:
 *
 * Where the runner writes down what it is about to do, before it does it.
 */

#define G_LOG_DOMAIN "pen-journal"

#include "config.h"

#include "pen-journal.h"

G_DEFINE_INTERFACE (PenJournal, pen_journal, G_TYPE_OBJECT)

static void
pen_journal_default_init (PenJournalInterface *iface)
{
}

/**
 * pen_journal_note_async:
 * @self: a #PenJournal
 * @moment: what is about to happen
 * @memo: (nullable): what is enough to go on from here after a restart
 * @callback: called once it is on disk
 * @user_data: data for @callback
 */
void
pen_journal_note_async (PenJournal          *self,
                        PenMoment            moment,
                        JsonNode            *memo,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_return_if_fail (PEN_IS_JOURNAL (self));

  PEN_JOURNAL_GET_IFACE (self)->note_async (self, moment, memo, callback, user_data);
}

/**
 * pen_journal_note_finish:
 * @self: a #PenJournal
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the act may follow
 */
gboolean
pen_journal_note_finish (PenJournal    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (PEN_IS_JOURNAL (self), FALSE);

  return PEN_JOURNAL_GET_IFACE (self)->note_finish (self, result, error);
}

/**
 * pen_journal_progress:
 * @self: a #PenJournal
 * @fraction: 0 to 1, negative where unknown
 * @preview: (nullable): an encoded picture on the way
 * @message: (nullable): a sentence on what happens now
 */
void
pen_journal_progress (PenJournal *self,
                      double      fraction,
                      GBytes     *preview,
                      const char *message)
{
  g_return_if_fail (PEN_IS_JOURNAL (self));

  PEN_JOURNAL_GET_IFACE (self)->progress (self, fraction, preview, message);
}
