/* pen-notice.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-job.h"

G_BEGIN_DECLS

#define PEN_TYPE_NOTICE (pen_notice_get_type ())

/**
 * PenNotice:
 *
 * Says in place what went wrong and what to do, with a button that does it.
 *
 * Signals:
 *   "try-again": the same once more, with what stands in the form now
 *   "send-again": the very job again, although it may be charged again
 */
G_DECLARE_FINAL_TYPE (PenNotice, pen_notice, PEN, NOTICE, AdwBin)

GtkWidget *pen_notice_new        (void);
void       pen_notice_show_error (PenNotice    *self,
                                  const GError *error,
                                  const char   *provider,
                                  PenJob       *job);
void       pen_notice_show_hint  (PenNotice    *self,
                                  const char   *sentence,
                                  const char   *hint,
                                  const char   *button,
                                  const char   *action);
void       pen_notice_clear      (PenNotice    *self);

G_END_DECLS
