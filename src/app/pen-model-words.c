/* pen-model-words.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-model-words"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-model-words.h"

/**
 * pen_model_words_provider:
 * @engine: the engine
 * @catalogue: a provider
 * @task: what shall be done
 * @usable: (out): whether the provider can be used now
 *
 * Returns: (nullable): in a few words, why nothing of the provider can be used now
 */
const char *
pen_model_words_provider (PenEngine    *engine,
                          PenCatalogue *catalogue,
                          PenTask       task,
                          gboolean     *usable)
{
  GListModel *models = pen_catalogue_get_models (catalogue);
  gboolean has_task = FALSE;
  guint i;

  for (i = 0; i < g_list_model_get_n_items (models) && !has_task; i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);

      has_task = pen_model_has_task (model, task);
    }

  *usable = FALSE;
  if (!has_task)
    return _("Cannot do this task");

  switch (pen_engine_get_availability (engine, pen_catalogue_get_id (catalogue)))
    {
    case PEN_NEEDS_KEY:
      return _("Needs a key");

    case PEN_NOT_RUNNING:
      return _("Not running");

    case PEN_AVAILABLE:
    case PEN_AVAILABLE_UNKNOWN:
    default:
      *usable = TRUE;
      return NULL;
    }
}

/**
 * pen_model_words_model:
 * @engine: the engine
 * @model: a model
 * @task: what shall be done
 * @usable: (out): whether the model can be used now
 *
 * Returns: (transfer full) (nullable): in a few words, why the model cannot be used
 *   now, or what to know of it
 */
char *
pen_model_words_model (PenEngine *engine,
                       PenModel  *model,
                       PenTask    task,
                       gboolean  *usable)
{
  const char *date = pen_model_get_retires (model);
  g_autofree char *explanation = NULL;

  *usable = FALSE;
  if (!pen_model_has_task (model, task))
    return g_strdup (_("Cannot do this task"));

  if (pen_model_get_status (model) == PEN_MODEL_RETIRED)
    return date != NULL ? g_strdup_printf (_("Retired on %s"), date) : g_strdup (_("Retired"));

  switch (pen_engine_get_availability (engine, pen_model_get_provider (model)))
    {
    case PEN_NEEDS_KEY:
      return g_strdup (_("Needs a key"));

    case PEN_NOT_RUNNING:
      return g_strdup (_("Not running"));

    case PEN_AVAILABLE:
    case PEN_AVAILABLE_UNKNOWN:
    default:
      break;
    }

  explanation = pen_engine_explain_model (engine, model, task);
  *usable = explanation == NULL;
  if (explanation == NULL && pen_model_get_status (model) == PEN_MODEL_RETIRING && date != NULL)
    return g_strdup_printf (_("Retires on %s"), date);

  return g_steal_pointer (&explanation);
}

static void
setup_title_cb (GtkListItemFactory *factory,
               GtkListItem        *list_item,
               gpointer            user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (list_item, label);
}

static void
bind_title_cb (GtkListItemFactory *factory,
              GtkListItem        *list_item,
              gpointer            user_data)
{
  gpointer item = gtk_list_item_get_item (list_item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (list_item)),
                       PEN_IS_CATALOGUE (item) ? pen_catalogue_get_title (item)
                                               : pen_model_get_title (item));
}

/**
 * pen_model_words_new_factory:
 *
 * Returns: (transfer full): makes labels with the title of a provider or a model
 */
GtkListItemFactory *
pen_model_words_new_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_title_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_title_cb), NULL);

  return factory;
}
