/* pen-http-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-http.h"

G_BEGIN_DECLS

struct _PenHttp
{
  GObject      parent_instance;

  SoupSession *session;            /* (owned) */
  guint64      max_json_size;
  guint64      max_picture_size;
  guint        connect_timeout;
};

G_END_DECLS
