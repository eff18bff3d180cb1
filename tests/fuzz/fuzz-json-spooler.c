/* fuzz-json-spooler.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * However a document is cut, it reads the same.  The first byte is the size of the
 * pieces; what follows is the document, its long string made longer than the limit.
 */

#define G_LOG_DOMAIN "fuzz-json-spooler"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-fuzz.h"
#include "pen-json-spooler.h"

/* A tilde becomes so many of these, or no string would be long enough to be spooled. */
#define FILLER "AAAA"
#define N_FILLERS 20000

#define LIMIT (1024 * 1024)

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  return 0;
}

/* Whether @text was read in pieces of @step bytes, and as what. */
static gboolean
read_in_pieces (const char *text,
                gsize       length,
                gsize       step,
                char      **ret_json)
{
  g_autoptr(PenJsonSpooler) spooler = pen_json_spooler_new (g_get_tmp_dir (), LIMIT, LIMIT);
  g_autoptr(PenReply) reply = pen_reply_new (200);
  g_autoptr(GError) error = NULL;

  for (gsize at = 0; at < length && error == NULL; at += step)
    pen_json_spooler_feed (spooler, text + at, MIN (step, length - at), &error);

  if (error == NULL && pen_json_spooler_finish (spooler, reply, &error))
    *ret_json = json_to_string (pen_reply_get_json (reply), FALSE);

  /* A failure has a reason that can be shown. */
  g_assert_true (error == NULL || (error->domain == PEN_ERROR && *error->message != '\0'));
  return error == NULL;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr(GString) text = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;
  g_autofree char *filler = NULL;
  const guint8 *tilde;

  if (size < 2)
    return 0;

  text = g_string_new_len ((const char *) data + 1, (gssize) size - 1);
  tilde = memchr (data + 1, '~', size - 1);
  if (tilde != NULL)
    {
      filler = g_malloc (strlen (FILLER) * N_FILLERS);
      for (guint i = 0; i < N_FILLERS; i++)
        memcpy (filler + i * strlen (FILLER), FILLER, strlen (FILLER));
      g_string_erase (text, tilde - data - 1, 1);
      g_string_insert_len (text, tilde - data - 1, filler, (gssize) strlen (FILLER) * N_FILLERS);
    }

  g_assert_true (read_in_pieces (text->str, text->len, text->len, &whole) ==
                 read_in_pieces (text->str, text->len, (gsize) data[0] + 1, &pieces));
  if (tilde == NULL)
    g_assert_cmpstr (whole, ==, pieces);

  return 0;
}
