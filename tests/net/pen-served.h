/* pen-served.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-http-fixture.h"
#include "pen-test-server.h"

G_BEGIN_DECLS

/* A PenHttp, and a server of this process that it talks to. */
typedef struct
{
  PenHttpFixture  base;
  PenTestServer  *server;
} PenServed;

void         pen_served_set_up       (PenServed      *self,
                                      gconstpointer   data);
void         pen_served_tear_down    (PenServed      *self,
                                      gconstpointer   data);
PenExchange *pen_served_new_exchange (PenServed      *self,
                                      const char     *method,
                                      const char     *path);
PenReply    *pen_served_get          (PenServed      *self,
                                      const char     *path,
                                      PenExpect       expect,
                                      GError        **error);
PenReply    *pen_served_post         (PenServed      *self,
                                      const char     *method,
                                      const char     *path,
                                      PenBody        *body,
                                      GError        **error);

G_END_DECLS
