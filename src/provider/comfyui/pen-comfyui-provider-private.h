/* pen-comfyui-provider-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

/* The node whose pictures are the result. */
#define PEN_COMFYUI_RESULT "9"

/**
 * PenComfyuiLink:
 * @id: the node; %NULL for none
 * @slot: which of its outputs
 *
 * One end of a wire.
 */
typedef struct
{
  const char *id;
  guint       slot;
} PenComfyuiLink;

/* Nodes */
JsonObject *_pen_comfyui_add_node       (JsonObject      *graph,
                                         const char      *id,
                                         const char      *class_type);
void        _pen_comfyui_link           (JsonObject      *inputs,
                                         const char      *name,
                                         PenComfyuiLink   from);
void        _pen_comfyui_copy           (JsonObject      *inputs,
                                         const char      *name,
                                         JsonObject      *fields,
                                         double           fallback);
char       *_pen_comfyui_choose         (PenCatalogue    *catalogue,
                                         JsonObject      *fields,
                                         const char      *name,
                                         const char      *list,
                                         const char      *word);

/* (transfer full): the graph that does what @request wants */
JsonObject *_pen_comfyui_build_graph    (PenRequest      *request,
                                         JsonObject      *fields,
                                         GHashTable      *uploads,
                                         PenCatalogue    *catalogue,
                                         GError         **error);

PenCall    *_pen_comfyui_discover       (PenProvider     *provider,
                                         guint            index);
void        _pen_comfyui_read_discovery (PenProvider     *provider,
                                         guint            index,
                                         PenReply        *reply,
                                         PenCatalogue    *catalogue);

/* (nullable): the version of the ComfyUI that sent @root; %NULL if it is none */
const char *_pen_comfyui_read_version   (JsonNode        *root);

PenCall    *_pen_comfyui_watch          (PenProvider     *provider,
                                         PenRequest      *request,
                                         guint           *interval_ms);
void        _pen_comfyui_read_watch     (PenProvider     *provider,
                                         PenReply        *reply,
                                         double          *progress,
                                         PenBlob        **preview);

GError     *_pen_comfyui_read_error     (PenProvider     *provider,
                                         PenReply        *reply,
                                         gboolean        *charged);
/* (transfer full): why a job that has ended has no pictures */
GError     *_pen_comfyui_read_failure   (JsonObject      *status);

G_END_DECLS
