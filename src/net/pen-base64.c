/* pen-base64.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-base64"

#include "config.h"

#include <string.h>

#include "pen-base64.h"

#define PIECE 4096

/**
 * pen_base64_skip_prefix:
 * @text: base64, perhaps as a `data:` address
 * @length: the length of @text; more than 256 bytes are not looked at
 *
 * Returns: where the base64 begins; @length if @text is a `data:` address of another
 *   kind, or its prefix goes on beyond the end
 */
gsize
pen_base64_skip_prefix (const char *text,
                        gsize       length)
{
  static const char scheme[] = "data:";
  static const char marker[] = ";base64";
  const char *comma;

  if (length < strlen (scheme) || g_ascii_strncasecmp (text, scheme, strlen (scheme)) != 0)
    return 0;

  comma = memchr (text, ',', MIN (length, 256));
  if (comma == NULL || comma - text < (gssize) strlen (marker) ||
      g_ascii_strncasecmp (comma - strlen (marker), marker, strlen (marker)) != 0)
    return length;

  return (gsize) (comma - text) + 1;
}

/* One piece of at most PIECE digits, all of them good. */
static void
flush_piece (PenBase64  *self,
             const char *piece,
             gsize       length,
             GByteArray *output)
{
  guchar decoded[PIECE];
  gsize size = g_base64_decode_step (piece, length, decoded, &self->state, &self->save);

  g_byte_array_append (output, decoded, size);
}

/**
 * pen_base64_decode:
 * @self: the decoder, all zeros at the beginning
 * @text: the next piece
 * @length: its length in bytes
 * @output: where the bytes go
 *
 * Returns: whether @text is base64
 */
gboolean
pen_base64_decode (PenBase64  *self,
                   const char *text,
                   gsize       length,
                   GByteArray *output)
{
  char piece[PIECE];
  gsize used = 0;

  for (gsize i = 0; i < length; i++)
    {
      char digit = text[i];

      if (digit == '\n' || digit == '\r')
        continue;
      if (digit == '=')
        {
          self->ended = TRUE;
          continue;
        }

      if (digit == '-')
        digit = '+';
      else if (digit == '_')
        digit = '/';
      else if (!g_ascii_isalnum (digit) && digit != '+' && digit != '/')
        return FALSE;

      if (self->ended)
        return FALSE;

      piece[used++] = digit;
      self->digits = (self->digits + 1) % 4;
      if (used == PIECE)
        {
          flush_piece (self, piece, used, output);
          used = 0;
        }
    }

  flush_piece (self, piece, used, output);
  return TRUE;
}

/**
 * pen_base64_finish:
 * @self: the decoder
 * @output: where the last bytes go
 *
 * Returns: whether the text may end here
 */
gboolean
pen_base64_finish (PenBase64  *self,
                   GByteArray *output)
{
  if (self->digits == 1)
    return FALSE;

  if (self->digits > 0)
    flush_piece (self, "==", 4 - self->digits, output);

  return TRUE;
}
