/* pen-kie-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-kie-provider.h"

G_BEGIN_DECLS

/* One credit in US dollars. */
#define PEN_KIE_CREDIT_USD 0.005

/**
 * PenKieState:
 * @PEN_KIE_RUNNING: ask again
 * @PEN_KIE_TROUBLE: the record cannot be read just now; ask again, more slowly
 * @PEN_KIE_UNKNOWN: there is no such record, or not yet
 * @PEN_KIE_DONE: the pictures are there
 * @PEN_KIE_FAILED: there will be none
 *
 * What the record of a task says.
 */
typedef enum
{
  PEN_KIE_RUNNING,
  PEN_KIE_TROUBLE,
  PEN_KIE_UNKNOWN,
  PEN_KIE_DONE,
  PEN_KIE_FAILED,
} PenKieState;

/* Calls */
PenCall     *_pen_kie_call_new       (const char  *method,
                                      const char  *endpoint,
                                      const char  *path);
gboolean     _pen_kie_check          (PenRequest  *request,
                                      GError     **error);
PenStep     *_pen_kie_go_on          (PenRequest  *request,
                                      JsonNode    *memo,
                                      GError     **error);
JsonNode    *_pen_kie_build_memo     (const char  *task,
                                      guint        misses);
PenStep     *_pen_kie_ask            (PenRequest  *request,
                                      const char  *task,
                                      guint        delay_ms,
                                      JsonNode    *memo);

/* Records */
PenKieState  _pen_kie_read_record    (PenReply    *reply,
                                      double      *progress,
                                      GError     **error);
PenStep     *_pen_kie_read_pictures  (PenReply    *reply,
                                      GError     **error);
guint        _pen_kie_get_delay      (PenReply    *reply);

/* Errors */
gboolean     _pen_kie_get_code       (PenReply    *reply,
                                      gint64      *code);
gboolean     _pen_kie_is_good        (PenReply    *reply);
GError      *_pen_kie_error_new      (PenReply    *reply);
GError      *_pen_kie_error_for_task (const char  *words);

G_END_DECLS
