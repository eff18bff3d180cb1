/* pen-sim-fault.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PenSimFault:
 * @name: what goes wrong; `none` for a mere delay
 * @method: (nullable): only for requests of this method
 * @path: (nullable): only for requests whose path ends so
 * @value: (nullable): an address, or seconds, as @name wants it
 * @hold: whether the answer waits for a release
 * @times: for how many more requests
 *
 * One thing that a simulator was told to do wrong.
 */
typedef struct
{
  char     *name;
  char     *method;
  char     *path;
  char     *value;
  gboolean  hold;
  guint     times;
} PenSimFault;

PenSimFault *pen_sim_fault_new     (JsonObject   *command,
                                    GError      **error);
PenSimFault *pen_sim_fault_copy    (PenSimFault  *self);
void         pen_sim_fault_free    (PenSimFault  *self);
gboolean     pen_sim_fault_applies (PenSimFault  *self,
                                    const char   *method,
                                    const char   *path);
gboolean     pen_sim_fault_is      (PenSimFault  *self,
                                    const char   *name);
gboolean     pen_sim_fault_is_known
                                   (const char   *name);
gboolean     pen_sim_fault_is_of_picture
                                   (PenSimFault  *self);
gboolean     pen_sim_fault_is_of_gateway
                                   (PenSimFault  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSimFault, pen_sim_fault_free)

G_END_DECLS
