/* main.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pentimento"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <sys/resource.h>

#include "pen-application.h"

/* A core file would hold the keys that are in memory. */
static void
forbid_core_files (void)
{
  const struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0)
    g_debug ("The limit on core files stays as it is");
}

static int
local_options_cb (GApplication *application,
                  GVariantDict *options,
                  gpointer      user_data)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("pentimento %s\n", VERSION);

  return 0;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(PenApplication) application = NULL;

  forbid_core_files ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_application_name (_("Pentimento"));
  gtk_window_set_default_icon_name (APPLICATION_ID);

  application = pen_application_new ();
  g_application_add_main_option (G_APPLICATION (application), "version", 0,
                                 G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE,
                                 _("Print the version and exit"), NULL);
  g_signal_connect (application, "handle-local-options", G_CALLBACK (local_options_cb), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
