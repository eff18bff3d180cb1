/* pen-picture-input.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gtk/gtk.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_PICTURE_INPUT (pen_picture_input_get_type ())

/**
 * PenPictureInput:
 *
 * Turns whatever is dropped, pasted or chosen into the path of a file: files,
 * several files, pictures without a file, addresses.  What comes later replaces what
 * is still on the way.
 *
 * Signals:
 *   "started": something is on the way
 *   "picked" (string path): here it is; whether it is a picture shows when it is read
 *   "failed" (string sentence): nothing came of it
 *   "hover" (boolean): a drag that could be dropped has come over a target, or left
 *   "hint" (string sentence): it came, but not all of it
 */
G_DECLARE_FINAL_TYPE (PenPictureInput, pen_picture_input, PEN, PICTURE_INPUT, GObject)

PenPictureInput *pen_picture_input_new            (void);
void             pen_picture_input_set_engine     (PenPictureInput *self,
                                                   PenEngine       *engine);
void             pen_picture_input_add_target     (PenPictureInput *self,
                                                   GtkWidget       *widget);
void             pen_picture_input_take_drop      (PenPictureInput *self,
                                                   GdkDrop         *drop);
void             pen_picture_input_take_clipboard (PenPictureInput *self,
                                                   GdkClipboard    *clipboard);
void             pen_picture_input_take_value     (PenPictureInput *self,
                                                   const GValue    *value);
void             pen_picture_input_take_file      (PenPictureInput *self,
                                                   GFile           *file);
void             pen_picture_input_choose         (PenPictureInput *self,
                                                   GtkWindow       *parent);
void             pen_picture_input_cancel         (PenPictureInput *self);

gboolean         pen_picture_input_clipboard_has_picture
                                                  (GdkClipboard    *clipboard);

G_END_DECLS
