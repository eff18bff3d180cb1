/* test-keyring-absent.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-keyring-absent"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-keyring.h"

#define CANARY "sk-canary-0123456789abcdef"

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *result;
}

/* Each call fails with a sentence; the key is known as long as the program runs. */
static void
check_absent (void)
{
  PenKeyring *keyring = pen_keyring_new ();
  g_autoptr(PenSecret) key = pen_secret_new (CANARY);
  g_autoptr(PenSecret) read = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;

  pen_keyring_lookup_async (keyring, "stability", NULL, NULL, result_cb, &result);
  g_assert_null (pen_keyring_lookup_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEYRING);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_keyring_store_async (keyring, "stability", NULL, "title", key, NULL, result_cb, &result);
  g_assert_false (pen_keyring_store_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "not saved"));
  g_assert_null (strstr (error->message, CANARY));
  g_assert_true (pen_keyring_is_session_only (keyring, "stability", NULL));
  g_assert_false (pen_keyring_is_session_only (keyring, "stability", "work"));
  g_assert_false (pen_keyring_is_session_only (keyring, "openai", NULL));
  g_clear_error (&error);
  g_clear_object (&result);

  pen_keyring_lookup_async (keyring, "stability", NULL, NULL, result_cb, &result);
  read = pen_keyring_lookup_finish (keyring, wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_true (pen_secret_equal (read, key));
  g_clear_object (&result);

  /* Forgotten by the program, even if nobody can ask the keyring */
  pen_keyring_clear_async (keyring, "stability", NULL, NULL, result_cb, &result);
  g_assert_false (pen_keyring_clear_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEYRING);
  g_assert_false (pen_keyring_is_session_only (keyring, "stability", NULL));
  g_clear_object (&result);

  g_assert_finalize_object (keyring);
}

static void
test_no_bus (void)
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  check_absent ();
}

/* A bus on which nobody keeps passwords */
static void
test_no_service (void)
{
  static GTestDBus *bus;

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  check_absent ();
  g_test_dbus_stop (bus);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/keyring-absent/no-bus", test_no_bus);
  g_test_add_func ("/keyring-absent/no-service", test_no_service);

  return g_test_run ();
}
