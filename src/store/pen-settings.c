/* pen-settings.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-settings"
#define G_SETTINGS_ENABLE_BACKEND

#include "config.h"

#include <gio/gsettingsbackend.h>
#include <glib/gstdio.h>
#include <string.h>

#include "pen-settings.h"
#include "pen-store-resources.h"

#define COMPILED_SCHEMA RESOURCE_PREFIX "/store/gschemas.compiled"

/* The compiled schema that is built in, as a folder that GLib can read. */
static GSettingsSchemaSource *
open_built_in_source (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  GSettingsSchemaSource *source = NULL;

  g_resources_register (pen_store_get_resource ());
  bytes = g_resources_lookup_data (COMPILED_SCHEMA, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  folder = g_dir_make_tmp ("pentimento-XXXXXX", &error);
  if (bytes == NULL || folder == NULL)
    return NULL;

  path = g_build_filename (folder, "gschemas.compiled", NULL);
  if (g_file_set_contents (path, g_bytes_get_data (bytes, NULL),
                           (gssize) g_bytes_get_size (bytes), &error))
    source = g_settings_schema_source_new_from_directory (folder, NULL, FALSE, &error);

  /* What has been read stays mapped. */
  g_unlink (path);
  g_rmdir (folder);
  return source;
}

static GSettings *
new_without_schema (void)
{
  static gsize warned = 0;
  g_autoptr(GSettingsSchemaSource) source = NULL;
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettingsBackend) backend = NULL;

  if (g_once_init_enter (&warned))
    {
      g_warning ("The settings schema %s is not installed; nothing that is set will be kept",
                 APPLICATION_ID);
      g_once_init_leave (&warned, 1);
    }

  source = open_built_in_source ();
  if (source == NULL)
    return NULL;

  schema = g_settings_schema_source_lookup (source, APPLICATION_ID, FALSE);
  backend = g_memory_settings_backend_new ();
  return g_settings_new_full (schema, backend, NULL);
}

/**
 * pen_settings_new:
 *
 * Without an installed schema the settings have their defaults and are kept in memory
 * only; a warning says so once.
 *
 * Returns: (transfer full) (nullable): the settings; %NULL only where the schema is not
 *   installed and no temporary file can be written either
 */
GSettings *
pen_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APPLICATION_ID, TRUE);

  if (schema == NULL)
    return new_without_schema ();

  return g_settings_new_full (schema, NULL, NULL);
}

/* Whether @address can be the address of a service. */
static gboolean
is_address (const char *address)
{
  g_autoptr(GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return FALSE;

  return g_str_equal (g_uri_get_scheme (uri), "https") ||
         g_str_equal (g_uri_get_scheme (uri), "http");
}

/*
 * Finds “@endpoint=ADDRESS” among the words of PENTIMENTO_ENDPOINTS.  It is given back as
 * it stands: where it is none, nothing is sent, rather than something to the service that
 * was not meant.
 */
static char *
find_in_environment (const char *endpoint)
{
  const char *text = g_getenv ("PENTIMENTO_ENDPOINTS");
  g_auto(GStrv) words = g_strsplit_set (text != NULL ? text : "", " \t\n", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');

      if (equals != NULL && strlen (endpoint) == (gsize) (equals - words[i]) &&
          strncmp (words[i], endpoint, strlen (endpoint)) == 0)
        return g_strdup (equals + 1);
    }

  return NULL;
}

static char *
lookup (GSettings  *settings,
        const char *key,
        const char *endpoint)
{
  g_autoptr(GVariant) addresses = NULL;
  g_autofree char *address = NULL;

  if (settings == NULL)
    return NULL;

  addresses = g_settings_get_value (settings, key);
  g_variant_lookup (addresses, endpoint, "s", &address);

  return address != NULL && is_address (address) ? g_steal_pointer (&address) : NULL;
}

/* Puts @address in the place of @endpoint, or takes it out where it is %NULL. */
static void
replace (GSettings  *settings,
         const char *key,
         const char *endpoint,
         const char *address)
{
  g_autoptr(GVariant) addresses = g_settings_get_value (settings, key);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *name;
  const char *value;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, addresses);
  while (g_variant_iter_next (&iter, "{&s&s}", &name, &value))
    {
      if (!g_str_equal (name, endpoint))
        g_variant_builder_add (&builder, "{ss}", name, value);
    }

  if (address != NULL)
    g_variant_builder_add (&builder, "{ss}", endpoint, address);

  g_settings_set_value (settings, key, g_variant_builder_end (&builder));
}

/**
 * pen_settings_dup_address:
 * @settings: (nullable): the settings
 * @endpoint: the name of a host in the catalogues
 *
 * Returns: (transfer full) (nullable): the address that the user has set, unless it is
 *   none, else what stands in `PENTIMENTO_ENDPOINTS`, else %NULL
 */
char *
pen_settings_dup_address (GSettings  *settings,
                          const char *endpoint)
{
  g_autofree char *address = NULL;

  g_return_val_if_fail (settings == NULL || G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (endpoint != NULL, NULL);

  address = lookup (settings, "addresses", endpoint);
  if (address != NULL)
    return g_steal_pointer (&address);

  return find_in_environment (endpoint);
}

/**
 * pen_settings_set_address:
 * @settings: (nullable): the settings
 * @endpoint: the name of a host in the catalogues
 * @address: (nullable): an http or https address; %NULL or empty for the default
 *
 * Replaces the whole address of a host.  What is no address is not taken: what holds
 * goes on to hold.
 */
void
pen_settings_set_address (GSettings  *settings,
                          const char *endpoint,
                          const char *address)
{
  g_return_if_fail (settings == NULL || G_IS_SETTINGS (settings));
  g_return_if_fail (endpoint != NULL);

  if (address != NULL && *address == '\0')
    address = NULL;
  if (settings == NULL || (address != NULL && !is_address (address)))
    return;

  replace (settings, "addresses", endpoint, address);
}

/**
 * pen_settings_dup_found_address:
 * @settings: (nullable): the settings
 * @endpoint: the name of a host in the catalogues
 *
 * Returns: (transfer full) (nullable): where an engine was found last, by itself
 */
char *
pen_settings_dup_found_address (GSettings  *settings,
                                const char *endpoint)
{
  g_return_val_if_fail (settings == NULL || G_IS_SETTINGS (settings), NULL);
  g_return_val_if_fail (endpoint != NULL, NULL);

  return lookup (settings, "found-addresses", endpoint);
}

/**
 * pen_settings_set_found_address:
 * @settings: (nullable): the settings
 * @endpoint: the name of a host in the catalogues
 * @address: where an engine was found
 *
 * Kept, as a job that was sent there is looked for there after a restart, before
 * anybody has looked for engines again.
 */
void
pen_settings_set_found_address (GSettings  *settings,
                                const char *endpoint,
                                const char *address)
{
  g_autofree char *present = NULL;

  g_return_if_fail (settings == NULL || G_IS_SETTINGS (settings));
  g_return_if_fail (endpoint != NULL);
  g_return_if_fail (address != NULL);

  present = lookup (settings, "found-addresses", endpoint);
  if (settings != NULL && g_strcmp0 (present, address) != 0)
    replace (settings, "found-addresses", endpoint, address);
}
