/* pen-task-spec-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-model.h"

G_BEGIN_DECLS

PenTaskSpec *pen_task_spec_new_from_json (PenTask       task,
                                          JsonObject   *object,
                                          GError      **error);
void         pen_task_spec_free          (PenTaskSpec  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenTaskSpec, pen_task_spec_free)

G_END_DECLS
