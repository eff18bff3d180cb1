/* pen-http.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-exchange.h"
#include "pen-reply.h"

G_BEGIN_DECLS

#define PEN_TYPE_HTTP (pen_http_get_type ())

/**
 * PenHttp:
 *
 * Makes one exchange: streams the body out, spools the answer in.
 *
 * Any HTTP status counts as success; the caller reads it from the #PenReply.
 * Errors are %PEN_ERROR_NETWORK (the server cannot have the whole request),
 * %PEN_ERROR_UNKNOWN_OUTCOME (it can, and no whole answer came),
 * %PEN_ERROR_INVALID_REPLY, %PEN_ERROR_TOO_LARGE, %PEN_ERROR_STORAGE or
 * %G_IO_ERROR_CANCELLED.
 */
G_DECLARE_FINAL_TYPE (PenHttp, pen_http, PEN, HTTP, GObject)

PenHttp  *pen_http_new                  (void);
guint64   pen_http_get_max_json_size    (PenHttp              *self);
void      pen_http_set_max_json_size    (PenHttp              *self,
                                         guint64               size);
guint64   pen_http_get_max_picture_size (PenHttp              *self);
void      pen_http_set_max_picture_size (PenHttp              *self,
                                         guint64               size);
guint     pen_http_get_connect_timeout  (PenHttp              *self);
void      pen_http_set_connect_timeout  (PenHttp              *self,
                                         guint                 seconds);
void      pen_http_send_async           (PenHttp              *self,
                                         PenExchange          *exchange,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
PenReply *pen_http_send_finish          (PenHttp              *self,
                                         GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
