/* pen-base64.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Base64 that comes in pieces, and that may be wrong.  Both alphabets are read, the
 * one of addresses as well; line ends are skipped, spaces are not, since then every
 * text of plain words would do; the padding at the end may be missing.
 */

typedef struct
{
  gint     state;
  guint    save;
  guint    digits;    /* how many so far, modulo 4 */
  gboolean ended;     /* whether there was padding */
} PenBase64;

gsize    pen_base64_skip_prefix (const char *text,
                                 gsize       length);
gboolean pen_base64_decode      (PenBase64  *self,
                                 const char *text,
                                 gsize       length,
                                 GByteArray *output);
gboolean pen_base64_finish      (PenBase64  *self,
                                 GByteArray *output);

G_END_DECLS
