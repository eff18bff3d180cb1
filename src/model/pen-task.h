/* pen-task.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PenTask:
 *
 * What is to be done.  The names on the command line and in catalogues are the
 * values in lower case with hyphens: “image-to-image”.
 */
typedef enum
{
  PEN_TASK_TEXT_TO_IMAGE,
  PEN_TASK_IMAGE_TO_IMAGE,
  PEN_TASK_INPAINT,
  PEN_TASK_ERASE,
  PEN_TASK_OUTPAINT,
  PEN_TASK_REMOVE_BACKGROUND,
  PEN_TASK_REPLACE_BACKGROUND,
  PEN_TASK_SEARCH_REPLACE,
  PEN_TASK_RECOLOR,
  PEN_TASK_STYLE,
  PEN_TASK_CONTROL,
  PEN_TASK_UPSCALE,
  PEN_TASK_VARIATIONS,
  PEN_TASK_FACE,
} PenTask;

#define PEN_N_TASKS (PEN_TASK_FACE + 1)

const char *pen_task_to_nick    (PenTask      task);
gboolean    pen_task_from_nick  (const char  *nick,
                                 PenTask     *ret_task);
const char *pen_task_to_title   (PenTask      task);
gboolean    pen_task_has_source (PenTask      task);

G_END_DECLS
