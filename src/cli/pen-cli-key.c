/* pen-cli-key.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-cli-key"

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "pen-cli.h"

#define MAX_KEY 8192

/* One key on its way from standard input: never in an argument, never on the screen,
 * and wiped as soon as it has been handed over. */
typedef struct
{
  char           text[MAX_KEY];
  gsize          length;
  guint          source;
  gboolean       quietened;    /* whether the terminal's echo is off */
  struct termios terminal;     /* as it was before */
} Reading;

static void
restore_terminal (Reading *reading)
{
  if (!reading->quietened)
    return;

  tcsetattr (STDIN_FILENO, TCSAFLUSH, &reading->terminal);
  fputc ('\n', stderr);
  reading->quietened = FALSE;
}

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  restore_terminal (reading);
  g_clear_handle_id (&reading->source, g_source_remove);
  explicit_bzero (reading->text, sizeof reading->text);
  munlock (reading, sizeof *reading);
  g_free (reading);
}

static void
quieten_terminal (Reading *reading)
{
  struct termios silent;

  if (tcgetattr (STDIN_FILENO, &reading->terminal) != 0)
    return;

  silent = reading->terminal;
  silent.c_lflag &= ~(tcflag_t) (ECHO | ECHONL);
  reading->quietened = tcsetattr (STDIN_FILENO, TCSAFLUSH, &silent) == 0;
}

static void
set_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;

  if (!pen_engine_set_key_finish (PEN_ENGINE (object), result, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  pen_cli_say (cli, _("The key is in the keyring"));
  pen_cli_end (cli, PEN_CLI_DONE);
}

/* A key is one line of visible characters. */
static PenSecret *
take_key (Reading  *reading,
          GError  **error)
{
  PenSecret *key;
  gsize start = 0;

  /* What a paste takes along */
  while (reading->length > 0 && g_ascii_isspace (reading->text[reading->length - 1]))
    reading->length--;
  while (start < reading->length && g_ascii_isspace (reading->text[start]))
    start++;
  reading->length -= start;
  memmove (reading->text, reading->text + start, reading->length);
  explicit_bzero (reading->text + reading->length, MAX_KEY - reading->length);

  if (reading->length == 0)
    {
      pen_cli_usage (error, _("Standard input holds no key"));
      return NULL;
    }

  for (gsize i = 0; i < reading->length; i++)
    {
      if ((guchar) reading->text[i] < ' ' || reading->text[i] == 0x7f)
        {
          pen_cli_usage (error, _("Standard input holds something else than a key"));
          return NULL;
        }
    }

  if (!g_utf8_validate (reading->text, (gssize) reading->length, NULL))
    {
      pen_cli_usage (error, _("Standard input holds something else than a key"));
      return NULL;
    }

  key = pen_secret_new (reading->text);
  explicit_bzero (reading->text, sizeof reading->text);
  return key;
}

static void
hand_over (PenCli  *cli,
           Reading *reading)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenSecret) key = take_key (reading, &error);

  restore_terminal (reading);
  if (key == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  pen_engine_set_key_async (cli->engine, cli->arguments[0], key, set_cb, cli);
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  PenCli *cli = user_data;
  Reading *reading = cli->data;
  gssize count = read (fd, reading->text + reading->length, MAX_KEY - 1 - reading->length);
  char *newline;

  if (count < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;

  reading->length += (gsize) MAX (count, 0);
  newline = memchr (reading->text, '\n', reading->length);
  if (count > 0 && newline == NULL && reading->length < MAX_KEY - 1)
    return G_SOURCE_CONTINUE;

  reading->source = 0;
  if (newline != NULL)
    reading->length = (gsize) (newline - reading->text);
  else if (reading->length == MAX_KEY - 1)
    reading->length = 0;
  hand_over (cli, reading);

  return G_SOURCE_REMOVE;
}

static void
start_set (PenCli *cli)
{
  g_autoptr(GError) error = NULL;
  PenCatalogue *catalogue = pen_engine_find_catalogue (cli->engine, cli->arguments[0]);
  Reading *reading;

  if (catalogue == NULL)
    {
      g_set_error (&error, PEN_ERROR, PEN_ERROR_NOT_FOUND, _("There is no provider “%s”"),
                   cli->arguments[0]);
      pen_cli_fail (cli, error);
      return;
    }

  reading = g_new0 (Reading, 1);
  /* Out of swap, where the system allows it */
  if (mlock (reading, sizeof *reading) != 0)
    g_debug ("The key may be swapped out while it is read: %s", g_strerror (errno));
  pen_cli_set_data (cli, reading, reading_free);

  if (isatty (STDIN_FILENO) == 1)
    {
      if (pen_catalogue_key_is_password (catalogue))
        fprintf (stderr, _("User and password for %s, as USER:PASSWORD: "),
                 pen_catalogue_get_title (catalogue));
      else
        fprintf (stderr, _("Key for %s: "), pen_catalogue_get_title (catalogue));
      fflush (stderr);
      quieten_terminal (reading);
    }

  reading->source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, cli);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonBuilder) builder = NULL;
  g_autofree char *sentence = NULL;

  sentence = pen_engine_check_key_finish (PEN_ENGINE (object), result, &error);
  if (sentence == NULL)
    {
      pen_cli_fail (cli, error);
      return;
    }

  if (cli->json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      pen_cli_add_text (builder, "provider", cli->arguments[0]);
      pen_cli_add_text (builder, "message", sentence);
      json_builder_end_object (builder);
      pen_cli_print_object (builder);
    }
  else
    {
      pen_cli_print ("%s\n", sentence);
    }

  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
start_check (PenCli *cli)
{
  pen_engine_check_key_async (cli->engine, cli->arguments[0], cli->cancellable, checked_cb, cli);
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PenCli *cli = user_data;
  g_autoptr(GError) error = NULL;

  if (!pen_engine_forget_key_finish (PEN_ENGINE (object), result, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  pen_cli_say (cli, _("The key is forgotten"));
  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
start_forget (PenCli *cli)
{
  pen_engine_forget_key_async (cli->engine, cli->arguments[0], forgotten_cb, cli);
}

static const char *
get_source (PenCli     *cli,
            const char *provider)
{
  switch (pen_engine_get_key_source (cli->engine, provider))
    {
    case PEN_KEY_SOURCE_KEYRING:
      return "keyring";

    case PEN_KEY_SOURCE_SESSION:
      return "session";

    case PEN_KEY_SOURCE_ENVIRONMENT:
      return "environment";

    case PEN_KEY_SOURCE_NONE:
    default:
      return "none";
    }
}

static void
print_source (PenCli       *cli,
              PenCatalogue *catalogue)
{
  const char *id = pen_catalogue_get_id (catalogue);
  g_autoptr(JsonBuilder) builder = NULL;

  if (!cli->json)
    {
      pen_cli_print ("%-20s  %-12s  %s\n", id, get_source (cli, id),
                     pen_catalogue_get_title (catalogue));
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  pen_cli_add_text (builder, "provider", id);
  pen_cli_add_text (builder, "source", get_source (cli, id));
  pen_cli_add_text (builder, "variable", pen_catalogue_get_key_variable (catalogue));
  pen_cli_add_text (builder, "page", pen_catalogue_get_key_page (catalogue));
  json_builder_end_object (builder);
  pen_cli_print_object (builder);
}

static void
list_refreshed_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  PenCli *cli = user_data;
  GListModel *catalogues = pen_engine_get_catalogues (cli->engine);
  g_autoptr(GError) error = NULL;

  if (!pen_engine_refresh_finish (PEN_ENGINE (object), result, &error))
    {
      pen_cli_fail (cli, error);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);

      if (pen_catalogue_get_key_need (catalogue) != PEN_KEY_NONE)
        print_source (cli, catalogue);
    }

  pen_cli_end (cli, PEN_CLI_DONE);
}

static void
start_list (PenCli *cli)
{
  pen_engine_refresh_async (cli->engine, cli->cancellable, list_refreshed_cb, cli);
}

const PenCliCommand pen_cli_key_commands[] = {
  { "key set", N_("PROVIDER"), N_("Keep a key, read from standard input, in the keyring"), 1, 1,
    NULL, NULL, start_set },
  { "key check", N_("PROVIDER"), N_("Ask the service whether the key is good"), 1, 1, NULL, NULL,
    start_check },
  { "key forget", N_("PROVIDER"), N_("Take the key out of the keyring"), 1, 1, NULL, NULL,
    start_forget },
  { "key list", NULL, N_("Say for which services there is a key, and where"), 0, 0, NULL, NULL,
    start_list },
  { NULL }
};
