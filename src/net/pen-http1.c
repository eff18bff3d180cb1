/* pen-http1.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * HTTP/1.1 also where the server offers HTTP/2.
 *
 * What we exchange is few and large.  In libsoup 3.2, HTTP/2 keeps what has arrived in
 * memory, however slowly it is read, and may send again a request whose stream was
 * refused; it gains us nothing that is worth either.
 */

#define G_LOG_DOMAIN "pen-http1"

#include "config.h"

#include "pen-http1.h"

static void
network_event_cb (SoupMessage        *message,
                  GSocketClientEvent  event,
                  GIOStream          *connection,
                  gpointer            user_data)
{
  static const char * const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

/**
 * pen_http1_insist:
 * @message: a message that has not been sent
 *
 * Offers nothing but HTTP/1.1 if @message makes a new encrypted connection.
 */
void
pen_http1_insist (SoupMessage *message)
{
  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), NULL);
}
