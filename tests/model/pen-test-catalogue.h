/* pen-test-catalogue.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-catalogue.h"
#include "pen-request.h"

G_BEGIN_DECLS

/* JSON that is written with ' for ", to be read without a squint. */
GBytes       *pen_test_json_bytes     (const char *text);
JsonNode     *pen_test_json_node      (const char *text);
PenCatalogue *pen_test_catalogue_new  (void);
PenRequest   *pen_test_request_new    (PenCatalogue *catalogue,
                                       const char   *model,
                                       PenTask       task);

G_END_DECLS
