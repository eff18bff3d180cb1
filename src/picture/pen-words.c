/* pen-words.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-words"

#include "config.h"

#include <string.h>

#include "pen-words.h"

/**
 * pen_words_fold:
 * @prompt: (nullable): what somebody typed
 *
 * Returns: (transfer full): the same in lower case, as valid UTF-8, without line ends
 */
char *
pen_words_fold (const char *prompt)
{
  g_autofree char *valid = g_utf8_make_valid (prompt != NULL ? prompt : "", -1);

  return g_strdelimit (g_utf8_strdown (valid, -1), "\n\r\t", ' ');
}

static gboolean
is_end (const char *at)
{
  return !g_unichar_isalnum (g_utf8_get_char (at));
}

/* Where @word stands in @text as a word of its own, or as a plural. */
static const char *
find_word (const char *text,
           const char *word,
           gsize       length)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      const char *end = at + length;

      if ((at > text && !is_end (g_utf8_prev_char (at))) || strncmp (at, word, length) != 0)
        continue;
      if (is_end (end) || (*end == 's' && is_end (end + 1)))
        return at;
    }

  return NULL;
}

/**
 * pen_words_find:
 * @text: what pen_words_fold() returned
 * @words: expressions in lower case, between commas
 * @ret_at: (out) (optional): where it stands
 *
 * Looks for the longest of @words in @text; its plural counts as well.
 *
 * Returns: its length, 0 if there is none
 */
gsize
pen_words_find (const char *text,
                const char *words,
                gsize      *ret_at)
{
  gsize longest = 0;

  g_return_val_if_fail (text != NULL, 0);
  g_return_val_if_fail (words != NULL, 0);

  while (*words != '\0')
    {
      gsize length = strcspn (words, ",");
      const char *at = length > longest ? find_word (text, words, length) : NULL;

      if (at != NULL)
        {
          longest = length;
          if (ret_at != NULL)
            *ret_at = (gsize) (at - text);
        }
      words += length;
      words += *words == ',' ? 1 : 0;
    }

  return longest;
}

/**
 * pen_words_best:
 * @text: what pen_words_fold() returned
 * @lists: (array length=n): lists of expressions, see pen_words_find()
 * @n: how many
 *
 * The longest expression decides, since it says most; of two of the same length the one that
 * stands first in @text.
 *
 * Returns: the index of the list that fits best, or @n
 */
guint
pen_words_best (const char         *text,
                const char * const *lists,
                guint               n)
{
  gsize best_length = 0;
  gsize best_at = 0;
  guint best = n;

  for (guint i = 0; i < n; i++)
    {
      gsize at = 0;
      gsize length = pen_words_find (text, lists[i], &at);

      if (length > best_length || (length > 0 && length == best_length && at < best_at))
        {
          best = i;
          best_length = length;
          best_at = at;
        }
    }

  return best;
}
