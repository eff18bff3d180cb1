/* pen-call.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-body.h"
#include "pen-exchange.h"

G_BEGIN_DECLS

/**
 * PenCall:
 * @method: the HTTP method
 * @endpoint: the name of the host in the catalogue; the address of @uri is checked
 *   against it before the key goes along
 * @path: (nullable): what follows the endpoint's address, with its query
 * @uri: (nullable): instead of @path: a whole address from an earlier reply
 * @headers: (nullable): further headers, without the key
 * @body: (nullable): what to carry
 * @expect: what a good answer holds
 * @with_key: whether the key goes along
 * @may_cost: whether sending this may be charged
 * @timeout_seconds: longest silence; 0 for the usual
 * @round: for the provider's own use: the how-manieth question of the same kind this is
 *
 * An exchange as a provider describes it: without host, without key, without I/O.
 */
typedef struct
{
  char               *method;
  char               *endpoint;
  char               *path;
  char               *uri;
  SoupMessageHeaders *headers;
  PenBody            *body;
  PenExpect           expect;
  gboolean            with_key;
  gboolean            may_cost;
  guint               timeout_seconds;
  guint               round;
} PenCall;

PenCall *pen_call_new     (const char *method,
                           const char *endpoint,
                           const char *path);
PenCall *pen_call_new_uri (const char *method,
                           const char *endpoint,
                           const char *uri);
void     pen_call_free    (PenCall    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenCall, pen_call_free)

G_END_DECLS
