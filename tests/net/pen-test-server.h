/* pen-test-server.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/*
 * A real HTTP server on the loopback, on a port that the kernel chooses.  It answers
 * what the test told it to, answers 404 to everything else, and remembers what it was
 * asked.
 */
typedef struct _PenTestServer PenTestServer;

PenTestServer *pen_test_server_new        (void);
void           pen_test_server_free       (PenTestServer  *self);
char          *pen_test_server_get_uri    (PenTestServer  *self,
                                           const char     *path);
void           pen_test_server_reply      (PenTestServer  *self,
                                           const char     *path,
                                           guint           status,
                                           const char     *media_type,
                                           const char     *body,
                                           gssize          length);
void           pen_test_server_add_header (PenTestServer  *self,
                                           const char     *path,
                                           const char     *name,
                                           const char     *value);
void           pen_test_server_chunk      (PenTestServer  *self,
                                           const char     *path);
guint          pen_test_server_get_hits   (PenTestServer  *self,
                                           const char     *path);
const char    *pen_test_server_get_header (PenTestServer  *self,
                                           const char     *path,
                                           const char     *name);
GBytes        *pen_test_server_get_body   (PenTestServer  *self,
                                           const char     *path);
const char    *pen_test_server_get_method (PenTestServer  *self,
                                           const char     *path);

/* Waiting, without sleeping */
void           pen_test_store_result      (GObject        *object,
                                           GAsyncResult   *result,
                                           gpointer        user_data);
void           pen_test_wait_for          (GAsyncResult  **result);
void           pen_test_settle            (void);
void           pen_test_wait_for_last_ref (gpointer        object);
void           pen_test_count             (guint          *count);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenTestServer, pen_test_server_free)

G_END_DECLS
