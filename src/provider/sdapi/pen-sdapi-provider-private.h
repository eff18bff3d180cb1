/* pen-sdapi-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

/**
 * PenSdapiEngine:
 *
 * Who speaks the web UI's language.  The catalogue keeps what discovery found out.
 */
typedef enum
{
  PEN_SDAPI_UNKNOWN,
  PEN_SDAPI_SDCPP,
  PEN_SDAPI_KOBOLDCPP,
  PEN_SDAPI_SDNEXT,
  PEN_SDAPI_FORGE,
  PEN_SDAPI_A1111,
} PenSdapiEngine;

PenSdapiEngine  _pen_sdapi_get_engine     (PenCatalogue *catalogue);
PenCall        *_pen_sdapi_discover       (PenProvider  *provider,
                                           guint         index);
void            _pen_sdapi_read_discovery (PenProvider  *provider,
                                           guint         index,
                                           PenReply     *reply,
                                           PenCatalogue *catalogue);
gboolean        _pen_sdapi_add_controls   (PenRequest   *request,
                                           PenBody      *body,
                                           JsonObject   *root,
                                           PenCatalogue *catalogue,
                                           GError      **error);
gboolean        _pen_sdapi_take_picture   (PenStep      *step,
                                           PenReply     *reply,
                                           const char   *text,
                                           guint64       seed,
                                           GError      **error);
gboolean        _pen_sdapi_make_native    (PenRequest   *request,
                                           PenCall      *call,
                                           GError      **error);
PenStep        *_pen_sdapi_next_native    (PenRequest   *request,
                                           JsonNode     *memo,
                                           PenCall      *call,
                                           PenReply     *reply,
                                           GError      **error);
PenStep        *_pen_sdapi_ask_native     (JsonNode     *memo,
                                           guint         delay_ms);
PenCall        *_pen_sdapi_cancel_native  (JsonNode     *memo);
GError         *_pen_sdapi_read_error     (PenProvider  *provider,
                                           PenReply     *reply,
                                           gboolean     *charged);

G_END_DECLS
