/* pen-fal-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-fal-provider.h"

G_BEGIN_DECLS

PenStep *_pen_fal_provider_go_on        (PenRequest   *request,
                                         JsonNode     *memo,
                                         guint         round,
                                         GError      **error);
gboolean _pen_fal_provider_is_upload    (PenCall      *call);
PenStep *_pen_fal_provider_read_storage (PenRequest   *request,
                                         JsonNode     *memo,
                                         PenCall      *call,
                                         PenReply     *reply,
                                         GError      **error);

PenStep *_pen_fal_provider_poll         (JsonNode     *memo,
                                         JsonNode     *new_memo,
                                         guint         delay_ms,
                                         guint         round,
                                         GError      **error);
gboolean _pen_fal_provider_is_result    (PenCall      *call);
PenStep *_pen_fal_provider_read_queue   (PenProvider  *provider,
                                         PenRequest   *request,
                                         JsonNode     *memo,
                                         PenCall      *call,
                                         PenReply     *reply,
                                         GError      **error);
PenCall *_pen_fal_provider_build_cancel (JsonNode     *memo);

PenCall *_pen_fal_provider_find_model   (PenProvider  *provider,
                                         const char   *words,
                                         GError      **error);
JsonNode *
         _pen_fal_provider_read_model   (PenProvider  *provider,
                                         const char   *words,
                                         PenReply     *reply,
                                         GError      **error);

GError  *_pen_fal_provider_read_error   (PenProvider  *self,
                                         PenReply     *reply,
                                         gboolean     *charged);
GError  *_pen_fal_provider_name_error   (const char   *type);
gboolean _pen_fal_provider_is_early     (PenReply     *reply);
PenStep *_pen_fal_provider_read_result  (PenRequest   *request,
                                         PenReply     *reply,
                                         GError      **error);
double   _pen_fal_provider_read_progress
                                        (JsonObject   *status);

G_END_DECLS
