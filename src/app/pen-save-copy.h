/* pen-save-copy.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "pen-engine.h"

G_BEGIN_DECLS

void pen_save_copy_ask (GtkWidget  *widget,
                        PenEngine  *engine,
                        PenPicture *picture);

G_END_DECLS
