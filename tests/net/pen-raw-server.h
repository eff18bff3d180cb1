/* pen-raw-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A server that speaks whatever the test likes, and breaks off wherever it likes.
 * Its function is called in a thread of its own for each connection; the connection
 * is closed when it returns.
 */
typedef struct _PenRawServer PenRawServer;
typedef struct _PenRawTalk PenRawTalk;

typedef void (*PenRawFunc) (PenRawTalk *talk,
                            gpointer    user_data);

PenRawServer *pen_raw_server_new            (PenRawFunc       func,
                                             gpointer         user_data);
PenRawServer *pen_raw_server_new_tls        (PenRawFunc       func,
                                             gpointer         user_data,
                                             GTlsCertificate *certificate);
void          pen_raw_server_free           (PenRawServer    *self);
char         *pen_raw_server_get_uri        (PenRawServer    *self,
                                             const char      *path);
guint         pen_raw_server_get_hits       (PenRawServer    *self);
guint         pen_raw_server_get_connections
                                            (PenRawServer    *self);

/* For the function */
const char   *pen_raw_talk_read_head        (PenRawTalk      *talk);
const char   *pen_raw_talk_get_protocol     (PenRawTalk      *talk);
gsize         pen_raw_talk_read_body        (PenRawTalk      *talk);
void          pen_raw_talk_write            (PenRawTalk      *talk,
                                             const char      *text);
void          pen_raw_talk_write_bytes      (PenRawTalk      *talk,
                                             const void      *data,
                                             gsize            length);
void          pen_raw_talk_wait_for_close   (PenRawTalk      *talk);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenRawServer, pen_raw_server_free)

G_END_DECLS
