/* pen-sim-log.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "pen-simulator.h"

G_BEGIN_DECLS

/* What one service was asked, and what it counted. */
typedef struct _PenSimLog PenSimLog;

PenSimLog  *pen_sim_log_new          (void);
void        pen_sim_log_free         (PenSimLog          *self);
void        pen_sim_log_set_notify   (PenSimLog          *self,
                                      GFunc               notify,
                                      gpointer            notify_data);
void        pen_sim_log_clear        (PenSimLog          *self);
JsonObject *pen_sim_log_add          (PenSimLog          *self,
                                      const char         *service,
                                      const char         *method,
                                      const char         *path,
                                      const char         *query,
                                      SoupMessageHeaders *headers);
void        pen_sim_log_count        (PenSimLog          *self,
                                      PenSimCount         count,
                                      gint                change);
guint       pen_sim_log_get_count    (PenSimLog          *self,
                                      PenSimCount         count);
void        pen_sim_log_pay          (PenSimLog          *self,
                                      JsonObject         *entry,
                                      const char         *digest,
                                      double              cost);
void        pen_sim_log_remark       (JsonObject         *entry,
                                      const char         *format,
                                      ...) G_GNUC_PRINTF (2, 3);
JsonObject *pen_sim_log_describe     (GBytes             *bytes);
JsonNode   *pen_sim_log_shorten      (JsonNode           *node);
JsonArray  *pen_sim_log_get_requests (PenSimLog          *self);
JsonObject *pen_sim_log_summarise    (PenSimLog          *self);

G_END_DECLS
