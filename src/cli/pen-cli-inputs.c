/* pen-cli-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The pictures beside the prompt: source, mask, references, controls, and the frame.
 */

#define G_LOG_DOMAIN "pen-cli-inputs"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-cli.h"
#include "pen-decode.h"
#include "pen-extend.h"
#include "pen-mask.h"

/**
 * pen_cli_check_picture:
 * @path: a file that was named
 * @error: return location for a #GError
 *
 * Looked at before anything is begun, so that nothing is begun for a picture that is none.
 *
 * Returns: whether it is a picture
 */
gboolean
pen_cli_check_picture (const char  *path,
                       GError     **error)
{
  PenPictureInfo info;
  GError *local = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *name = g_filename_display_name (path);

      g_set_error (error, PEN_ERROR, PEN_ERROR_PICTURE, _("There is no file “%s”"), name);
      return FALSE;
    }

  if (pen_picture_read_info (path, &info, &local))
    return TRUE;

  /* For whoever called us it is the picture that is wrong, not the disk. */
  if (g_error_matches (local, PEN_ERROR, PEN_ERROR_STORAGE))
    local->code = PEN_ERROR_PICTURE;

  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
parse_margins (const char *text,
               guint       margins[PEN_N_SIDES])
{
  g_auto(GStrv) parts = g_strsplit (text, ",", -1);
  guint64 sum = 0;

  if (g_strv_length (parts) != PEN_N_SIDES)
    return FALSE;

  for (guint i = 0; i < PEN_N_SIDES; i++)
    {
      guint64 margin;

      if (!g_ascii_string_to_unsigned (g_strstrip (parts[i]), 10, 0, PEN_EXTEND_MAX, &margin, NULL))
        return FALSE;
      margins[i] = (guint) margin;
      sum += margin;
    }

  return sum > 0;
}

/* “KIND=FILE”, “KIND=FILE,WEIGHT”, or the kind alone for the picture to start from.  A file
 * whose name ends in a comma and a number is still found. */
static gboolean
parse_control (const char  *text,
               char       **ret_kind,
               char       **ret_path,
               double      *ret_weight)
{
  const char *equals = strchr (text, '=');
  const char *comma;
  char *end = NULL;

  *ret_path = NULL;
  *ret_weight = -1;
  *ret_kind = equals != NULL ? g_strndup (text, (gsize) (equals - text)) : g_strdup (text);
  if (equals == NULL)
    return *text != '\0';

  comma = strrchr (equals, ',');
  if (comma == NULL || g_file_test (equals + 1, G_FILE_TEST_EXISTS))
    {
      *ret_path = g_strdup (equals + 1);
      return equals > text && equals[1] != '\0';
    }

  *ret_weight = g_ascii_strtod (comma + 1, &end);
  *ret_path = g_strndup (equals + 1, (gsize) (comma - equals - 1));

  /* Written so that “nan” fails as well. */
  return equals > text && **ret_path != '\0' && end != comma + 1 && *end == '\0' &&
         *ret_weight >= 0;
}

static gboolean
check_control (const char  *text,
               GError     **error)
{
  g_autofree char *kind = NULL;
  g_autofree char *path = NULL;
  double weight;

  if (!parse_control (text, &kind, &path, &weight))
    return pen_cli_usage (error, _("“%s” is no control: write KIND=FILE or KIND=FILE,WEIGHT"),
                          text);

  return path == NULL || pen_cli_check_picture (path, error);
}

static gboolean
check_mask (GError **error)
{
  const PenCliOptions *options = &pen_cli_options;

  if (options->grow < 0 || options->grow > PEN_MASK_MAX_GROW)
    return pen_cli_usage (error, _("A mask can be grown by 0 to %d pixels"), PEN_MASK_MAX_GROW);
  if (options->feather < 0 || options->feather > PEN_MASK_MAX_FEATHER)
    return pen_cli_usage (error, _("A border can be softened by 0 to %d pixels"),
                          PEN_MASK_MAX_FEATHER);
  if (options->grow > 0 && options->mask == NULL)
    return pen_cli_usage (error, _("--grow needs a --mask"));
  if (options->feather > 0 && options->mask == NULL && options->extend == NULL)
    return pen_cli_usage (error, _("--feather needs a --mask, or --extend"));

  return options->mask == NULL || pen_cli_check_picture (options->mask, error);
}

/**
 * pen_cli_check_inputs:
 * @error: return location for a #GError
 *
 * Looks at the options for pictures that need no model to be looked at.
 *
 * Returns: whether they can be used
 */
gboolean
pen_cli_check_inputs (GError **error)
{
  const PenCliOptions *options = &pen_cli_options;
  guint margins[PEN_N_SIDES];

  if (!check_mask (error))
    return FALSE;

  if (options->extend != NULL && !parse_margins (options->extend, margins))
    return pen_cli_usage (error, _("“%s” is no frame: write LEFT,TOP,RIGHT,BOTTOM in pixels, up to "
                                   "%d each"),
                          options->extend, PEN_EXTEND_MAX);

  for (guint i = 0; options->references != NULL && options->references[i] != NULL; i++)
    if (!pen_cli_check_picture (options->references[i], error))
      return FALSE;

  for (guint i = 0; options->controls != NULL && options->controls[i] != NULL; i++)
    if (!check_control (options->controls[i], error))
      return FALSE;

  return TRUE;
}

/* What the options suggest, where the model does it and takes what they bring. */
static gboolean
suggest_task (PenModel *model,
              PenTask  *ret_task)
{
  const PenCliOptions *options = &pen_cli_options;
  const struct
  {
    gboolean given;
    PenTask  task;
  } suggestions[] = {
    { options->extend != NULL, PEN_TASK_OUTPAINT },
    { options->search != NULL, PEN_TASK_SEARCH_REPLACE },
    { options->search != NULL, PEN_TASK_RECOLOR },
    { options->mask != NULL, PEN_TASK_INPAINT },
    { options->mask != NULL, PEN_TASK_ERASE },
    { options->controls != NULL, PEN_TASK_CONTROL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (suggestions); i++)
    if (suggestions[i].given && pen_model_has_task (model, suggestions[i].task))
      {
        *ret_task = suggestions[i].task;
        return TRUE;
      }

  return FALSE;
}

static gboolean
takes_controls (PenModel *model,
                PenTask   task)
{
  return pen_model_has_task (model, task) &&
         pen_model_get_spec (model, task)->fields[PEN_ROLE_CONTROL] != NULL;
}

/**
 * pen_cli_choose_task:
 * @model: a model
 * @with_source: whether a picture is to be changed
 *
 * Returns: what is to be done: as --task says; else as the other options suggest, or what
 *   is usual, or the one thing that the model does
 */
PenTask
pen_cli_choose_task (PenModel *model,
                     gboolean  with_source)
{
  PenTask usual = with_source ? PEN_TASK_IMAGE_TO_IMAGE : PEN_TASK_TEXT_TO_IMAGE;
  GArray *tasks = pen_model_get_tasks (model);
  PenTask task;

  if (pen_cli_options.task != NULL && pen_task_from_nick (pen_cli_options.task, &task))
    return task;

  if (suggest_task (model, &task) &&
      !(task == PEN_TASK_CONTROL && takes_controls (model, usual)))
    return task;

  if (!pen_model_has_task (model, usual) && with_source && tasks->len == 1 &&
      pen_task_has_source (g_array_index (tasks, PenTask, 0)))
    return g_array_index (tasks, PenTask, 0);

  return usual;
}

static void
add_control (PenRequest *request,
             const char *kind,
             const char *path,
             double      weight)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  pen_request_add_control (request, kind, absolute, weight);
}

static gboolean
add_controls (PenRequest  *request,
              const char  *source,
              GError     **error)
{
  char **controls = pen_cli_options.controls;

  for (guint i = 0; controls != NULL && controls[i] != NULL; i++)
    {
      g_autofree char *kind = NULL;
      g_autofree char *path = NULL;
      double weight;

      parse_control (controls[i], &kind, &path, &weight);
      if (path == NULL && source == NULL)
        return pen_cli_usage (error, _("Say which picture is to be followed: --control %s=FILE"),
                              kind);
      add_control (request, kind, path != NULL ? path : source, weight);
    }

  return TRUE;
}

/* Some models start from no picture of their own, but follow one, or take its style: then
 * the picture that was named is that one. */
static gboolean
use_source_otherwise (PenRequest  *request,
                      const char  *source,
                      GError     **error)
{
  PenTaskSpec *spec = pen_request_get_spec (request);
  PenField *control = spec->fields[PEN_ROLE_CONTROL];
  g_autofree char *kinds = NULL;

  if (source == NULL || spec->fields[PEN_ROLE_SOURCE] != NULL)
    return TRUE;

  if (control == NULL)
    {
      if (spec->fields[PEN_ROLE_REFERENCES] != NULL &&
          pen_request_get_references (request)->len == 0)
        {
          g_autofree char *path = g_canonicalize_filename (source, NULL);

          pen_request_add_reference (request, path);
        }
      return TRUE;
    }

  if (!control->required || pen_request_get_controls (request)->len > 0)
    return TRUE;

  if (g_strv_length (control->kinds) == 1)
    {
      add_control (request, control->kinds[0], source, -1);
      return TRUE;
    }

  kinds = g_strjoinv (", ", control->kinds);

  return pen_cli_usage (error, _("Say with --control KIND what is to be followed in the picture, "
                                 "one of: %s"),
                        kinds);
}

static void
set_path (PenRequest  *request,
          const char  *path,
          void       (*set) (PenRequest *request,
                             const char *path))
{
  g_autofree char *absolute = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;

  if (absolute != NULL)
    set (request, absolute);
}

/**
 * pen_cli_set_inputs:
 * @request: what is asked for
 * @source: (nullable): path of the picture to start from
 * @error: return location for a #GError
 *
 * Puts the pictures of the options into @request.
 *
 * Returns: whether they make sense
 */
gboolean
pen_cli_set_inputs (PenRequest  *request,
                    const char  *source,
                    GError     **error)
{
  const PenCliOptions *options = &pen_cli_options;
  guint margins[PEN_N_SIDES];

  set_path (request, source, pen_request_set_source_path);
  set_path (request, options->mask, pen_request_set_mask_path);
  pen_request_set_mask_grow (request, (guint) options->grow);
  pen_request_set_mask_feather (request, (guint) options->feather);
  if (options->extend != NULL && parse_margins (options->extend, margins))
    pen_request_set_extend (request, margins);

  for (guint i = 0; options->references != NULL && options->references[i] != NULL; i++)
    set_path (request, options->references[i], pen_request_add_reference);

  if (options->search != NULL)
    {
      g_autofree char *search = pen_cli_to_utf8 (options->search, error);

      if (search == NULL)
        return FALSE;
      pen_request_set_search (request, search);
    }

  return add_controls (request, source, error) && use_source_otherwise (request, source, error);
}
