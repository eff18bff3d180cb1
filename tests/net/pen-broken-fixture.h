/* pen-broken-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-http-fixture.h"
#include "pen-raw-server.h"

G_BEGIN_DECLS

/*
 * A server that breaks off, keeps silent, or lies, and a PenHttp to meet it.
 */

typedef enum
{
  PEN_READ_ALL,
  PEN_READ_HEAD,       /* and then nothing, until the gate opens */
  PEN_READ_NOTHING,
} PenAppetite;

/* How the server behaves. */
typedef struct
{
  PenAppetite appetite;
  const char *answer;        /* (nullable): what it says */
  const char *body;          /* (nullable): what it says after that */
  gsize       body_length;
  gboolean    in_chunks;     /* whether the body is one chunk, without the end of chunks */
  gboolean    is_silent;     /* whether it then keeps the connection open */
} PenManner;

typedef struct
{
  PenHttpFixture  base;
  PenRawServer   *server;
  PenManner       manner;

  GCancellable   *cancellable;    /* (owned) (nullable): cancelled when it has done its part */

  GMutex          mutex;
  GCond           cond;
  gboolean        gate_open;      /* under @mutex */
} PenBrokenFixture;

void         pen_broken_fixture_set_up       (PenBrokenFixture *fixture,
                                              gconstpointer     data);
void         pen_broken_fixture_tear_down    (PenBrokenFixture *fixture,
                                              gconstpointer     data);
void         pen_broken_fixture_open_gate    (PenBrokenFixture *fixture);
PenBlob     *pen_broken_fixture_make_large   (void);
PenExchange *pen_broken_fixture_new_exchange (PenBrokenFixture *fixture,
                                              const char       *method,
                                              PenBlob          *blob);

G_END_DECLS
