/* pen-request-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-request.h"

G_BEGIN_DECLS

struct _PenRequest
{
  GObject     parent_instance;

  PenModel   *model;         /* (owned) */
  PenTask     task;
  gboolean    frozen;

  char       *prompt;        /* (owned): may be empty */
  char       *negative;      /* (owned): may be empty */
  char       *search;        /* (owned): may be empty */
  char       *source_path;   /* (owned) (nullable) */
  char       *mask_path;     /* (owned) (nullable) */
  guint       mask_grow;
  guint       mask_feather;
  GPtrArray  *references;    /* (owned) (element-type filename) */
  GPtrArray  *controls;      /* (owned) (element-type PenControl) */
  guint       extend[PEN_N_SIDES];
  double      strength;
  guint64     seed;
  guint       count;
  guint       width;
  guint       height;
  char       *aspect;        /* (owned) (nullable) */
  char       *token;         /* (owned) (nullable) */
  JsonObject *parameters;    /* (owned) */
  gint64      parent;

  GHashTable *inputs;        /* (owned) (element-type utf8 PenBlob): by slot */
  guint       source_width;
  guint       source_height;
};

void _pen_request_init_inputs  (PenRequest *self);
void _pen_request_clear_inputs (PenRequest *self);
void _pen_request_copy_inputs  (PenRequest *self,
                                PenRequest *copy);

gboolean _pen_refuse               (GError      **error,
                                    const char   *format,
                                    ...) G_GNUC_PRINTF (2, 3);
gboolean _pen_request_check_inputs (PenRequest   *self,
                                    PenTaskSpec  *spec,
                                    GError      **error);

/* Frees the old text; @text may be a part of it. */
static inline void
_pen_request_replace_text (char       **field,
                           const char  *text)
{
  char *copy = g_strdup (text);

  g_free (*field);
  *field = copy;
}

G_END_DECLS
