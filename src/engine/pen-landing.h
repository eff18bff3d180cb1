/* pen-landing.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-placement.h"
#include "pen-request.h"
#include "pen-rows.h"
#include "pen-step.h"

G_BEGIN_DECLS

void       pen_landing_run_async   (GPtrArray            *outputs,
                                    const PenJobRow      *job,
                                    PenRequest           *request,
                                    const PenPlacement   *placement,
                                    const char           *pictures_folder,
                                    GAsyncReadyCallback   callback,
                                    gpointer              user_data);
GPtrArray *pen_landing_run_finish  (GAsyncResult         *result,
                                    GError              **error);

char      *pen_landing_get_spool   (const char           *pictures_folder,
                                    gint64                job);
gboolean   pen_landing_open_spool  (const char           *pictures_folder,
                                    gint64                job,
                                    GError              **error);
void       pen_landing_clear_spool (const char           *pictures_folder,
                                    gint64                job);
JsonNode  *pen_landing_salvage     (const char           *pictures_folder,
                                    gint64                job);

G_END_DECLS
