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

/* What must be given with a request, and what this window has no place for yet: the
 * option of the command line that gives it; NULL where the window is enough. */
static const char *
find_missing_option (PenTaskSpec *spec)
{
  static const struct
  {
    PenRole     role;
    const char *option;
  } all[] =
  {
    { PEN_ROLE_MASK, "--mask" },
    { PEN_ROLE_REFERENCES, "--reference" },
    { PEN_ROLE_CONTROL, "--control" },
    { PEN_ROLE_SEARCH, "--search" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      PenField *field = spec->fields[all[i].role];

      if (field != NULL && (field->required ||
                            (all[i].role == PEN_ROLE_REFERENCES && field->minimum > 0)))
        return all[i].option;
    }

  return NULL;
}

/* What @model does instead of @task, and where. */
static char *
describe_other_tasks (PenModel *model,
                      PenTask   task)
{
  GArray *tasks = pen_model_get_tasks (model);
  g_autoptr(GString) titles = g_string_new (NULL);

  for (guint i = 0; i < tasks->len; i++)
    {
      PenTask other = g_array_index (tasks, PenTask, i);

      if (other == PEN_TASK_TEXT_TO_IMAGE || other == PEN_TASK_IMAGE_TO_IMAGE)
        /* TRANSLATORS: a task that cannot be done, and one that can, with a page of its own */
        return g_strdup_printf (_("Cannot do “%s”, but “%s”: see that page"),
                                pen_task_to_title (task), pen_task_to_title (other));

      g_string_append_printf (titles, "%s“%s”", i > 0 ? ", " : "", pen_task_to_title (other));
    }

  /* TRANSLATORS: a task that cannot be done, and a list of those that can */
  return g_strdup_printf (_("Cannot do “%s”, but %s; for this the window has no tools yet, "
                            "pentimento-cli edit has"),
                          pen_task_to_title (task), titles->str);
}

/**
 * pen_model_words_explain:
 * @engine: an engine
 * @model: a model
 * @task: what it shall do, as a page of the window has it
 *
 * Returns: (transfer full) (nullable): a sentence why @model cannot be used for @task in
 *   the window now, or %NULL where it can
 */
char *
pen_model_words_explain (PenEngine *engine,
                         PenModel  *model,
                         PenTask    task)
{
  PenTaskSpec *spec = pen_model_get_spec (model, task);
  const char *option = spec != NULL ? find_missing_option (spec) : NULL;

  if (pen_model_get_status (model) == PEN_MODEL_RETIRED)
    return pen_engine_explain_model (engine, model, task);
  if (spec == NULL)
    return describe_other_tasks (model, task);
  if (option != NULL)
    /* TRANSLATORS: followed by an option of the command line, such as --reference */
    return g_strdup_printf (_("Needs what this window cannot give yet; pentimento-cli edit can, "
                              "with %s"), option);

  return pen_engine_explain_model (engine, model, task);
}

/* The engines that run now, where somebody has only the built-in effects so far. */
static void
append_found (GString   *about,
              PenEngine *engine,
              PenModel  *model)
{
  GListModel *catalogues = pen_engine_get_catalogues (engine);
  PenCatalogue *own = pen_engine_find_catalogue (engine, pen_model_get_provider (model));
  g_autoptr(GString) titles = g_string_new (NULL);

  if (pen_catalogue_is_local (own) || pen_catalogue_get_key_need (own) != PEN_KEY_NONE)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);
      const char *id = pen_catalogue_get_id (catalogue);

      if (pen_catalogue_is_local (catalogue) &&
          pen_engine_get_availability (engine, id) == PEN_AVAILABLE)
        g_string_append_printf (titles, "%s%s", titles->len > 0 ? ", " : "",
                                pen_catalogue_get_title (catalogue));
    }

  if (titles->len > 0)
    {
      g_string_append (about, about->len > 0 ? "\n" : "");
      /* TRANSLATORS: a list of programs that were found, such as ComfyUI */
      g_string_append_printf (about, _("Found running, to be chosen as provider without a key: %s"),
                              titles->str);
    }
}

/**
 * pen_model_words_about:
 * @engine: an engine
 * @model: a model
 * @task: what it shall do
 *
 * Returns: (transfer full): what it is, how long it will be there, what it costs and what
 *   else could be used, in lines; empty where nothing is known
 */
char *
pen_model_words_about (PenEngine *engine,
                       PenModel  *model,
                       PenTask    task)
{
  const char *description = pen_model_get_description (model);
  const char *retires = pen_model_get_retires (model);
  const char *price = pen_model_get_price_text (model);
  const char *date = pen_model_get_price_date (model);
  PenTaskSpec *spec = pen_model_get_spec (model, task);
  gboolean free = spec != NULL && spec->price_usd == 0;
  g_autoptr(GString) about = g_string_new (description);

  if (pen_model_get_status (model) == PEN_MODEL_RETIRING && retires != NULL)
    {
      g_string_append (about, about->len > 0 ? "\n" : "");
      g_string_append_printf (about, _("Retires on %s"), retires);
    }

  if (price != NULL && *price != '\0' && !free)
    {
      g_string_append (about, about->len > 0 ? "\n" : "");
      if (date != NULL)
        /* TRANSLATORS: the price of a model, and the date on which it was read */
        g_string_append_printf (about, _("%s, as of %s"), price, date);
      else
        g_string_append (about, price);
    }

  append_found (about, engine, model);

  return g_string_free (g_steal_pointer (&about), FALSE);
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

  explanation = pen_model_words_explain (engine, model, task);
  *usable = explanation == NULL;
  if (explanation == NULL && pen_model_get_status (model) == PEN_MODEL_RETIRING && date != NULL)
    return g_strdup_printf (_("Retires on %s"), date);

  return g_steal_pointer (&explanation);
}

/* What is looked through in a list of models: (transfer full), its name and its id. */
char *
pen_model_words_get_search (PenModel *model)
{
  return g_strdup_printf ("%s %s", pen_model_get_title (model), pen_model_get_id (model));
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
