/* pen-test-journal.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-journal.h"

G_BEGIN_DECLS

#define PEN_TYPE_TEST_JOURNAL (pen_test_journal_get_type ())

/**
 * PenTestJournal:
 *
 * A journal that takes a turn of the main loop for each commit, as a disk would, and
 * remembers what was announced, and how much of it the service had seen by then.
 */
G_DECLARE_FINAL_TYPE (PenTestJournal, pen_test_journal, PEN, TEST_JOURNAL, GObject)

typedef guint (*PenTestCount) (gpointer data);

PenTestJournal *pen_test_journal_new          (PenTestCount     count,
                                               gpointer         count_data);
void            pen_test_journal_reset        (PenTestJournal  *self);
void            pen_test_journal_refuse       (PenTestJournal  *self,
                                               PenMoment        moment);
void            pen_test_journal_hold         (PenTestJournal  *self,
                                               PenMoment        moment);
gboolean        pen_test_journal_is_holding   (PenTestJournal  *self);
void            pen_test_journal_release      (PenTestJournal  *self);
const char     *pen_test_journal_get_moments  (PenTestJournal  *self);
guint           pen_test_journal_get_n_previews
                                              (PenTestJournal  *self);
double          pen_test_journal_get_progress (PenTestJournal  *self);
const char     *pen_test_journal_get_message  (PenTestJournal  *self);
JsonNode       *pen_test_journal_get_memo     (PenTestJournal  *self);

G_END_DECLS
