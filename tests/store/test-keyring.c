/* test-keyring.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-keyring"

#include "config.h"

#include <libsecret/secret.h>
#include <signal.h>
#include <string.h>

#include "pen-error.h"
#include "pen-keyring.h"

/*
 * With a real keyring service, on a bus and in folders of its own.
 */

#define CANARY "sk-canary-0123456789abcdef"

/* Never let go: GLib would wait for libsecret to let go of its connection. */
static GTestDBus *bus;

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

static PenSecret *
lookup (PenKeyring  *keyring,
        const char  *provider,
        const char  *account,
        GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_keyring_lookup_async (keyring, provider, account, NULL, result_cb, &result);
  return pen_keyring_lookup_finish (keyring, wait_for (&result), error);
}

static gboolean
store (PenKeyring  *keyring,
       const char  *provider,
       const char  *account,
       const char  *text,
       GError     **error)
{
  g_autoptr(PenSecret) key = pen_secret_new (text);
  g_autoptr(GAsyncResult) result = NULL;

  pen_keyring_store_async (keyring, provider, account, "Key of Stability AI", key, NULL,
                           result_cb, &result);
  return pen_keyring_store_finish (keyring, wait_for (&result), error);
}

static gboolean
clear (PenKeyring  *keyring,
       const char  *provider,
       const char  *account,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  pen_keyring_clear_async (keyring, provider, account, NULL, result_cb, &result);
  return pen_keyring_clear_finish (keyring, wait_for (&result), error);
}

static void
assert_key (PenKeyring *keyring,
            const char *provider,
            const char *account,
            const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenSecret) key = lookup (keyring, provider, account, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (key != NULL ? pen_secret_peek (key) : NULL, ==, expected);
}

static void
test_round_trip (void)
{
  g_autoptr(PenKeyring) keyring = pen_keyring_new ();
  g_autoptr(PenKeyring) other = pen_keyring_new ();
  g_autoptr(GError) error = NULL;

  assert_key (keyring, "stability", NULL, NULL);

  g_assert_true (store (keyring, "stability", NULL, CANARY, &error));
  g_assert_no_error (error);
  g_assert_false (pen_keyring_is_session_only (keyring, "stability", NULL));

  /* Somebody else who asks the system */
  assert_key (other, "stability", NULL, CANARY);

  g_assert_true (store (keyring, "stability", NULL, "another", &error));
  assert_key (other, "stability", NULL, "another");

  g_assert_true (clear (keyring, "stability", NULL, &error));
  g_assert_no_error (error);
  assert_key (other, "stability", NULL, NULL);

  /* Nothing there is no failure. */
  g_assert_true (clear (keyring, "stability", NULL, &error));
  g_assert_no_error (error);
}

static void
test_accounts (void)
{
  g_autoptr(PenKeyring) keyring = pen_keyring_new ();

  g_assert_true (store (keyring, "openai", "home", "first", NULL));
  g_assert_true (store (keyring, "openai", "work", "second", NULL));
  g_assert_true (store (keyring, "kie", "home", "third", NULL));

  assert_key (keyring, "openai", "home", "first");
  assert_key (keyring, "openai", "work", "second");
  assert_key (keyring, "kie", "home", "third");
  assert_key (keyring, "openai", NULL, NULL);

  g_assert_true (clear (keyring, "openai", "home", NULL));
  assert_key (keyring, "openai", "home", NULL);
  assert_key (keyring, "openai", "work", "second");
  g_assert_true (clear (keyring, "openai", "work", NULL));
  g_assert_true (clear (keyring, "kie", "home", NULL));
}

/* What the keyring's own program shows */
static void
test_item (void)
{
  g_autoptr(PenKeyring) keyring = pen_keyring_new ();
  g_autoptr(SecretService) service = NULL;
  g_autoptr(GHashTable) attributes = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) found = NULL;
  g_autolist(GObject) items = NULL;
  g_autofree char *label = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (store (keyring, "stability", NULL, CANARY, NULL));

  service = secret_service_get_sync (SECRET_SERVICE_NONE, NULL, &error);
  g_assert_no_error (error);
  g_hash_table_insert (attributes, (gpointer) "xdg:schema", (gpointer) APPLICATION_ID);
  items = secret_service_search_sync (service, NULL, attributes, SECRET_SEARCH_ALL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (items), ==, 1);

  label = secret_item_get_label (items->data);
  g_assert_cmpstr (label, ==, "Key of Stability AI");
  found = secret_item_get_attributes (items->data);
  g_assert_cmpstr (g_hash_table_lookup (found, "provider"), ==, "stability");
  g_assert_cmpstr (g_hash_table_lookup (found, "account"), ==, "default");
  g_assert_cmpuint (g_hash_table_size (found), ==, 3);

  g_assert_true (clear (keyring, "stability", NULL, NULL));
}

static void
test_at_once (void)
{
  g_autoptr(PenKeyring) keyring = pen_keyring_new ();
  GAsyncResult *results[30] = { NULL };

  g_assert_true (store (keyring, "stability", NULL, CANARY, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    pen_keyring_lookup_async (keyring, i % 2 == 0 ? "stability" : "nobody", NULL, NULL,
                              result_cb, &results[i]);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenSecret) key = NULL;

      key = pen_keyring_lookup_finish (keyring, wait_for (&results[i]), &error);
      g_assert_no_error (error);
      g_assert_cmpstr (key != NULL ? pen_secret_peek (key) : NULL, ==,
                       i % 2 == 0 ? CANARY : NULL);
      g_clear_object (&results[i]);
    }

  g_assert_true (clear (keyring, "stability", NULL, NULL));
}

static void
test_cancel (void)
{
  g_autoptr(PenKeyring) keyring = pen_keyring_new ();
  g_autoptr(PenSecret) key = pen_secret_new (CANARY);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;
  GAsyncResult *result = NULL;

  g_cancellable_cancel (cancellable);

  pen_keyring_lookup_async (keyring, "stability", NULL, cancellable, result_cb, &result);
  g_assert_null (pen_keyring_lookup_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_clear_object (&result);

  pen_keyring_store_async (keyring, "stability", NULL, "title", key, cancellable,
                           result_cb, &result);
  g_assert_false (pen_keyring_store_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (pen_keyring_is_session_only (keyring, "stability", NULL));
  g_clear_error (&error);
  g_clear_object (&result);

  pen_keyring_clear_async (keyring, "stability", NULL, cancellable, result_cb, &result);
  g_assert_false (pen_keyring_clear_finish (keyring, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
}

/* The system asks the user to unlock it; here nobody answers, and the question goes. */
static void
test_locked (void)
{
  g_autoptr(PenKeyring) keyring = pen_keyring_new ();
  g_autoptr(SecretService) service = NULL;
  g_autoptr(SecretCollection) collection = NULL;
  g_autolist(GObject) locked = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GList) collections = NULL;

  g_assert_true (store (keyring, "stability", NULL, CANARY, NULL));

  service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);
  g_assert_no_error (error);
  collection = secret_collection_for_alias_sync (service, SECRET_COLLECTION_DEFAULT,
                                                 SECRET_COLLECTION_NONE, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (collection);
  collections = g_list_append (NULL, collection);
  g_assert_cmpint (secret_service_lock_sync (service, collections, NULL, &locked, &error), ==, 1);
  g_assert_no_error (error);

  g_assert_null (lookup (keyring, "stability", NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "locked"));
  g_clear_error (&error);

  g_assert_false (clear (keyring, "stability", NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEYRING);
  g_clear_error (&error);

  /* Not saved, and known all the same */
  g_assert_false (store (keyring, "openai", NULL, "new " CANARY, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEYRING);
  g_assert_nonnull (strstr (error->message, "not saved"));
  g_assert_null (strstr (error->message, CANARY));
  g_clear_error (&error);
  g_assert_true (pen_keyring_is_session_only (keyring, "openai", NULL));
  assert_key (keyring, "openai", NULL, "new " CANARY);
}

static void
appeared_cb (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

static GSubprocess *
start_service (const char *folder)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GError) error = NULL;
  GSubprocess *service;
  GOutputStream *input;
  gboolean appeared = FALSE;
  guint watch;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                        G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS",
                                g_test_dbus_get_bus_address (bus), TRUE);
  g_subprocess_launcher_setenv (launcher, "HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", folder, TRUE);
  g_subprocess_launcher_unsetenv (launcher, "DISPLAY");
  g_subprocess_launcher_unsetenv (launcher, "WAYLAND_DISPLAY");
  service = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon",
                                         "--foreground", "--unlock", "--components=secrets",
                                         NULL);
  g_assert_no_error (error);

  input = g_subprocess_get_stdin_pipe (service);
  g_assert_true (g_output_stream_write_all (input, "password", 8, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (input, NULL, NULL));

  watch = g_bus_watch_name (G_BUS_TYPE_SESSION, "org.freedesktop.secrets",
                            G_BUS_NAME_WATCHER_FLAGS_NONE, appeared_cb, NULL, &appeared, NULL);
  while (!appeared)
    g_main_context_iteration (NULL, TRUE);
  g_bus_unwatch_name (watch);

  return service;
}

/* What the service wrote must not show the key, and goes. */
static void
remove_folder (GFile *folder)
{
  g_autoptr(GFileEnumerator) children = NULL;

  children = g_file_enumerate_children (folder, "standard::name,standard::type",
                                        G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  while (children != NULL)
    {
      GFileInfo *info;
      GFile *child;
      g_autofree char *content = NULL;
      gsize length = 0;

      if (!g_file_enumerator_iterate (children, &info, &child, NULL, NULL) || info == NULL)
        break;

      if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
        {
          remove_folder (child);
          continue;
        }

      if (g_file_load_contents (child, NULL, &content, &length, NULL, NULL) && length > 0)
        g_assert_null (memmem (content, length, CANARY, strlen (CANARY)));
      g_file_delete (child, NULL, NULL);
    }

  g_file_delete (folder, NULL, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("pentimento-test-XXXXXX", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (folder);
  g_autoptr(GSubprocess) service = NULL;
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  service = start_service (folder);

  g_test_add_func ("/keyring/round-trip", test_round_trip);
  g_test_add_func ("/keyring/accounts", test_accounts);
  g_test_add_func ("/keyring/item", test_item);
  g_test_add_func ("/keyring/at-once", test_at_once);
  g_test_add_func ("/keyring/cancel", test_cancel);
  /* Locks it for good: must be the last */
  g_test_add_func ("/keyring/locked", test_locked);

  status = g_test_run ();

  secret_service_disconnect ();
  g_subprocess_send_signal (service, SIGTERM);
  g_subprocess_wait (service, NULL, NULL);
  g_test_dbus_stop (bus);
  remove_folder (file);

  return status;
}
