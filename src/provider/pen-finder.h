/* pen-finder.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-http.h"
#include "pen-local-probe.h"

G_BEGIN_DECLS

/**
 * PenFound:
 * @address: (owned): where it listens
 * @engine: what listens there
 *
 * An engine that is running.
 */
typedef struct
{
  char           *address;
  PenLocalEngine  engine;
} PenFound;

/*
 * Looks for engines at given addresses; it never makes up one of its own.
 */

void       pen_finder_find_async  (PenHttp              *http,
                                   const char * const   *addresses,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
GPtrArray *pen_finder_find_finish (PenHttp              *http,
                                   GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
