/* test-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-settings"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-settings.h"

static void
test_defaults (void)
{
  g_autoptr(GSettings) settings = pen_settings_new ();
  g_autofree char *page = g_settings_get_string (settings, "page");
  g_autofree char *text = g_settings_get_string (settings, "model-text");
  g_autofree char *image = g_settings_get_string (settings, "model-image");

  g_assert_cmpint (g_settings_get_int (settings, "window-width"), ==, 1100);
  g_assert_cmpint (g_settings_get_int (settings, "window-height"), ==, 760);
  g_assert_false (g_settings_get_boolean (settings, "window-maximized"));
  g_assert_cmpstr (page, ==, "image");
  g_assert_cmpstr (text, ==, "");
  g_assert_cmpstr (image, ==, "");
  g_assert_false (g_settings_get_boolean (settings, "resume-queued-jobs"));
  g_assert_true (g_settings_get_boolean (settings, "notify"));
}

#define assert_address(settings, endpoint, expected) \
  G_STMT_START { \
    g_autofree char *address_ = pen_settings_dup_address (settings, endpoint); \
    g_assert_cmpstr (address_, ==, expected); \
  } G_STMT_END

static void
test_addresses (void)
{
  g_autoptr(GSettings) settings = pen_settings_new ();

  assert_address (settings, "openai", NULL);

  pen_settings_set_address (settings, "openai", "https://example.org/v1");
  pen_settings_set_address (settings, "sdapi", "http://127.0.0.1:7861");
  assert_address (settings, "openai", "https://example.org/v1");
  assert_address (settings, "sdapi", "http://127.0.0.1:7861");

  pen_settings_set_address (settings, "openai", "https://example.org/v2");
  assert_address (settings, "openai", "https://example.org/v2");
  assert_address (settings, "sdapi", "http://127.0.0.1:7861");

  pen_settings_set_address (settings, "openai", NULL);
  assert_address (settings, "openai", NULL);
  assert_address (settings, "sdapi", "http://127.0.0.1:7861");
  pen_settings_set_address (settings, "sdapi", "");
  assert_address (settings, "sdapi", NULL);
}

static void
test_bad_addresses (void)
{
  const char * const addresses[] = {
    "example.org", "ftp://example.org", "file:///etc/passwd", "http://", "https:///path",
    "javascript:1", "http://[::1", "not an address",
  };
  g_autoptr(GSettings) settings = pen_settings_new ();

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr(GVariant) stored = NULL;

      g_settings_reset (settings, "addresses");
      pen_settings_set_address (settings, "openai", addresses[i]);
      assert_address (settings, "openai", NULL);
      pen_settings_set_address (settings, "openai", "https://example.org");
      pen_settings_set_address (settings, "openai", addresses[i]);
      assert_address (settings, "openai", "https://example.org");

      /* One that got in by another way does not count either. */
      stored = g_variant_new_parsed ("{'openai': %s}", addresses[i]);
      g_settings_set_value (settings, "addresses", g_steal_pointer (&stored));
      assert_address (settings, "openai", NULL);
    }

  g_settings_reset (settings, "addresses");
}

static void
test_environment (void)
{
  g_autoptr(GSettings) settings = pen_settings_new ();

  g_setenv ("PENTIMENTO_ENDPOINTS",
            "stability=http://127.0.0.1:4010  fal-queue=https://example.org/q?a=b\tbad=ftp://x "
            "nothing =http://empty fal=http://127.0.0.1:1/ unset=",
            TRUE);
  assert_address (settings, "stability", "http://127.0.0.1:4010");
  assert_address (settings, "fal-queue", "https://example.org/q?a=b");
  assert_address (settings, "fal", "http://127.0.0.1:1/");
  assert_address (settings, "nothing", NULL);
  assert_address (settings, "stab", NULL);
  assert_address (NULL, "stability", "http://127.0.0.1:4010");

  /* Who has said that it goes elsewhere does not want to go to the service itself. */
  assert_address (settings, "bad", "ftp://x");
  assert_address (settings, "unset", "");

  /* What the user has set counts more. */
  pen_settings_set_address (settings, "stability", "http://127.0.0.1:4020");
  assert_address (settings, "stability", "http://127.0.0.1:4020");
  pen_settings_set_address (settings, "stability", NULL);
  assert_address (settings, "stability", "http://127.0.0.1:4010");

  g_unsetenv ("PENTIMENTO_ENDPOINTS");
}

/* In a process of its own: where the schema is looked for is found out once. */
static void
test_no_schema_child (void)
{
  g_autoptr(GSettings) settings = NULL;
  g_autoptr(GSettings) again = NULL;

  g_test_expect_message ("pen-settings", G_LOG_LEVEL_WARNING, "*not installed*");
  settings = pen_settings_new ();
  g_test_assert_expected_messages ();

  g_assert_nonnull (settings);
  g_assert_cmpint (g_settings_get_int (settings, "window-width"), ==, 1100);
  g_settings_set_int (settings, "window-width", 900);
  g_assert_cmpint (g_settings_get_int (settings, "window-width"), ==, 900);
  pen_settings_set_address (settings, "openai", "https://example.org/v1");
  assert_address (settings, "openai", "https://example.org/v1");

  /* Not said again */
  again = pen_settings_new ();
  g_assert_nonnull (again);
}

static void
test_no_schema (void)
{
  g_autofree char *folder = g_dir_make_tmp ("pentimento-test-XXXXXX", NULL);
  g_autofree char *kept = g_strdup (g_getenv ("GSETTINGS_SCHEMA_DIR"));

  g_setenv ("GSETTINGS_SCHEMA_DIR", folder, TRUE);
  g_test_trap_subprocess ("/settings/no-schema/subprocess", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();

  if (kept != NULL)
    g_setenv ("GSETTINGS_SCHEMA_DIR", kept, TRUE);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/settings/defaults", test_defaults);
  g_test_add_func ("/settings/addresses", test_addresses);
  g_test_add_func ("/settings/bad-addresses", test_bad_addresses);
  g_test_add_func ("/settings/environment", test_environment);
  g_test_add_func ("/settings/no-schema", test_no_schema);
  g_test_add_func ("/settings/no-schema/subprocess", test_no_schema_child);

  return g_test_run ();
}
