/* pen-sim-account.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-sim-account"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"

#define BEARER "Bearer "

static void
set_credits (GHashTable *accounts,
             const char *key,
             double      credits)
{
  g_hash_table_replace (accounts, g_strdup (key), g_memdup2 (&credits, sizeof (credits)));
}

/**
 * pen_sim_accounts_new:
 * @key: the key that is known from the beginning
 * @credits: what it has
 *
 * Returns: (transfer full) (element-type utf8 double): the accounts of a service
 */
GHashTable *
pen_sim_accounts_new (const char *key,
                      double      credits)
{
  GHashTable *accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  set_credits (accounts, key, credits);

  return accounts;
}

/**
 * pen_sim_accounts_control:
 * @accounts: the accounts
 * @command: a command: its `key` is known from now on
 * @member: the member that says what the key has
 * @fallback: what it has if the command does not say
 */
void
pen_sim_accounts_control (GHashTable *accounts,
                          JsonObject *command,
                          const char *member,
                          double      fallback)
{
  const char *key = json_object_get_string_member_with_default (command, "key", NULL);

  if (key != NULL)
    set_credits (accounts, key,
                 json_object_get_double_member_with_default (command, member, fallback));
}

/**
 * pen_sim_accounts_find:
 * @accounts: the accounts
 * @key: (nullable): a key
 *
 * Returns: (nullable): what is left, to be changed in place; %NULL for a wrong key
 */
double *
pen_sim_accounts_find (GHashTable *accounts,
                       const char *key)
{
  return key != NULL ? g_hash_table_lookup (accounts, key) : NULL;
}

/* Returns: (nullable): the key, where it comes as most services want it */
const char *
pen_sim_get_bearer (PenSimVisit *visit)
{
  const char *header = pen_sim_visit_get_header (visit, "Authorization");

  return header != NULL && g_str_has_prefix (header, BEARER) ? header + strlen (BEARER) : NULL;
}
