/* pen-keyring.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-keyring"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>

#include "pen-error.h"
#include "pen-keyring.h"

#define DEFAULT_ACCOUNT "default"

/* Two items with the same attributes would be one. */
static const SecretSchema schema = {
  APPLICATION_ID, SECRET_SCHEMA_NONE,
  {
    { "provider", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

struct _PenKeyring
{
  GObject     parent_instance;

  GHashTable *session;         /* (owned) (element-type utf8 PenSecret): not in the keyring */
};

G_DEFINE_FINAL_TYPE (PenKeyring, pen_keyring, G_TYPE_OBJECT)

static void
pen_keyring_finalize (GObject *object)
{
  PenKeyring *self = PEN_KEYRING (object);

  g_clear_pointer (&self->session, g_hash_table_unref);

  G_OBJECT_CLASS (pen_keyring_parent_class)->finalize (object);
}

static void
pen_keyring_class_init (PenKeyringClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_keyring_finalize;
}

static void
pen_keyring_init (PenKeyring *self)
{
  self->session = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) pen_secret_unref);
}

/**
 * pen_keyring_new:
 *
 * Returns: (transfer full): a keyring; the system is not asked yet
 */
PenKeyring *
pen_keyring_new (void)
{
  return g_object_new (PEN_TYPE_KEYRING, NULL);
}

static char *
build_session_name (const char *provider,
                    const char *account)
{
  return g_strconcat (provider, "\n", account != NULL ? account : DEFAULT_ACCOUNT, NULL);
}

/**
 * pen_keyring_is_session_only:
 * @self: a #PenKeyring
 * @provider: id of a provider
 * @account: (nullable): which of several accounts
 *
 * Returns: whether the key is known to the running program only, since the keyring
 *   could not be used
 */
gboolean
pen_keyring_is_session_only (PenKeyring *self,
                             const char *provider,
                             const char *account)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (PEN_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (provider != NULL, FALSE);

  name = build_session_name (provider, account);
  return g_hash_table_contains (self->session, name);
}

/* What every call carries */
typedef struct
{
  char       *name;            /* (owned): of the key in the session's table */
  GHashTable *attributes;      /* (owned) (element-type utf8 utf8) */
  PenSecret  *key;             /* (owned) (nullable) */
} CallData;

static CallData *
call_data_new (const char *provider,
               const char *account,
               PenSecret  *key)
{
  CallData *data = g_new0 (CallData, 1);

  data->name = build_session_name (provider, account);
  data->attributes = secret_attributes_build (&schema,
                                              "provider", provider,
                                              "account", account != NULL ? account
                                                                         : DEFAULT_ACCOUNT,
                                              NULL);
  if (key != NULL)
    data->key = pen_secret_ref (key);

  return data;
}

static void
call_data_free (CallData *data)
{
  g_clear_pointer (&data->name, g_free);
  g_clear_pointer (&data->attributes, g_hash_table_unref);
  g_clear_pointer (&data->key, pen_secret_unref);
  g_free (data);
}

/* The keyring too says “cancelled”, where its own question was dismissed. */
static gboolean
is_locked (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
return_locked (GTask *task)
{
  g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_KEYRING,
                           _("The keyring is locked and was not unlocked; unlock it and try "
                             "again"));
}

static void
return_failure (GTask        *task,
                const GError *error)
{
  g_debug ("Keyring: %s", error->message);

  if (is_locked (error))
    return_locked (task);
  else
    g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_KEYRING,
                             _("The keyring cannot be reached; a program that keeps "
                               "passwords, such as GNOME Keyring, must be installed and "
                               "running"));
}

/*
 * A locked item is unlocked on the way; where the user dismisses that question, the
 * answers look as if there were no item.  So we ask whether there is one.
 */

static void search_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);

/* Takes @task, and ends it as done without a key unless a locked item is found. */
static void
tell_locked_from_absent (GTask *task)
{
  CallData *data = g_task_get_task_data (task);

  secret_password_searchv (&schema, data->attributes, SECRET_SEARCH_ALL,
                           g_task_get_cancellable (task), search_cb, task);
}

static void
search_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autolist(GObject) items = NULL;

  items = secret_password_search_finish (result, &error);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (error != NULL)
    {
      return_failure (task, error);
      return;
    }

  for (GList *l = items; l != NULL; l = l->next)
    {
      if (SECRET_IS_ITEM (l->data) && secret_item_get_locked (l->data))
        {
          return_locked (task);
          return;
        }
    }

  g_task_return_pointer (task, NULL, NULL);
}

static void lookup_cb (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data);

/**
 * pen_keyring_lookup_async:
 * @self: a #PenKeyring
 * @provider: id of a provider
 * @account: (nullable): which of several accounts
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the answer is there
 * @user_data: data for @callback
 *
 * Looks a key up.  The system may ask the user to unlock the keyring first.
 */
void
pen_keyring_lookup_async (PenKeyring          *self,
                          const char          *provider,
                          const char          *account,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  CallData *data;
  PenSecret *key;

  g_return_if_fail (PEN_IS_KEYRING (self));
  g_return_if_fail (provider != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  data = call_data_new (provider, account, NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_keyring_lookup_async);
  g_task_set_task_data (task, data, (GDestroyNotify) call_data_free);

  key = g_hash_table_lookup (self->session, data->name);
  if (key != NULL)
    {
      g_task_return_pointer (task, pen_secret_ref (key), (GDestroyNotify) pen_secret_unref);
      return;
    }

  secret_password_lookupv (&schema, data->attributes, cancellable, lookup_cb,
                           g_steal_pointer (&task));
}

static void
lookup_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(SecretValue) value = NULL;
  const char *text;

  value = secret_password_lookup_binary_finish (result, &error);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (error != NULL)
    {
      return_failure (task, error);
      return;
    }

  if (value == NULL)
    {
      tell_locked_from_absent (g_steal_pointer (&task));
      return;
    }

  text = secret_value_get_text (value);
  if (text == NULL || *text == '\0')
    g_task_return_pointer (task, NULL, NULL);
  else
    g_task_return_pointer (task, pen_secret_new (text), (GDestroyNotify) pen_secret_unref);
}

/**
 * pen_keyring_lookup_finish:
 * @self: a #PenKeyring
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full) (nullable): the key; %NULL without @error where there is
 *   none; %NULL with %PEN_ERROR_KEYRING where the keyring is locked or absent
 */
PenSecret *
pen_keyring_lookup_finish (PenKeyring    *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (PEN_IS_KEYRING (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_keyring_lookup_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void store_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data);

/**
 * pen_keyring_store_async:
 * @self: a #PenKeyring
 * @provider: id of a provider
 * @account: (nullable): which of several accounts
 * @title: what the keyring's own program is to show
 * @key: the key
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the keyring has it, or on failure
 * @user_data: data for @callback
 *
 * Puts a key into the keyring, in the place of the one that was there.  Where that
 * fails, the running program keeps it, and no file does.
 */
void
pen_keyring_store_async (PenKeyring          *self,
                         const char          *provider,
                         const char          *account,
                         const char          *title,
                         PenSecret           *key,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(SecretValue) value = NULL;
  CallData *data;

  g_return_if_fail (PEN_IS_KEYRING (self));
  g_return_if_fail (provider != NULL);
  g_return_if_fail (title != NULL);
  g_return_if_fail (key != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  data = call_data_new (provider, account, key);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_keyring_store_async);
  g_task_set_task_data (task, data, (GDestroyNotify) call_data_free);

  value = secret_value_new (pen_secret_peek (key), -1, "text/plain");
  secret_password_storev_binary (&schema, data->attributes, SECRET_COLLECTION_DEFAULT,
                                 title, value, cancellable, store_cb,
                                 g_steal_pointer (&task));
}

static void
store_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  PenKeyring *self = g_task_get_source_object (task);
  CallData *data = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      g_hash_table_remove (self->session, data->name);
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (g_task_return_error_if_cancelled (task))
    return;

  g_hash_table_replace (self->session, g_strdup (data->name), pen_secret_ref (data->key));
  g_debug ("Keyring: %s", error != NULL ? error->message : "not stored");

  if (error == NULL || is_locked (error))
    g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_KEYRING,
                             _("The keyring is locked and was not unlocked; the key is kept "
                               "until the program ends, and is not saved"));
  else
    g_task_return_new_error (task, PEN_ERROR, PEN_ERROR_KEYRING,
                             _("The keyring cannot be reached; the key is kept until the "
                               "program ends, and is not saved"));
}

/**
 * pen_keyring_store_finish:
 * @self: a #PenKeyring
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether the keyring has the key; on %PEN_ERROR_KEYRING the running program
 *   has it alone
 */
gboolean
pen_keyring_store_finish (PenKeyring    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (PEN_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_keyring_store_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void clear_cb (GObject      *object,
                      GAsyncResult *result,
                      gpointer      user_data);

/**
 * pen_keyring_clear_async:
 * @self: a #PenKeyring
 * @provider: id of a provider
 * @account: (nullable): which of several accounts
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when the key is gone, or on failure
 * @user_data: data for @callback
 *
 * Forgets a key, in the keyring and in the running program.
 */
void
pen_keyring_clear_async (PenKeyring          *self,
                         const char          *provider,
                         const char          *account,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  CallData *data;

  g_return_if_fail (PEN_IS_KEYRING (self));
  g_return_if_fail (provider != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  data = call_data_new (provider, account, NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_keyring_clear_async);
  g_task_set_task_data (task, data, (GDestroyNotify) call_data_free);

  g_hash_table_remove (self->session, data->name);
  secret_password_clearv (&schema, data->attributes, cancellable, clear_cb,
                          g_steal_pointer (&task));
}

static void
clear_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  gboolean removed = secret_password_clear_finish (result, &error);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (error != NULL)
    return_failure (task, error);
  else if (removed)
    g_task_return_pointer (task, NULL, NULL);
  else
    tell_locked_from_absent (g_steal_pointer (&task));
}

/**
 * pen_keyring_clear_finish:
 * @self: a #PenKeyring
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: whether there is no key now; also where there was none before
 */
gboolean
pen_keyring_clear_finish (PenKeyring    *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  g_return_val_if_fail (PEN_IS_KEYRING (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_keyring_clear_async), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  g_task_propagate_pointer (G_TASK (result), error);
  return !g_task_had_error (G_TASK (result));
}
