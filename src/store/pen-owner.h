/* pen-owner.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Which process works on a job.  The text says process, start time, boot and
 * process namespace; a file held locked in @folder answers across namespaces,
 * where process numbers mean nothing.
 */

char     *pen_owner_dup_self (const char *folder);
gboolean  pen_owner_is_alive (const char *owner,
                              const char *folder);

G_END_DECLS
