/* pen-openai-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_OPENAI_CATALOGUE_PATH RESOURCE_PREFIX "/catalogue/openai.json"

GError   *_pen_openai_read_error     (PenProvider   *provider,
                                      PenReply      *reply,
                                      gboolean      *charged);
PenCall  *_pen_openai_discover       (PenProvider   *provider,
                                      guint          index);
void      _pen_openai_read_discovery (PenProvider   *provider,
                                      guint          index,
                                      PenReply      *reply,
                                      PenCatalogue  *catalogue);
PenCall  *_pen_openai_find_model     (PenProvider   *provider,
                                      const char    *words,
                                      GError       **error);
JsonNode *_pen_openai_read_model     (PenProvider   *provider,
                                      const char    *words,
                                      PenReply      *reply,
                                      GError       **error);
gint      _pen_openai_count_models   (PenReply      *reply);
gboolean  _pen_openai_check          (PenRequest    *request,
                                      GError       **error);
void      _pen_openai_settle         (PenCall       *call,
                                      PenRequest    *request);
double    _pen_openai_read_cost      (PenRequest    *request,
                                      JsonObject    *answer);

G_END_DECLS
