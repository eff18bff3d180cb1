/* pen-task.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-task"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-task.h"

static const struct
{
  const char *nick;
  const char *title;
} tasks[] = {
  [PEN_TASK_TEXT_TO_IMAGE] = { "text-to-image", N_("Text to Image") },
  [PEN_TASK_IMAGE_TO_IMAGE] = { "image-to-image", N_("Image to Image") },
  [PEN_TASK_INPAINT] = { "inpaint", N_("Repaint a Part") },
  [PEN_TASK_ERASE] = { "erase", N_("Erase a Thing") },
  [PEN_TASK_OUTPAINT] = { "outpaint", N_("Extend the Picture") },
  [PEN_TASK_REMOVE_BACKGROUND] = { "remove-background", N_("Remove Background") },
  [PEN_TASK_REPLACE_BACKGROUND] = { "replace-background", N_("Replace Background") },
  [PEN_TASK_SEARCH_REPLACE] = { "search-replace", N_("Find and Replace a Thing") },
  [PEN_TASK_RECOLOR] = { "recolor", N_("Recolor a Thing") },
  [PEN_TASK_STYLE] = { "style", N_("Restyle by a Reference") },
  [PEN_TASK_CONTROL] = { "control", N_("Follow a Control Picture") },
  [PEN_TASK_UPSCALE] = { "upscale", N_("Upscale") },
  [PEN_TASK_VARIATIONS] = { "variations", N_("Variations") },
  [PEN_TASK_FACE] = { "face", N_("Keep a Face") },
};

G_STATIC_ASSERT (G_N_ELEMENTS (tasks) == PEN_N_TASKS);

/**
 * pen_task_to_nick:
 * @task: a task
 *
 * Returns: (transfer none): its name on the command line, in catalogues and in
 *   the database: “image-to-image”
 */
const char *
pen_task_to_nick (PenTask task)
{
  g_return_val_if_fail ((guint) task < PEN_N_TASKS, NULL);

  return tasks[task].nick;
}

/**
 * pen_task_from_nick:
 * @nick: (nullable): a name
 * @ret_task: (out) (optional): the task it names
 *
 * Returns: whether @nick names a task
 */
gboolean
pen_task_from_nick (const char *nick,
                    PenTask    *ret_task)
{
  for (guint i = 0; i < PEN_N_TASKS; i++)
    if (g_strcmp0 (tasks[i].nick, nick) == 0)
      {
        if (ret_task != NULL)
          *ret_task = i;
        return TRUE;
      }

  return FALSE;
}

/**
 * pen_task_to_title:
 * @task: a task
 *
 * Returns: (transfer none): its name for people, translated
 */
const char *
pen_task_to_title (PenTask task)
{
  g_return_val_if_fail ((guint) task < PEN_N_TASKS, NULL);

  return _(tasks[task].title);
}

/**
 * pen_task_has_source:
 * @task: a task
 *
 * Returns: whether @task starts from a picture of the user's
 */
gboolean
pen_task_has_source (PenTask task)
{
  return task != PEN_TASK_TEXT_TO_IMAGE;
}
