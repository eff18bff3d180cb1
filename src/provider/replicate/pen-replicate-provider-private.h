/* pen-replicate-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

/* A prediction: how far it is, and what came of it. */
PenStep *_pen_replicate_read_prediction (PenRequest  *request,
                                         JsonNode    *memo,
                                         PenCall     *call,
                                         PenReply    *reply,
                                         GError     **error);
PenStep *_pen_replicate_poll            (JsonNode    *memo,
                                         PenReply    *reply);

/* What a model is sent, and in what. */
PenBody *_pen_replicate_write_body      (PenRequest  *request,
                                         GHashTable  *addresses,
                                         GError     **error);

/* Any model by its name. */
PenCall  *_pen_replicate_find_model     (PenProvider *provider,
                                         const char  *words,
                                         GError     **error);
JsonNode *_pen_replicate_read_model     (PenProvider *provider,
                                         const char  *words,
                                         PenReply    *reply,
                                         GError     **error);

/* What went wrong. */
GError  *_pen_replicate_read_error      (PenProvider *provider,
                                         PenReply    *reply,
                                         gboolean    *charged);
GError  *_pen_replicate_describe_end    (const char  *status,
                                         const char  *words);

G_END_DECLS
