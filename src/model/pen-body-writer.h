/* pen-body-writer.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-body.h"
#include "pen-request.h"

G_BEGIN_DECLS

PenBody *pen_body_writer_write      (PenRequest  *request,
                                     GError     **error);
PenBody *pen_body_writer_write_with (PenRequest  *request,
                                     GHashTable  *addresses,
                                     GError     **error);

G_END_DECLS
