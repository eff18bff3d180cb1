/* pen-price-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char      *_pen_price_to_text  (double        usd,
                                double        credits);
gboolean   _pen_price_read     (JsonObject   *object,
                                double       *ret_usd,
                                double       *ret_credits,
                                const char  **ret_date,
                                const char  **ret_source,
                                GError      **error);

G_END_DECLS
