/* pen-gemini-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

#define PEN_GEMINI_CATALOGUE RESOURCE_PREFIX "/catalogue/gemini.json"

/* The settings whose names are longer than a line of reading. */
#define PEN_GEMINI_SIZE   "generationConfig.imageConfig.imageSize"
#define PEN_GEMINI_ASPECT "generationConfig.imageConfig.aspectRatio"

gboolean  _pen_gemini_wrap           (PenRequest    *request,
                                      PenBody       *body,
                                      GError       **error);
PenStep  *_pen_gemini_read_reply     (PenRequest    *request,
                                      PenReply      *reply,
                                      GError       **error);
GError   *_pen_gemini_read_error     (PenProvider   *provider,
                                      PenReply      *reply,
                                      gboolean      *charged);
PenCall  *_pen_gemini_discover       (PenProvider   *provider,
                                      guint          index);
void      _pen_gemini_read_discovery (PenProvider   *provider,
                                      guint          index,
                                      PenReply      *reply,
                                      PenCatalogue  *catalogue);
PenCall  *_pen_gemini_find_model     (PenProvider   *provider,
                                      const char    *words,
                                      GError       **error);
JsonNode *_pen_gemini_read_model     (PenProvider   *provider,
                                      const char    *words,
                                      PenReply      *reply,
                                      GError       **error);

G_END_DECLS
