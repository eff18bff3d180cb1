/* pen-cli-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-request"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-cli.h"

#define MAX_COUNT 100
#define MAX_SIDE  65536

static gboolean
parse_size (const char  *text,
            char         separator,
            guint       *ret_width,
            guint       *ret_height)
{
  g_auto(GStrv) parts = g_strsplit (text, (char[]) { separator, '\0' }, 3);
  guint64 width;
  guint64 height;

  if (g_strv_length (parts) != 2 ||
      !g_ascii_string_to_unsigned (parts[0], 10, 1, MAX_SIDE, &width, NULL) ||
      !g_ascii_string_to_unsigned (parts[1], 10, 1, MAX_SIDE, &height, NULL))
    return FALSE;

  *ret_width = (guint) width;
  *ret_height = (guint) height;
  return TRUE;
}

static gboolean
check_size (GError **error)
{
  const char *size = pen_cli_options.size;
  guint width;
  guint height;

  if (size == NULL || parse_size (size, 'x', &width, &height) ||
      parse_size (size, ':', &width, &height))
    return TRUE;

  return pen_cli_usage (error, _("“%s” is no size: write WIDTHxHEIGHT in pixels, or an aspect "
                                 "such as 16:9"), size);
}

static gboolean
check_strength (GError **error)
{
  const char *strength = pen_cli_options.strength;
  char *end = NULL;
  double number;

  if (strength == NULL)
    return TRUE;

  /* Written so that “nan” fails as well. */
  number = g_ascii_strtod (strength, &end);
  if (end != strength && *end == '\0' && number >= 0 && number <= 1)
    return TRUE;

  return pen_cli_usage (error, _("The strength must be from 0 to 1"));
}

static gboolean
check_seed (GError **error)
{
  const char *seed = pen_cli_options.seed;
  guint64 number;

  if (seed == NULL || g_ascii_string_to_unsigned (seed, 10, 0, G_MAXINT64, &number, NULL))
    return TRUE;

  return pen_cli_usage (error, _("“%s” is no seed: a seed is a whole number"), seed);
}

/**
 * pen_cli_check_output:
 * @error: return location for a #GError
 *
 * Looked at before anything is sent: a picture that was paid for must find its place.
 *
 * Returns: whether what --output says can be made
 */
gboolean
pen_cli_check_output (GError **error)
{
  const char *output = pen_cli_options.output;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;

  if (output == NULL || g_file_test (output, G_FILE_TEST_IS_DIR))
    return TRUE;

  if (*output == '\0')
    return pen_cli_usage (error, _("The name of the file must not be empty"));

  name = g_filename_display_name (output);
  if (g_file_test (output, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK))
    return pen_cli_usage (error, _("“%s” is there already, and is not overwritten"), name);

  if (g_str_has_suffix (output, G_DIR_SEPARATOR_S))
    return pen_cli_usage (error, _("There is no folder “%s”"), name);

  folder = g_path_get_dirname (output);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return pen_cli_usage (error, _("There is no folder for “%s”"), name);

  return TRUE;
}

static gboolean
check_settings (GError **error)
{
  for (guint i = 0; pen_cli_options.settings != NULL && pen_cli_options.settings[i] != NULL; i++)
    {
      const char *setting = pen_cli_options.settings[i];

      if (strchr (setting, '=') == NULL || *setting == '=')
        return pen_cli_usage (error, _("“%s” is no setting: write NAME=VALUE"), setting);
    }

  return TRUE;
}

/**
 * pen_cli_check_request:
 * @cli: a run of a command that makes pictures
 * @error: return location for a #GError
 *
 * Looks at the options that need no model to be looked at.
 *
 * Returns: whether they can be used
 */
gboolean
pen_cli_check_request (PenCli  *cli,
                       GError **error)
{
  PenTask task;

  if (pen_cli_options.model == NULL)
    return pen_cli_usage (error, _("Choose a model with --model PROVIDER/MODEL; "
                                   "“pentimento-cli models” lists them"));

  if (pen_cli_options.task != NULL &&
      !pen_cli_parse_task (pen_cli_options.task, &task, error))
    return FALSE;

  if (pen_cli_options.count < 1 || pen_cli_options.count > MAX_COUNT)
    return pen_cli_usage (error, _("The count must be from 1 to %d"), MAX_COUNT);

  return check_strength (error) && check_size (error) && check_seed (error) &&
         check_settings (error) && pen_cli_check_inputs (error) && pen_cli_check_output (error);
}

/* A service may take its own choice for what it does not have, without a word. */
static void
say_unlisted (PenCli       *cli,
              PenModel     *model,
              PenParameter *parameter,
              const char   *value)
{
  PenCatalogue *catalogue = pen_engine_find_catalogue (cli->engine,
                                                       pen_model_get_provider (model));
  const char * const *list = NULL;
  g_autofree char *all = NULL;

  if (catalogue != NULL && parameter->list != NULL)
    list = pen_catalogue_get_list (catalogue, parameter->list);
  if (list == NULL || cli->json)
    return;

  for (guint i = 0; list[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (list[i], value) == 0)
        return;
    }

  all = g_strjoinv (", ", (char **) list);
  pen_cli_say (cli, _("“%s”: %s; “%s” is not among them"), parameter->title, all, value);
}

static gboolean
set_settings (PenCli      *cli,
              PenRequest  *request,
              GError     **error)
{
  PenModel *model = pen_request_get_model (request);

  for (guint i = 0; pen_cli_options.settings != NULL && pen_cli_options.settings[i] != NULL; i++)
    {
      g_autofree char *setting = pen_cli_to_utf8 (pen_cli_options.settings[i], error);
      g_autofree char *name = NULL;
      g_autoptr(JsonNode) value = NULL;
      PenParameter *parameter;
      const char *equals;

      if (setting == NULL)
        return FALSE;

      equals = strchr (setting, '=');
      name = g_strndup (setting, (gsize) (equals - setting));
      parameter = pen_model_find_parameter (model, pen_request_get_task (request), name);
      if (parameter == NULL)
        return pen_cli_usage (error, _("%s has no setting “%s”"), pen_model_get_title (model),
                              name);

      value = pen_parameter_parse (parameter, equals + 1, error);
      if (value == NULL)
        return FALSE;

      say_unlisted (cli, model, parameter, equals + 1);
      pen_request_set_parameter (request, name, value);
    }

  return TRUE;
}

static gboolean
set_texts (PenRequest  *request,
           const char  *prompt,
           GError     **error)
{
  g_autofree char *prompt_text = pen_cli_to_utf8 (prompt != NULL ? prompt : "", error);
  g_autofree char *negative = NULL;

  if (prompt_text == NULL)
    return FALSE;

  pen_request_set_prompt (request, prompt_text);
  if (pen_cli_options.negative == NULL)
    return TRUE;

  negative = pen_cli_to_utf8 (pen_cli_options.negative, error);
  if (negative == NULL)
    return FALSE;

  pen_request_set_negative (request, negative);
  return TRUE;
}

static void
set_numbers (PenRequest *request)
{
  guint width;
  guint height;

  if (pen_cli_options.strength != NULL)
    pen_request_set_strength (request, g_ascii_strtod (pen_cli_options.strength, NULL));
  if (pen_cli_options.seed != NULL)
    pen_request_set_seed (request, g_ascii_strtoull (pen_cli_options.seed, NULL, 10));
  pen_request_set_count (request, (guint) pen_cli_options.count);

  if (pen_cli_options.size == NULL)
    return;

  if (parse_size (pen_cli_options.size, 'x', &width, &height))
    pen_request_set_size (request, width, height);
  else
    pen_request_set_aspect (request, pen_cli_options.size);
}

/**
 * pen_cli_new_request:
 * @cli: a run
 * @task: what is to be done
 * @source: (nullable): path of the source
 * @prompt: (nullable): what was typed
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what the options ask for, or %NULL with @error set
 */
PenRequest *
pen_cli_new_request (PenCli      *cli,
                     PenTask      task,
                     const char  *source,
                     const char  *prompt,
                     GError     **error)
{
  g_autoptr(PenRequest) request = NULL;
  PenModel *model = pen_engine_find_model (cli->engine, pen_cli_options.model, error);

  if (model == NULL)
    return NULL;

  if (!pen_model_has_task (model, task))
    {
      pen_cli_usage (error, _("%s cannot do “%s”"), pen_model_get_title (model),
                     pen_task_to_title (task));
      return NULL;
    }

  request = pen_request_new (model, task);
  set_numbers (request);
  if (!set_texts (request, prompt, error) || !set_settings (cli, request, error) ||
      !pen_cli_set_inputs (request, source, error) || !pen_request_check (request, error))
    return NULL;

  return g_steal_pointer (&request);
}
