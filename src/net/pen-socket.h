/* pen-socket.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-http.h"

G_BEGIN_DECLS

void     pen_socket_listen_async  (PenHttp              *http,
                                   PenExchange          *exchange,
                                   GCancellable         *cancellable,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean pen_socket_listen_finish (PenHttp              *http,
                                   GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
