/* pen-database-search.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-database-search"

#include "config.h"

#include "pen-database.h"
#include "pen-error.h"

/* SQLite's steps between two looks at the cancellable */
#define STEPS_BETWEEN_LOOKS 2000

/* More words than this are not looked at. */
#define MAX_WORDS 16

/* The positions of the parameters in every statement of this file */
enum
{
  PARAMETER_MATCH = 1,
  PARAMETER_PROVIDER,
  PARAMETER_TASK,
  PARAMETER_JOB,
  PARAMETER_PARENT,
  PARAMETER_BEFORE,
  PARAMETER_LIMIT,
  PARAMETER_FIRST_SCAN,
};

/*
 * What a user typed, taken apart.  Words of scripts that put spaces between them go
 * to the index, as a quoted phrase each, so that nothing in them is syntax.  What the
 * index has no words for (Chinese, Japanese, Thai; signs and emoji) is looked for in
 * the texts themselves.
 */
typedef struct
{
  GString   *match;            /* (owned): a query for FTS5 */
  GPtrArray *scans;            /* (owned) (element-type utf8) */
} Words;

static Words *
words_new (void)
{
  Words *self = g_new0 (Words, 1);

  self->match = g_string_new (NULL);
  self->scans = g_ptr_array_new_with_free_func (g_free);

  return self;
}

static void
words_free (Words *self)
{
  g_string_free (self->match, TRUE);
  g_ptr_array_unref (self->scans);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Words, words_free)

/* As the tokenizer “unicode61” sees it: letters, numbers and private use are words. */
static gboolean
is_word_character (gunichar character)
{
  return g_unichar_isalnum (character) || g_unichar_ismark (character) ||
         g_unichar_type (character) == G_UNICODE_PRIVATE_USE;
}

static gboolean
is_unspaced_script (gunichar character)
{
  GUnicodeScript script = g_unichar_get_script (character);

  return script == G_UNICODE_SCRIPT_HAN || script == G_UNICODE_SCRIPT_HIRAGANA ||
         script == G_UNICODE_SCRIPT_KATAKANA || script == G_UNICODE_SCRIPT_THAI ||
         script == G_UNICODE_SCRIPT_LAO || script == G_UNICODE_SCRIPT_KHMER ||
         script == G_UNICODE_SCRIPT_MYANMAR;
}

static void
add_indexed_words (Words      *words,
                   const char *text)
{
  const char *start = NULL;

  for (const char *p = text; ; p = g_utf8_next_char (p))
    {
      gboolean inside = *p != '\0' && is_word_character (g_utf8_get_char (p));

      if (inside && start == NULL)
        start = p;

      if (!inside && start != NULL)
        {
          g_string_append_printf (words->match, "%s\"%.*s\"*",
                                  words->match->len > 0 ? " " : "", (int) (p - start), start);
          start = NULL;
        }

      if (*p == '\0')
        return;
    }
}

static void
add_word (Words      *words,
          const char *text)
{
  gboolean indexed = FALSE;
  gboolean unspaced = FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      indexed = indexed || is_word_character (character);
      unspaced = unspaced || is_unspaced_script (character);
    }

  if (indexed && !unspaced)
    add_indexed_words (words, text);
  else
    g_ptr_array_add (words->scans, g_strdup (text));
}

static Words *
split_words (const char *text)
{
  Words *words = words_new ();
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_auto(GStrv) parts = g_strsplit_set (valid, " \t\r\n\v\f", -1);
  guint n_words = 0;

  for (guint i = 0; parts[i] != NULL && n_words < MAX_WORDS; i++)
    {
      if (*parts[i] == '\0')
        continue;

      add_word (words, parts[i]);
      n_words++;
    }

  return words;
}

static gboolean
is_filtered (const PenPictureQuery *query)
{
  return query->provider != NULL || query->task != NULL || query->starred ||
         query->job != 0 || query->parent != 0;
}

/* The condition is made of fixed parts alone: few texts, each compiled once.
 *
 * SQLite knows nothing of how many rows a part leaves, so the order is ours: found words
 * first (the cross join), then the index of a filter.  Nearly nothing is in the trash, so
 * that its index (kept away by the plus sign) only serves to count all. */
static void
append_conditions (GString               *sql,
                   const PenPictureQuery *query,
                   const Words           *words)
{
  if (words->match->len > 0)
    g_string_append (sql,
                     " FROM picture_text CROSS JOIN picture ON picture.id = picture_text.rowid "
                     "WHERE +trashed = 0 AND picture_text MATCH ?1");
  else if (is_filtered (query))
    g_string_append (sql, " FROM picture WHERE +trashed = 0");
  else
    g_string_append (sql, " FROM picture WHERE trashed = 0");

  if (query->provider != NULL)
    g_string_append (sql, " AND provider = ?2");
  if (query->task != NULL)
    g_string_append (sql, " AND task = ?3");
  if (query->starred)
    g_string_append (sql, " AND starred = 1");
  if (query->job != 0)
    g_string_append (sql, " AND job = ?4");
  if (query->parent != 0)
    g_string_append (sql, " AND parent = ?5");

  for (guint i = 0; i < words->scans->len; i++)
    g_string_append_printf (sql,
                            " AND instr (picture.prompt || char (10) || picture.model || "
                            "char (10) || ifnull (picture.notes, ''), ?%u) > 0",
                            PARAMETER_FIRST_SCAN + i);
}

static void
bind_conditions (sqlite3_stmt          *statement,
                 const PenPictureQuery *query,
                 const Words           *words)
{
  if (words->match->len > 0)
    sqlite3_bind_text (statement, PARAMETER_MATCH, words->match->str, -1, SQLITE_TRANSIENT);
  if (query->provider != NULL)
    sqlite3_bind_text (statement, PARAMETER_PROVIDER, query->provider, -1, SQLITE_TRANSIENT);
  if (query->task != NULL)
    sqlite3_bind_text (statement, PARAMETER_TASK, query->task, -1, SQLITE_TRANSIENT);
  if (query->job != 0)
    sqlite3_bind_int64 (statement, PARAMETER_JOB, query->job);
  if (query->parent != 0)
    sqlite3_bind_int64 (statement, PARAMETER_PARENT, query->parent);

  for (guint i = 0; i < words->scans->len; i++)
    sqlite3_bind_text (statement, PARAMETER_FIRST_SCAN + (int) i,
                       g_ptr_array_index (words->scans, i), -1, SQLITE_TRANSIENT);
}

static int
look_for_cancel_cb (void *data)
{
  return g_cancellable_is_cancelled (data);
}

static GPtrArray *
collect (PenDatabase   *self,
         sqlite3_stmt  *statement,
         GError       **error)
{
  g_autoptr(GPtrArray) rows = NULL;
  gboolean row = TRUE;

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_picture_row_free);
  while (row)
    {
      if (!pen_database_next (self, statement, &row, error))
        return NULL;
      if (row)
        g_ptr_array_add (rows, pen_database_read_picture (statement));
    }

  return g_steal_pointer (&rows);
}

/**
 * pen_database_list_pictures:
 * @self: a #PenDatabase
 * @query: which ones
 * @cancellable: (nullable): may be cancelled from any thread
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (element-type PenPictureRow): newest first, or %NULL with
 *   @error set
 */
GPtrArray *
pen_database_list_pictures (PenDatabase            *self,
                            const PenPictureQuery  *query,
                            GCancellable           *cancellable,
                            GError                **error)
{
  g_autoptr(Words) words = split_words (query->text);
  g_autoptr(GString) sql = g_string_new ("SELECT " PEN_PICTURE_COLUMNS);
  const char *key = words->match->len > 0 ? "picture_text.rowid" : "picture.id";
  sqlite3 *handle = pen_database_get_handle (self);
  sqlite3_stmt *statement;
  GPtrArray *rows;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  append_conditions (sql, query, words);
  if (query->before != 0)
    g_string_append_printf (sql, " AND %s < ?6", key);
  g_string_append_printf (sql, " ORDER BY %s DESC LIMIT ?7", key);

  statement = pen_database_prepare (self, sql->str, error);
  if (statement == NULL)
    return NULL;

  bind_conditions (statement, query, words);
  if (query->before != 0)
    sqlite3_bind_int64 (statement, PARAMETER_BEFORE, query->before);
  sqlite3_bind_int64 (statement, PARAMETER_LIMIT, query->limit > 0 ? (gint64) query->limit : -1);

  if (cancellable != NULL)
    sqlite3_progress_handler (handle, STEPS_BETWEEN_LOOKS, look_for_cancel_cb, cancellable);
  rows = collect (self, statement, error);
  sqlite3_progress_handler (handle, 0, NULL, NULL);

  return rows;
}

/**
 * pen_database_count_pictures:
 * @self: a #PenDatabase
 * @query: which ones; before and limit are not read
 * @ret_count: (out): how many there are
 * @error: return location for a #GError
 *
 * Returns: %FALSE with @error set on failure
 */
gboolean
pen_database_count_pictures (PenDatabase            *self,
                             const PenPictureQuery  *query,
                             gint64                 *ret_count,
                             GError                **error)
{
  g_autoptr(Words) words = split_words (query->text);
  g_autoptr(GString) sql = g_string_new ("SELECT count (*)");
  sqlite3_stmt *statement;
  gboolean row;

  append_conditions (sql, query, words);
  statement = pen_database_prepare (self, sql->str, error);
  if (statement == NULL)
    return FALSE;

  bind_conditions (statement, query, words);
  if (!pen_database_next (self, statement, &row, error))
    return FALSE;

  *ret_count = row ? sqlite3_column_int64 (statement, 0) : 0;
  sqlite3_reset (statement);
  return TRUE;
}
