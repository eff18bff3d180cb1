/* pen-cli-output.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-output"

#include "config.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <stdio.h>

#include "pen-cli.h"
#include "pen-json.h"

/* Why standard output could not be written, or 0 */
static int output_errno;

/**
 * pen_cli_print:
 * @format: what to print on standard output, with the end of the line
 * @...: for @format
 *
 * Writes UTF-8 as it is: names of files must come out as they went in.
 */
void
pen_cli_print (const char *format,
               ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  if (output_errno == 0 && (fputs (text, stdout) == EOF || fflush (stdout) == EOF))
    output_errno = errno;
}

/**
 * pen_cli_end_output:
 * @status: how the program is about to end
 *
 * Who did not get what was printed must not take it for a success.
 *
 * Returns: @status, or %PEN_CLI_STORAGE where standard output could not be written
 */
PenCliStatus
pen_cli_end_output (PenCliStatus status)
{
  if (output_errno == 0)
    return status;

  /* One who has read enough needs no word. */
  if (output_errno != EPIPE)
    fprintf (stderr, _("pentimento-cli: The output could not be written: %s\n"),
             g_strerror (output_errno));

  return status == PEN_CLI_DONE ? PEN_CLI_STORAGE : status;
}

/**
 * pen_cli_say:
 * @cli: a run
 * @format: a remark for the person who sits there, without the end of the line
 * @...: for @format
 *
 * Prints on standard error, unless --quiet was given.
 */
void
pen_cli_say (PenCli     *cli,
             const char *format,
             ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (cli->quiet)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  pen_cli_clear_progress (cli);
  fprintf (stderr, "%s\n", text);
}

/**
 * pen_cli_print_object:
 * @builder: has one finished object
 *
 * Prints the object as one line.
 */
void
pen_cli_print_object (JsonBuilder *builder)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = pen_json_to_text (root);

  pen_cli_print ("%s\n", text);
}

/**
 * pen_cli_add_text:
 * @builder: within an object
 * @name: of the member
 * @text: (nullable): its value
 */
void
pen_cli_add_text (JsonBuilder *builder,
                  const char  *name,
                  const char  *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/**
 * pen_cli_add_number:
 * @builder: within an object
 * @name: of the member
 * @number: its value; 0 stands for none
 */
void
pen_cli_add_number (JsonBuilder *builder,
                    const char  *name,
                    gint64       number)
{
  json_builder_set_member_name (builder, name);
  if (number != 0)
    json_builder_add_int_value (builder, number);
  else
    json_builder_add_null_value (builder);
}

/**
 * pen_cli_add_amount:
 * @builder: within an object
 * @name: of the member
 * @amount: US dollars; negative where unknown
 */
void
pen_cli_add_amount (JsonBuilder *builder,
                    const char  *name,
                    double       amount)
{
  json_builder_set_member_name (builder, name);
  if (amount >= 0)
    json_builder_add_double_value (builder, amount);
  else
    json_builder_add_null_value (builder);
}

static void
add_time (JsonBuilder *builder,
          const char  *name,
          gint64       microseconds)
{
  g_autofree char *text = pen_cli_format_time (microseconds);

  pen_cli_add_text (builder, name, text);
}

/* A path is bytes; JSON is not. */
static void
add_path (JsonBuilder *builder,
          const char  *name,
          const char  *path)
{
  g_autofree char *text = path != NULL ? g_utf8_make_valid (path, -1) : NULL;

  pen_cli_add_text (builder, name, text);
}

static void
print_error_object (const GError *error,
                    PenJob       *job)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  pen_cli_add_text (builder, "error",
                    error->domain == PEN_ERROR ? pen_error_to_nick ((PenError) error->code)
                                               : "cancelled");
  pen_cli_add_text (builder, "message", error->message);
  json_builder_set_member_name (builder, "exit");
  json_builder_add_int_value (builder, pen_cli_status_of (error));
  if (job != NULL)
    {
      pen_cli_add_number (builder, "job", pen_job_get_id (job));
      pen_cli_add_text (builder, "state", pen_job_state_to_nick (pen_job_get_state (job)));
      json_builder_set_member_name (builder, "charged");
      json_builder_add_boolean_value (builder, pen_job_get_charged (job));
    }
  json_builder_end_object (builder);
  pen_cli_print_object (builder);
}

/**
 * pen_cli_print_error:
 * @cli: a run
 * @error: what went wrong
 * @job: (nullable): the job of which it is told
 *
 * With --json an object on standard output, else a sentence on standard error.
 */
void
pen_cli_print_error (PenCli       *cli,
                     const GError *error,
                     PenJob       *job)
{
  g_autofree char *line = pen_cli_to_line (error->message);

  pen_cli_clear_progress (cli);

  if (cli->json)
    {
      print_error_object (error, job);
      return;
    }

  if (job == NULL)
    {
      fprintf (stderr, "pentimento-cli: %s\n", line);
      return;
    }

  fprintf (stderr, _("pentimento-cli: job %" PRId64 ": %s\n"), pen_job_get_id (job), line);
  if (pen_job_get_charged (job))
    fprintf (stderr, _("pentimento-cli: job %" PRId64 " was, or may have been, charged\n"),
             pen_job_get_id (job));
}

static void
print_picture_object (PenPicture *picture,
                      const char *output)
{
  const PenPictureRow *row = pen_picture_get_row (picture);
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autofree char *model = g_strconcat (row->provider, "/", row->model, NULL);
  g_autofree char *copy = output != NULL ? g_canonicalize_filename (output, NULL) : NULL;

  json_builder_begin_object (builder);
  pen_cli_add_number (builder, "id", row->id);
  add_path (builder, "path", row->path);
  pen_cli_add_text (builder, "prompt", row->prompt);
  pen_cli_add_text (builder, "negative",
                    row->negative != NULL && *row->negative != '\0' ? row->negative : NULL);
  pen_cli_add_text (builder, "model", row->provider != NULL && *row->provider != '\0' ? model
                                                                                      : NULL);
  pen_cli_add_text (builder, "task", row->task);
  pen_cli_add_number (builder, "seed", (gint64) row->seed);
  pen_cli_add_number (builder, "parent", row->parent);
  pen_cli_add_number (builder, "job", row->job);
  pen_cli_add_amount (builder, "cost", row->cost_usd);
  add_time (builder, "created", row->created);
  pen_cli_add_text (builder, "type", row->media_type);
  pen_cli_add_number (builder, "width", row->width);
  pen_cli_add_number (builder, "height", row->height);
  pen_cli_add_number (builder, "bytes", (gint64) row->bytes);
  json_builder_set_member_name (builder, "starred");
  json_builder_add_boolean_value (builder, row->starred);
  pen_cli_add_text (builder, "notes", row->notes);
  pen_cli_add_text (builder, "warning", row->warning);
  if (copy != NULL)
    add_path (builder, "output", copy);
  json_builder_end_object (builder);
  pen_cli_print_object (builder);
}

/**
 * pen_cli_print_picture:
 * @cli: a run
 * @picture: what to print
 * @output: (nullable): the copy that was asked for
 *
 * A line for @picture: an object with --json, else its number and its prompt in a
 * list, and the path where one was made.
 */
void
pen_cli_print_picture (PenCli     *cli,
                       PenPicture *picture,
                       const char *output)
{
  pen_cli_clear_progress (cli);

  if (cli->json)
    print_picture_object (picture, output);
  else
    pen_cli_print ("%s\n", output != NULL ? output : pen_picture_get_path (picture));
}

/**
 * pen_cli_print_job:
 * @cli: a run
 * @job: what to print
 *
 * A line for @job.
 */
void
pen_cli_print_job (PenCli *cli,
                   PenJob *job)
{
  const PenJobRow *row = pen_job_get_row (job);
  g_autoptr(JsonBuilder) builder = NULL;
  g_autofree char *model = g_strconcat (row->provider, "/", row->model, NULL);
  PenRequest *request = pen_job_get_request (job);
  const char *prompt = request != NULL ? pen_request_get_prompt (request) : NULL;
  const char *state = pen_job_state_to_nick (pen_job_get_state (job));
  g_autofree char *line = NULL;

  if (!cli->json)
    {
      line = pen_cli_to_line (row->message != NULL && *row->message != '\0' ? row->message
                                                                            : prompt);
      if (cli->quiet)
        pen_cli_print ("%" G_GINT64_FORMAT "\n", row->id);
      else
        pen_cli_print ("%6" G_GINT64_FORMAT "  %-11s  %-28s  %s\n", row->id, state, model, line);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  pen_cli_add_number (builder, "id", row->id);
  pen_cli_add_text (builder, "state", state);
  pen_cli_add_text (builder, "model", model);
  pen_cli_add_text (builder, "task", row->task);
  pen_cli_add_text (builder, "prompt", prompt);
  pen_cli_add_text (builder, "error", row->error);
  pen_cli_add_text (builder, "message",
                    row->message != NULL && *row->message != '\0' ? row->message : NULL);
  json_builder_set_member_name (builder, "charged");
  json_builder_add_boolean_value (builder, pen_job_get_charged (job));
  pen_cli_add_amount (builder, "cost", row->cost_usd);
  add_time (builder, "created", row->created);
  add_time (builder, "updated", row->updated);
  json_builder_end_object (builder);
  pen_cli_print_object (builder);
}
