/* pen-http-fixture.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-http.h"

G_BEGIN_DECLS

/*
 * A PenHttp with a folder for what it spools, both of which are checked at the end:
 * nothing may be left of either.
 */
typedef struct
{
  PenHttp *http;
  char    *folder;
} PenHttpFixture;

void         pen_http_fixture_set_up       (PenHttpFixture  *self);
void         pen_http_fixture_tear_down    (PenHttpFixture  *self);
PenExchange *pen_http_fixture_new_exchange (PenHttpFixture  *self,
                                            const char      *method,
                                            const char      *uri);
PenReply    *pen_http_fixture_send         (PenHttpFixture  *self,
                                            PenExchange     *exchange,
                                            GCancellable    *cancellable,
                                            GError         **error);
PenBody     *pen_http_fixture_new_json     (PenBlob         *blob,
                                            const char      *prompt);

G_END_DECLS
