/* store-helper.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-error.h"
#include "pen-store.h"

G_BEGIN_DECLS

/* What the tests of the database share: the asynchronous calls, waited for. */

void           store_result_cb   (GObject                *object,
                                  GAsyncResult           *result,
                                  gpointer                user_data);
GAsyncResult  *store_wait        (GAsyncResult          **result);
char          *store_new_path    (void);
PenStore      *store_open        (const char             *path,
                                  GError                **error);
PenStore      *store_must_open   (const char             *path);
PenJobRow     *store_new_job     (const char             *provider);
PenPictureRow *store_new_picture (const char             *prompt);
gint64         store_add_job     (PenStore               *store,
                                  const PenJobRow        *row);
PenJobRow     *store_get_job     (PenStore               *store,
                                  gint64                  id);
gboolean       store_claim       (PenStore               *store,
                                  gint64                  id,
                                  gboolean                adopt);
GArray        *store_complete    (PenStore               *store,
                                  gint64                  job,
                                  const char * const     *prompts,
                                  GError                **error);
GPtrArray     *store_list_jobs   (PenStore               *store,
                                  gboolean                open,
                                  guint                   limit);
gint64         store_add_picture (PenStore               *store,
                                  const PenPictureRow    *row);
GPtrArray     *store_list        (PenStore               *store,
                                  const PenPictureQuery  *query);
gint64         store_count       (PenStore               *store,
                                  const PenPictureQuery  *query);

G_END_DECLS
