/* pen-cli.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli"

#include "config.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "pen-cli.h"

#define PROGRAM "pentimento-cli"

PenCliOptions pen_cli_options = { .count = 1, .limit = 100 };

static const PenCliCommand * const groups[] = {
  pen_cli_model_commands,
  pen_cli_edit_commands,
  pen_cli_job_commands,
  pen_cli_gallery_commands,
  pen_cli_key_commands,
};

/**
 * pen_cli_usage:
 * @error: return location for a #GError
 * @format: what was wrong with the words that were given
 * @...: for @format
 *
 * Returns: %FALSE, with %PEN_ERROR_USAGE
 */
gboolean
pen_cli_usage (GError     **error,
               const char  *format,
               ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_USAGE, message);
  return FALSE;
}

/**
 * pen_cli_set_data:
 * @cli: a run
 * @data: (transfer full): what the command wants to remember
 * @data_free: frees @data at the end of the run, or when other data take its place
 */
void
pen_cli_set_data (PenCli         *cli,
                  gpointer        data,
                  GDestroyNotify  data_free)
{
  if (cli->data_free != NULL)
    cli->data_free (cli->data);

  cli->data = data;
  cli->data_free = data_free;
}

/**
 * pen_cli_end:
 * @cli: a run
 * @status: how it ends
 *
 * Ends the run once the main loop is back.
 */
void
pen_cli_end (PenCli       *cli,
             PenCliStatus  status)
{
  pen_cli_clear_progress (cli);
  cli->status = status;
  g_main_loop_quit (cli->loop);
}

/**
 * pen_cli_fail:
 * @cli: a run
 * @error: why it ends
 *
 * Says what went wrong and ends the run.
 */
void
pen_cli_fail (PenCli       *cli,
              const GError *error)
{
  pen_cli_print_error (cli, error, NULL);
  pen_cli_end (cli, pen_cli_status_of (error));
}

/* Finds the command that the first one or two words name.  Returns how many words. */
static int
find_command (int                   argc,
              char                 *argv[],
              const PenCliCommand **ret_command)
{
  g_autofree char *two = argc > 2 ? g_strconcat (argv[1], " ", argv[2], NULL) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      for (const PenCliCommand *command = groups[i]; command->name != NULL; command++)
        {
          *ret_command = command;
          if (g_str_equal (command->name, argv[1]))
            return 1;
          if (g_strcmp0 (command->name, two) == 0)
            return 2;
        }
    }

  *ret_command = NULL;
  return 0;
}

/* The commands that begin with @word, as “list, show”; none: an empty text */
static char *
list_group (const char *word)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      for (const PenCliCommand *command = groups[i]; command->name != NULL; command++)
        {
          if (g_str_has_prefix (command->name, prefix) && command->summary != NULL)
            g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                                    command->name + strlen (prefix));
        }
    }

  return g_string_free (g_steal_pointer (&names), FALSE);
}

static void
explain_unknown (const char  *word,
                 GError     **error)
{
  g_autofree char *group = list_group (word);

  if (*group != '\0')
    pen_cli_usage (error, _("“%s” wants one more word: %s"), word, group);
  else
    pen_cli_usage (error, _("There is no command “%s”; “%s --help” lists them"), word, PROGRAM);
}

static void
print_help (void)
{
  pen_cli_print (_("Usage: %s COMMAND [OPTIONS…] [ARGUMENTS…]\n\n"), PROGRAM);
  pen_cli_print (_("Make and edit pictures with AI services, on your own keys.\n\nCommands:\n"));

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++)
    {
      for (const PenCliCommand *command = groups[i]; command->name != NULL; command++)
        {
          if (command->summary != NULL)
            pen_cli_print ("  %-16s %s\n", command->name, _(command->summary));
        }
    }

  pen_cli_print (_("\n“%s COMMAND --help” says more of one command.\n"), PROGRAM);
  pen_cli_print (_("Exit status: 0 done, 1 disk or gallery, 2 usage, 3 key, 4 refused, 5 network, "
                   "6 outcome unknown, 7 service, 8 picture, 130 cancelled.\n"));
}

static gboolean
check_arguments (PenCli  *cli,
                 GError **error)
{
  guint count = g_strv_length (cli->arguments);
  const PenCliCommand *command = cli->command;

  if (count >= command->min_arguments && count <= command->max_arguments)
    return command->check == NULL || command->check (cli, error);

  if (command->arguments == NULL)
    return pen_cli_usage (error, _("“%s” takes no arguments"), command->name);

  return pen_cli_usage (error, _("“%s” takes: %s"), command->name, _(command->arguments));
}

static void
drop_word (char  **words,
           guint   position)
{
  g_free (words[position]);
  do
    words[position] = words[position + 1];
  while (words[position++] != NULL);
}

/* Reads the options; --help ends the program here. */
static gboolean
parse (PenCli   *cli,
       int       argc,
       char     *argv[],
       GError  **error)
{
  const GOptionEntry shared[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &cli->json,
      N_("Print one JSON object a line, errors too"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet,
      N_("No progress, no remarks; bare names and numbers in lists"), NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (cli->command->arguments != NULL
                                                            ? _(cli->command->arguments) : NULL);
  g_autofree char *name = g_strconcat (PROGRAM, " ", cli->command->name, NULL);
  g_autoptr(GError) local = NULL;
  char **words;
  gboolean parsed;

  /* Its own check says that it is not there, whatever follows it. */
  if (cli->command->start == NULL)
    return cli->command->check (cli, error);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _(cli->command->summary));
  g_option_context_add_main_entries (context, shared, GETTEXT_PACKAGE);
  if (cli->command->options != NULL)
    g_option_context_add_main_entries (context, cli->command->options, GETTEXT_PACKAGE);

  g_set_prgname (name);
  words = g_new0 (char *, argc + 2);
  words[0] = g_strdup (name);
  for (int i = 0; i < argc; i++)
    words[i + 1] = g_strdup (argv[i]);

  parsed = g_option_context_parse_strv (context, &words, &local);
  g_set_prgname (PROGRAM);
  cli->arguments = words;
  if (!parsed)
    return pen_cli_usage (error, "%s", local->message);

  drop_word (words, 0);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (g_str_equal (words[i], "--"))
        {
          drop_word (words, i);
          break;
        }
    }

  return check_arguments (cli, error);
}

static gboolean
interrupted_cb (gpointer user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;

  /* Told twice, it ends whatever is under way. */
  if (!cli->interrupted && cli->interrupt != NULL)
    {
      cli->interrupted = TRUE;
      g_cancellable_cancel (cli->cancellable);
      cli->interrupt (cli);
      return G_SOURCE_CONTINUE;
    }

  cli->interrupted = TRUE;
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                       cli->interrupt != NULL
                       ? _("Stopped; what was under way goes on with “jobs resume”")
                       : _("Stopped"));
  pen_cli_fail (cli, error);

  return G_SOURCE_CONTINUE;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  const char * const *notices;

  if (!pen_engine_open_finish (PEN_ENGINE (object), result, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  notices = pen_engine_get_notices (cli->engine);
  for (guint i = 0; notices != NULL && notices[i] != NULL; i++)
    pen_cli_say (cli, "%s", notices[i]);

  cli->command->start (cli);
}

static void
run (PenCli *cli)
{
  guint interrupt = g_unix_signal_add (SIGINT, interrupted_cb, cli);
  guint terminate = g_unix_signal_add (SIGTERM, interrupted_cb, cli);

  cli->engine = pen_engine_new ();
  /* Who asks for a list does not want jobs to go on. */
  pen_engine_set_auto_resume (cli->engine, FALSE);
  pen_engine_open_async (cli->engine, cli->cancellable, opened_cb, cli);
  g_main_loop_run (cli->loop);

  pen_cli_set_data (cli, NULL, NULL);
  pen_engine_close (cli->engine);
  g_source_remove (interrupt);
  g_source_remove (terminate);
}

static void
find_and_run (PenCli *cli,
              int     argc,
              char   *argv[])
{
  g_autoptr(GError) error = NULL;
  int n_words = find_command (argc, argv, &cli->command);

  if (n_words == 0)
    explain_unknown (argv[1], &error);
  else if (parse (cli, argc - 1 - n_words, argv + 1 + n_words, &error))
    run (cli);

  if (error != NULL)
    {
      pen_cli_print_error (cli, error, NULL);
      cli->status = pen_cli_status_of (error);
    }
}

static void
clear_options (void)
{
  g_clear_pointer (&pen_cli_options.provider, g_free);
  g_clear_pointer (&pen_cli_options.task, g_free);
  g_clear_pointer (&pen_cli_options.add, g_free);
  g_clear_pointer (&pen_cli_options.remove, g_free);
  g_clear_pointer (&pen_cli_options.model, g_free);
  g_clear_pointer (&pen_cli_options.negative, g_free);
  g_clear_pointer (&pen_cli_options.size, g_free);
  g_clear_pointer (&pen_cli_options.output, g_free);
  g_clear_pointer (&pen_cli_options.seed, g_free);
  g_clear_pointer (&pen_cli_options.strength, g_free);
  g_clear_pointer (&pen_cli_options.mask, g_free);
  g_clear_pointer (&pen_cli_options.extend, g_free);
  g_clear_pointer (&pen_cli_options.search, g_free);
  g_clear_pointer (&pen_cli_options.settings, g_strfreev);
  g_clear_pointer (&pen_cli_options.references, g_strfreev);
  g_clear_pointer (&pen_cli_options.controls, g_strfreev);
}

/* A key in memory must not end in a file. */
static void
forbid_core_dumps (void)
{
  struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0)
    g_debug ("Core dumps could not be forbidden");
}

/* So that no file is opened in the place of a stream that is closed, and written to as
 * one.  What is opened instead answers with the same error. */
static void
occupy_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    {
      if (fcntl (fd, F_GETFD) < 0 &&
          open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
        _exit (PEN_CLI_STORAGE);
    }
}

int
main (int   argc,
      char *argv[])
{
  PenCli cli = { .status = PEN_CLI_DONE };

  occupy_streams ();
  forbid_core_dumps ();
  signal (SIGPIPE, SIG_IGN);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname (PROGRAM);

  /* Also what is wrong with the options is told in the form that was asked for. */
  for (int i = 1; i < argc && !g_str_equal (argv[i], "--"); i++)
    cli.json = cli.json || g_str_equal (argv[i], "--json");

  if (argc > 1 && g_str_equal (argv[1], "--version"))
    {
      pen_cli_print ("%s %s\n", PROGRAM, VERSION);
      return pen_cli_end_output (PEN_CLI_DONE);
    }

  if (argc > 1 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") ||
                   g_str_equal (argv[1], "help")))
    {
      print_help ();
      return pen_cli_end_output (PEN_CLI_DONE);
    }

  if (argc < 2)
    {
      fprintf (stderr, _("%s: What is to be done? “%s --help” lists the commands\n"), PROGRAM,
               PROGRAM);
      return PEN_CLI_USAGE;
    }

  cli.loop = g_main_loop_new (NULL, FALSE);
  cli.cancellable = g_cancellable_new ();
  find_and_run (&cli, argc, argv);

  g_clear_object (&cli.engine);
  g_clear_object (&cli.cancellable);
  g_clear_pointer (&cli.loop, g_main_loop_unref);
  g_clear_pointer (&cli.arguments, g_strfreev);
  clear_options ();

  return (int) pen_cli_end_output (cli.status);
}
