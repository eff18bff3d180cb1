/* pen-test-journal.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-test-journal"

#include "config.h"

#include "pen-error.h"
#include "pen-test-journal.h"

struct _PenTestJournal
{
  GObject       parent_instance;

  PenTestCount  count;
  gpointer      count_data;

  GString      *moments;        /* (owned) */
  JsonNode     *memo;           /* (owned) (nullable): the last one */
  gint          refused;        /* the moment that cannot be committed; -1 for none */
  gint          awaited;        /* the moment whose commit waits; -1 for none */
  GTask        *held;           /* (owned) (nullable) */

  double        progress;
  guint         n_previews;
  char         *message;        /* (owned) (nullable) */
};

static void pen_test_journal_journal_init (PenJournalInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PenTestJournal, pen_test_journal, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PEN_TYPE_JOURNAL,
                                                      pen_test_journal_journal_init))

static const char *
get_letter (PenMoment moment)
{
  static const char *letters[] =
  {
    [PEN_MOMENT_SENDING] = "send",
    [PEN_MOMENT_RUNNING] = "run",
    [PEN_MOMENT_WAITING] = "wait",
    [PEN_MOMENT_DOWNLOADING] = "land",
  };

  return letters[moment];
}

static gboolean
commit_cb (gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  PenTestJournal *self = g_task_get_source_object (task);
  PenMoment moment = GPOINTER_TO_INT (g_task_get_task_data (task));

  g_string_append_printf (self->moments, "%s%s:%u", self->moments->len > 0 ? " " : "",
                          get_letter (moment), self->count (self->count_data));
  if (self->refused == (gint) moment)
    g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_STORAGE, "The disk is full");
  else
    g_task_return_boolean (task, TRUE);

  return G_SOURCE_REMOVE;
}

static void
note_async (PenJournal          *journal,
            PenMoment            moment,
            JsonNode            *memo,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  PenTestJournal *self = PEN_TEST_JOURNAL (journal);
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, note_async);
  g_task_set_task_data (task, GINT_TO_POINTER (moment), NULL);
  g_clear_pointer (&self->memo, json_node_unref);
  if (memo != NULL)
    self->memo = json_node_copy (memo);

  if (self->awaited == (gint) moment)
    self->held = task;
  else
    g_timeout_add (5, commit_cb, task);
}

static gboolean
note_finish (PenJournal    *journal,
             GAsyncResult  *result,
             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, journal), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
note_progress (PenJournal *journal,
               double      fraction,
               GBytes     *preview,
               const char *message)
{
  PenTestJournal *self = PEN_TEST_JOURNAL (journal);

  if (fraction >= 0)
    self->progress = fraction;
  if (preview != NULL)
    self->n_previews++;
  if (message != NULL)
    {
      g_free (self->message);
      self->message = g_strdup (message);
    }
}

static void
pen_test_journal_journal_init (PenJournalInterface *iface)
{
  iface->note_async = note_async;
  iface->note_finish = note_finish;
  iface->progress = note_progress;
}

static void
pen_test_journal_finalize (GObject *object)
{
  PenTestJournal *self = PEN_TEST_JOURNAL (object);

  g_assert_null (self->held);
  g_string_free (self->moments, TRUE);
  g_clear_pointer (&self->memo, json_node_unref);
  g_clear_pointer (&self->message, g_free);

  G_OBJECT_CLASS (pen_test_journal_parent_class)->finalize (object);
}

static void
pen_test_journal_class_init (PenTestJournalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pen_test_journal_finalize;
}

static void
pen_test_journal_init (PenTestJournal *self)
{
  self->moments = g_string_new (NULL);
  self->refused = self->awaited = -1;
  self->progress = -1;
}

/**
 * pen_test_journal_new:
 * @count: tells how many requests a service has seen
 * @count_data: data for @count
 */
PenTestJournal *
pen_test_journal_new (PenTestCount count,
                      gpointer     count_data)
{
  PenTestJournal *self = g_object_new (PEN_TYPE_TEST_JOURNAL, NULL);

  self->count = count;
  self->count_data = count_data;

  return self;
}

void
pen_test_journal_reset (PenTestJournal *self)
{
  g_string_truncate (self->moments, 0);
  g_clear_pointer (&self->memo, json_node_unref);
  self->refused = self->awaited = -1;
  self->progress = -1;
  self->n_previews = 0;
  g_clear_pointer (&self->message, g_free);
}

/* The disk is full when it comes to @moment. */
void
pen_test_journal_refuse (PenTestJournal *self,
                         PenMoment       moment)
{
  self->refused = (gint) moment;
}

/* The disk is slow when it comes to @moment. */
void
pen_test_journal_hold (PenTestJournal *self,
                       PenMoment       moment)
{
  self->awaited = (gint) moment;
}

gboolean
pen_test_journal_is_holding (PenTestJournal *self)
{
  return self->held != NULL;
}

void
pen_test_journal_release (PenTestJournal *self)
{
  self->awaited = -1;
  commit_cb (g_steal_pointer (&self->held));
}

/**
 * pen_test_journal_get_moments:
 * @self: a #PenTestJournal
 *
 * Returns: (transfer none): what was committed, each with the number of requests that
 *   the service had seen by then: “send:0 land:1”
 */
const char *
pen_test_journal_get_moments (PenTestJournal *self)
{
  return self->moments->str;
}

guint
pen_test_journal_get_n_previews (PenTestJournal *self)
{
  return self->n_previews;
}

double
pen_test_journal_get_progress (PenTestJournal *self)
{
  return self->progress;
}

const char *
pen_test_journal_get_message (PenTestJournal *self)
{
  return self->message;
}

/* Returns: (transfer none) (nullable): the memo that was committed last */
JsonNode *
pen_test_journal_get_memo (PenTestJournal *self)
{
  return self->memo;
}
