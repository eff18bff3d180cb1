/* pen-catalogue.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-catalogue"

#include "config.h"

#include "pen-catalogue-private.h"

G_DEFINE_FINAL_TYPE (PenCatalogue, pen_catalogue, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_TITLE,
} PenCatalogueProperty;

static GParamSpec *properties[PROP_TITLE + 1];

static void
pen_catalogue_get_property (GObject    *object,
                            guint       property_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PenCatalogue *self = PEN_CATALOGUE (object);

  switch ((PenCatalogueProperty) property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
pen_catalogue_finalize (GObject *object)
{
  PenCatalogue *self = PEN_CATALOGUE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->addresses, g_hash_table_unref);
  g_clear_pointer (&self->endpoints, g_strfreev);
  g_clear_pointer (&self->key_variable, g_free);
  g_clear_pointer (&self->key_page, g_free);
  g_clear_pointer (&self->key_hosts, g_strfreev);
  g_clear_pointer (&self->date, g_free);
  g_clear_object (&self->models);
  g_clear_pointer (&self->lists, g_hash_table_unref);
  g_clear_pointer (&self->covered, g_hash_table_unref);

  G_OBJECT_CLASS (pen_catalogue_parent_class)->finalize (object);
}

static void
pen_catalogue_class_init (PenCatalogueClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = pen_catalogue_get_property;
  object_class->finalize = pen_catalogue_finalize;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
pen_catalogue_init (PenCatalogue *self)
{
  self->addresses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->endpoints = g_new0 (char *, 1);
  self->parallel = 1;
  self->models = g_list_store_new (PEN_TYPE_MODEL);
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) g_strfreev);
  self->covered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

/**
 * pen_catalogue_get_id:
 * @self: a catalogue
 *
 * Returns: (transfer none): the provider's id
 */
const char *
pen_catalogue_get_id (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return self->id;
}

/**
 * pen_catalogue_get_title:
 * @self: a catalogue
 *
 * Returns: (transfer none): the provider's name for people
 */
const char *
pen_catalogue_get_title (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return self->title;
}

/**
 * pen_catalogue_set_title:
 * @self: a catalogue
 * @title: a name for people
 *
 * For a provider that found out what it really talks to: “SD.Next”.
 */
void
pen_catalogue_set_title (PenCatalogue *self,
                         const char   *title)
{
  g_return_if_fail (PEN_IS_CATALOGUE (self));
  g_return_if_fail (title != NULL);

  if (g_strcmp0 (self->title, title) == 0)
    return;

  g_free (self->title);
  self->title = g_strdup (title);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/**
 * pen_catalogue_get_description:
 * @self: a catalogue
 *
 * Returns: (transfer none) (nullable): a sentence about the provider
 */
const char *
pen_catalogue_get_description (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return self->description;
}

/**
 * pen_catalogue_get_key_need:
 * @self: a catalogue
 *
 * Returns: whether the provider wants a key
 */
PenKeyNeed
pen_catalogue_get_key_need (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), PEN_KEY_NONE);

  return self->key_need;
}

/**
 * pen_catalogue_key_is_password:
 * @self: a catalogue
 *
 * Returns: whether the key is “user:password” rather than one word
 */
gboolean
pen_catalogue_key_is_password (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), FALSE);

  return self->key_is_password;
}

/**
 * pen_catalogue_get_key_variable:
 * @self: a catalogue
 *
 * Returns: (transfer none) (nullable): the environment variable that usually holds
 *   the key
 */
const char *
pen_catalogue_get_key_variable (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return self->key_variable;
}

/**
 * pen_catalogue_get_key_page:
 * @self: a catalogue
 *
 * Returns: (transfer none) (nullable): the address of the page that gives out keys
 */
const char *
pen_catalogue_get_key_page (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return self->key_page;
}

/**
 * pen_catalogue_get_key_hosts:
 * @self: a #PenCatalogue
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): the ends of the names
 *   of further hosts that are the service's own, as “.example.org”
 */
const char * const *
pen_catalogue_get_key_hosts (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return (const char * const *) self->key_hosts;
}

/**
 * pen_catalogue_get_date:
 * @self: a catalogue
 *
 * Returns: (transfer none) (nullable): the day of its facts, as “2026-11-23”
 */
const char *
pen_catalogue_get_date (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return self->date;
}

/**
 * pen_catalogue_get_parallel:
 * @self: a catalogue
 *
 * Returns: how many jobs the provider may have at a time; at least 1
 */
guint
pen_catalogue_get_parallel (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), 1);

  return MAX (self->parallel, 1);
}

/**
 * pen_catalogue_is_local:
 * @self: a catalogue
 *
 * Returns: whether the provider is an engine of the user's own, on this computer or
 *   near it, rather than a service
 */
gboolean
pen_catalogue_is_local (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), FALSE);

  return self->local;
}

/**
 * pen_catalogue_get_endpoints:
 * @self: a catalogue
 *
 * Returns: (transfer none) (array zero-terminated=1): the names of its hosts
 */
const char * const *
pen_catalogue_get_endpoints (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return (const char * const *) self->endpoints;
}

/**
 * pen_catalogue_get_address:
 * @self: a catalogue
 * @endpoint: the name of a host
 *
 * Returns: (transfer none) (nullable): its usual address, with path prefix
 */
const char *
pen_catalogue_get_address (PenCatalogue *self,
                           const char   *endpoint)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (endpoint != NULL, NULL);

  return g_hash_table_lookup (self->addresses, endpoint);
}

/**
 * pen_catalogue_get_models:
 * @self: a catalogue
 *
 * Returns: (transfer none): a list of #PenModel, the same object always
 */
GListModel *
pen_catalogue_get_models (PenCatalogue *self)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);

  return G_LIST_MODEL (self->models);
}

/**
 * pen_catalogue_find_model:
 * @self: a catalogue
 * @id: the id of a model, without the provider
 *
 * Returns: (transfer none) (nullable): the model
 */
PenModel *
pen_catalogue_find_model (PenCatalogue *self,
                          const char   *id)
{
  guint n;

  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->models));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      /* The list keeps it alive. */
      if (g_str_equal (pen_model_get_id (model), id))
        return model;
    }

  return NULL;
}

/**
 * pen_catalogue_remove_model:
 * @self: a catalogue
 * @id: the id of a model that is no longer there, or that the user wants no more
 *
 * Takes a model out.  Where it was the user's and stood over one of the program's own,
 * that one comes back.
 *
 * Returns: whether there was such a model
 */
gboolean
pen_catalogue_remove_model (PenCatalogue *self,
                            const char   *id)
{
  guint n;

  g_return_val_if_fail (PEN_IS_CATALOGUE (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  n = g_list_model_get_n_items (G_LIST_MODEL (self->models));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);
      PenModel *covered = g_hash_table_lookup (self->covered, id);

      if (!g_str_equal (pen_model_get_id (model), id))
        continue;

      g_list_store_splice (self->models, i, 1, (gpointer *) &covered, covered != NULL ? 1 : 0);
      g_hash_table_remove (self->covered, id);
      return TRUE;
    }

  return FALSE;
}

/**
 * pen_catalogue_set_list:
 * @self: a catalogue
 * @name: the name of a list, as in #PenParameter
 * @values: (nullable) (array zero-terminated=1): what a running engine offers
 */
void
pen_catalogue_set_list (PenCatalogue  *self,
                        const char    *name,
                        const char   **values)
{
  g_return_if_fail (PEN_IS_CATALOGUE (self));
  g_return_if_fail (name != NULL);

  if (values == NULL)
    g_hash_table_remove (self->lists, name);
  else
    g_hash_table_insert (self->lists, g_strdup (name), g_strdupv ((char **) values));
}

/**
 * pen_catalogue_get_list:
 * @self: a catalogue
 * @name: the name of a list
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): its values; %NULL
 *   before the engine has been asked
 */
const char * const *
pen_catalogue_get_list (PenCatalogue *self,
                        const char   *name)
{
  g_return_val_if_fail (PEN_IS_CATALOGUE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_hash_table_lookup (self->lists, name);
}
