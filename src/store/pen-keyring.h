/* pen-keyring.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

#include "pen-secret.h"

G_BEGIN_DECLS

#define PEN_TYPE_KEYRING (pen_keyring_get_type ())

/**
 * PenKeyring:
 *
 * The keys, in the system keyring through libsecret: one item for each provider
 * and account.  Never a file.  Where the keyring cannot be used, the key is kept
 * for the running program only, and pen_keyring_is_session_only() says so.
 */
G_DECLARE_FINAL_TYPE (PenKeyring, pen_keyring, PEN, KEYRING, GObject)

PenKeyring *pen_keyring_new             (void);
/* Finishes with %NULL without an error where there is no key. */
void        pen_keyring_lookup_async    (PenKeyring *self, const char *provider,
                                         const char *account, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
PenSecret  *pen_keyring_lookup_finish   (PenKeyring *self, GAsyncResult *result,
                                         GError **error);
/* On failure the key is still known to the running program (session only), and the
 * error (%PEN_ERROR_KEYRING) says why and that. */
void        pen_keyring_store_async     (PenKeyring *self, const char *provider,
                                         const char *account, const char *title,
                                         PenSecret *key, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gboolean    pen_keyring_store_finish    (PenKeyring *self, GAsyncResult *result,
                                         GError **error);
void        pen_keyring_clear_async     (PenKeyring *self, const char *provider,
                                         const char *account, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gboolean    pen_keyring_clear_finish    (PenKeyring *self, GAsyncResult *result,
                                         GError **error);
gboolean    pen_keyring_is_session_only (PenKeyring *self, const char *provider,
                                         const char *account);

G_END_DECLS
