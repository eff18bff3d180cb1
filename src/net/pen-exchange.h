/* pen-exchange.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "pen-body.h"
#include "pen-reply.h"

G_BEGIN_DECLS

/**
 * PenExpect:
 * @PEN_EXPECT_JSON: a JSON document; long strings are spooled into files
 * @PEN_EXPECT_PICTURE: a picture, straight into a file
 * @PEN_EXPECT_EITHER: whichever the first bytes show
 * @PEN_EXPECT_EVENTS: a stream of events, each with a JSON document; the last one is the
 *   answer.  A JSON document alone will do as well
 * @PEN_EXPECT_SOCKET: (pen_socket_open() only) a web socket
 * @PEN_EXPECT_NOTHING: the body does not matter
 *
 * What the body of a good answer is.  The body of a refusal (status 400 and
 * more) is always read as JSON where it is JSON, and as text where it is not.
 */
typedef enum
{
  PEN_EXPECT_JSON,
  PEN_EXPECT_PICTURE,
  PEN_EXPECT_EITHER,
  PEN_EXPECT_EVENTS,
  PEN_EXPECT_SOCKET,
  PEN_EXPECT_NOTHING,
} PenExpect;

/**
 * PenEventFunc:
 * @reply: the status and headers of the answer, and one event of it
 * @user_data: what it was given
 *
 * Is called in the main context for each event before the end.
 */
typedef void (*PenEventFunc) (PenReply *reply,
                              gpointer  user_data);

/**
 * PenExchange:
 * @method: the HTTP method
 * @uri: where to
 * @headers: (nullable): request headers; the key's are in here if it goes along
 * @has_key: whether @headers hold the key: then redirects are not followed, and
 *   the header values are wiped after sending
 * @body: (nullable): what to carry
 * @expect: what a good answer holds
 * @timeout_seconds: for the wait between bytes; 0 for none
 * @spool_folder: where big parts of the answer become files
 * @on_event: (nullable): hears each event of %PEN_EXPECT_EVENTS as it comes
 * @event_data: for @on_event; must live until the exchange is over
 *
 * One exchange with a server, as a plain value that the caller fills.
 */
typedef struct
{
  char               *method;
  GUri               *uri;
  SoupMessageHeaders *headers;
  gboolean            has_key;
  PenBody            *body;
  PenExpect           expect;
  guint               timeout_seconds;
  char               *spool_folder;
  PenEventFunc        on_event;
  gpointer            event_data;
} PenExchange;

PenExchange *pen_exchange_new  (const char   *method,
                                GUri         *uri);
void         pen_exchange_free (PenExchange  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenExchange, pen_exchange_free)

G_END_DECLS
