/* pen-leonardo-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-leonardo-provider.h"

G_BEGIN_DECLS

/* Uploads and creations */
PenStep    *_pen_leonardo_go_on          (PenRequest  *request,
                                          JsonNode    *memo,
                                          GError     **error);
PenStep    *_pen_leonardo_read_upload    (PenRequest  *request,
                                          JsonNode    *memo,
                                          PenCall     *call,
                                          PenReply    *reply,
                                          GError     **error);
gboolean    _pen_leonardo_is_upload      (PenCall     *call);
gboolean    _pen_leonardo_is_canvas      (PenRequest  *request);
PenCall    *_pen_leonardo_call_new       (const char  *method,
                                          const char  *path);

/* The body: that of version 2, and the styles of version 1 */
void        _pen_leonardo_wrap           (PenRequest  *request,
                                          PenBody     *body);
gboolean    _pen_leonardo_check_style    (PenRequest  *request,
                                          GError     **error);
void        _pen_leonardo_suit_style     (PenBody     *body);

/* Results */
PenStep    *_pen_leonardo_ask            (PenRequest  *request,
                                          JsonNode    *memo,
                                          guint        delay_ms);
PenStep    *_pen_leonardo_read_creation  (PenRequest  *request,
                                          PenReply    *reply,
                                          GError     **error);
PenStep    *_pen_leonardo_read_sync      (PenReply    *reply,
                                          GError     **error);
PenStep    *_pen_leonardo_read_result    (PenRequest  *request,
                                          JsonNode    *memo,
                                          PenReply    *reply,
                                          GError     **error);

/* Errors */
gboolean    _pen_leonardo_is_refusal     (PenReply    *reply);
GError     *_pen_leonardo_error_new      (PenReply    *reply);
JsonObject *_pen_leonardo_get_object     (PenReply    *reply);

G_END_DECLS
