/* pen-model-chooser.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-model-chooser"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-choice-row.h"
#include "pen-drop-search.h"
#include "pen-model-actions.h"
#include "pen-model-chooser.h"
#include "pen-model-words.h"

struct _PenModelChooser
{
  AdwBin           parent_instance;

  GtkDropDown     *provider_drop;
  GtkDropDown     *model_drop;
  GtkWidget       *trouble;
  GtkLabel        *trouble_label;
  GtkButton       *trouble_button;
  GtkLabel        *about;
  PenModelActions *actions;

  PenEngine       *engine;              /* (owned) (nullable) */
  PenTask          task;
  GtkSorter       *sorter;              /* (owned): what does the task first */
  PenModel        *model;               /* (owned) (nullable) */
  char            *explanation;         /* (owned) (nullable) */
  GHashTable      *last_models;         /* (owned): provider id → id of its model */
  GHashTable      *bound;               /* (owned): list items that show something now */
  guint            updating : 1;
  guint            chosen : 1;          /* by the user, now or the last time */
};

G_DEFINE_FINAL_TYPE (PenModelChooser, pen_model_chooser, ADW_TYPE_BIN)

typedef enum
{
  PROP_MODEL = 1,
  PROP_EXPLANATION,
} PenModelChooserProperty;

static GParamSpec *properties[PROP_EXPLANATION + 1];

static const char *
setting_of_task (PenTask task)
{
  return pen_task_has_source (task) ? "model-image" : "model-text";
}

static gboolean
is_chosen (PenModelChooser *self,
           gpointer         item)
{
  return item == gtk_drop_down_get_selected_item (self->provider_drop)
         || item == gtk_drop_down_get_selected_item (self->model_drop);
}

static void
fill_row (PenModelChooser *self,
          GtkListItem     *list_item)
{
  PenChoiceRow *row = PEN_CHOICE_ROW (gtk_list_item_get_child (list_item));
  gpointer item = gtk_list_item_get_item (list_item);
  g_autofree char *reason = NULL;
  gboolean usable = TRUE;

  if (PEN_IS_CATALOGUE (item))
    {
      reason = g_strdup (pen_model_words_provider (self->engine, item, self->task, &usable));
      pen_choice_row_set (row, pen_catalogue_get_title (item), reason, usable);
    }
  else
    {
      reason = pen_model_words_model (self->engine, item, self->task, &usable);
      pen_choice_row_set (row, pen_model_get_title (item), reason, usable);
    }

  pen_choice_row_set_chosen (row, is_chosen (self, item));
}

static void
setup_row_cb (GtkListItemFactory *factory,
              GtkListItem        *list_item,
              gpointer            user_data)
{
  gtk_list_item_set_child (list_item, pen_choice_row_new ());
}

static void
bind_row_cb (PenModelChooser    *self,
             GtkListItem        *list_item,
             GtkListItemFactory *factory)
{
  g_hash_table_add (self->bound, list_item);
  fill_row (self, list_item);
}

static void
unbind_row_cb (PenModelChooser    *self,
               GtkListItem        *list_item,
               GtkListItemFactory *factory)
{
  g_hash_table_remove (self->bound, list_item);
}

static void
refill_rows (PenModelChooser *self)
{
  GHashTableIter iter;
  gpointer list_item;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &list_item, NULL))
    fill_row (self, list_item);
}

static void
set_factories (PenModelChooser *self,
               GtkDropDown     *drop)
{
  g_autoptr(GtkListItemFactory) titles = pen_model_words_new_factory ();
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_row_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_row_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_drop_down_set_factory (drop, titles);
  gtk_drop_down_set_list_factory (drop, factory);
}

/* What can do the task, then what is retired, then what does something else; the
 * order of the catalogue within. */
static int
rank_model (PenModelChooser *self,
            PenModel        *model)
{
  if (!pen_model_has_task (model, self->task))
    return 2;

  return pen_model_get_status (model) == PEN_MODEL_RETIRED ? 1 : 0;
}

static int
compare_models_cb (gconstpointer a,
                   gconstpointer b,
                   gpointer      user_data)
{
  PenModelChooser *self = PEN_MODEL_CHOOSER (user_data);

  return rank_model (self, (PenModel *) a) - rank_model (self, (PenModel *) b);
}

/* Says under the drop-downs what the chosen model is, and what speaks against it. */
static void
update_explanation (PenModelChooser *self)
{
  g_autofree char *explanation = NULL;
  g_autofree char *about = NULL;
  const char *provider = NULL;
  PenAvailability availability = PEN_AVAILABLE;

  if (self->model != NULL)
    {
      provider = pen_model_get_provider (self->model);
      availability = pen_engine_get_availability (self->engine, provider);
      explanation = pen_model_words_explain (self->engine, self->model, self->task);
      about = pen_model_words_about (self->engine, self->model, self->task);
    }

  gtk_label_set_label (self->about, about != NULL ? about : "");
  gtk_widget_set_visible (GTK_WIDGET (self->about), about != NULL && *about != '\0');

  gtk_label_set_label (self->trouble_label, explanation != NULL ? explanation : "");
  gtk_widget_set_visible (self->trouble, explanation != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->trouble_button),
                          availability == PEN_NEEDS_KEY || availability == PEN_NOT_RUNNING);
  gtk_button_set_label (self->trouble_button,
                        availability == PEN_NEEDS_KEY ? _("Enter Key…") : _("Settings…"));
  if (provider != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->trouble_button), "s", provider);

  if (g_strcmp0 (self->explanation, explanation) != 0)
    {
      g_free (self->explanation);
      self->explanation = g_steal_pointer (&explanation);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPLANATION]);
    }
}

static void
take_model (PenModelChooser *self,
            PenModel        *model)
{
  gboolean changed = g_set_object (&self->model, model);

  if (changed && model != NULL)
    g_hash_table_insert (self->last_models,
                         g_strdup (pen_model_get_provider (model)),
                         g_strdup (pen_model_get_id (model)));

  update_explanation (self);
  refill_rows (self);
  pen_model_actions_set_model (self->actions, self->engine, model);
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODEL]);
}

static gboolean
select_in (GtkDropDown *drop,
           gpointer     wanted)
{
  GListModel *list = gtk_drop_down_get_model (drop);
  guint n_items = list != NULL ? g_list_model_get_n_items (list) : 0;
  guint i;

  for (i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, i);

      if (item == wanted)
        {
          gtk_drop_down_set_selected (drop, i);
          return TRUE;
        }
    }

  return FALSE;
}

/* The models of @catalogue into the second drop-down, and one of them chosen:
 * @wanted, else the one that was chosen there before, else the best. */
static void
show_models (PenModelChooser *self,
             PenCatalogue    *catalogue,
             PenModel        *wanted)
{
  GtkSortListModel *sorted;
  const char *last;

  sorted = gtk_sort_list_model_new (g_object_ref (pen_catalogue_get_models (catalogue)),
                                    g_object_ref (self->sorter));
  self->updating = TRUE;
  gtk_drop_down_set_model (self->model_drop, G_LIST_MODEL (sorted));
  pen_drop_search_update (self->model_drop);

  last = g_hash_table_lookup (self->last_models, pen_catalogue_get_id (catalogue));
  if (wanted == NULL && last != NULL)
    wanted = pen_catalogue_find_model (catalogue, last);
  if (wanted == NULL || !select_in (self->model_drop, wanted))
    gtk_drop_down_set_selected (self->model_drop, 0);
  self->updating = FALSE;

  g_object_unref (sorted);
  take_model (self, gtk_drop_down_get_selected_item (self->model_drop));
}

static void
show_model (PenModelChooser *self,
            PenModel        *model)
{
  PenCatalogue *catalogue = pen_engine_find_catalogue (self->engine,
                                                       pen_model_get_provider (model));

  self->updating = TRUE;
  select_in (self->provider_drop, catalogue);
  self->updating = FALSE;
  show_models (self, catalogue, model);
}

/* The user's own choice is remembered for the next time; what the program chose is not. */
static void
remember (PenModelChooser *self)
{
  GSettings *settings = pen_engine_get_settings (self->engine);

  self->chosen = TRUE;
  if (settings != NULL && self->model != NULL)
    g_settings_set_string (settings, setting_of_task (self->task),
                           pen_model_get_full_id (self->model));
}

static void
provider_selected_cb (PenModelChooser *self)
{
  PenCatalogue *catalogue = gtk_drop_down_get_selected_item (self->provider_drop);

  if (self->updating || catalogue == NULL)
    return;

  show_models (self, catalogue, NULL);
  remember (self);
}

/* Whether the model that was chosen is no longer in the list. */
static gboolean
is_gone (PenModelChooser *self)
{
  PenCatalogue *catalogue = gtk_drop_down_get_selected_item (self->provider_drop);

  return self->model != NULL && catalogue != NULL &&
         g_str_equal (pen_model_get_provider (self->model), pen_catalogue_get_id (catalogue)) &&
         pen_catalogue_find_model (catalogue, pen_model_get_id (self->model)) == NULL;
}

static void
model_selected_cb (PenModelChooser *self)
{
  PenModel *model = gtk_drop_down_get_selected_item (self->model_drop);

  if (self->updating || model == NULL)
    return;

  /* Removed: what comes next in the list is nobody's choice. */
  if (is_gone (self))
    {
      self->updating = TRUE;
      gtk_drop_down_set_selected (self->model_drop, 0);
      self->updating = FALSE;
      take_model (self, gtk_drop_down_get_selected_item (self->model_drop));
      return;
    }

  take_model (self, model);
  remember (self);
}

/* What was asked for by its name is what is wanted. */
static void
model_added_cb (PenModelChooser *self,
                PenModel        *model)
{
  show_model (self, model);
  remember (self);
}

/* The first model that can be used now, of the first provider that has one. */
static PenModel *
find_usable (PenModelChooser *self)
{
  GListModel *catalogues = pen_engine_get_catalogues (self->engine);
  guint i, j;

  for (i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);
      GListModel *models = pen_catalogue_get_models (catalogue);

      for (j = 0; j < g_list_model_get_n_items (models); j++)
        {
          g_autoptr(PenModel) model = g_list_model_get_item (models, j);
          g_autofree char *reason = pen_model_words_explain (self->engine, model, self->task);

          if (reason == NULL)
            return g_steal_pointer (&model);
        }
    }

  return NULL;
}

/* As long as nobody has chosen, what can be used is better than what cannot. */
static void
availability_changed_cb (PenModelChooser *self)
{
  g_autoptr(PenModel) model = NULL;

  update_explanation (self);
  refill_rows (self);

  if (!self->chosen && self->explanation != NULL)
    model = find_usable (self);
  if (model != NULL)
    show_model (self, model);
}

static void
choose_first (PenModelChooser *self)
{
  GSettings *settings = pen_engine_get_settings (self->engine);
  g_autofree char *full_id = NULL;
  g_autoptr(PenModel) model = NULL;

  if (settings != NULL)
    full_id = g_settings_get_string (settings, setting_of_task (self->task));
  if (full_id != NULL && *full_id != '\0' && pen_model_chooser_set_model (self, full_id))
    return;

  model = find_usable (self);
  if (model != NULL)
    show_model (self, model);
  else if (gtk_drop_down_get_selected_item (self->provider_drop) != NULL)
    show_models (self, gtk_drop_down_get_selected_item (self->provider_drop), NULL);
}

static void
pen_model_chooser_dispose (GObject *object)
{
  PenModelChooser *self = PEN_MODEL_CHOOSER (object);

  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_MODEL_CHOOSER);
  g_clear_object (&self->engine);
  g_clear_object (&self->sorter);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (pen_model_chooser_parent_class)->dispose (object);
}

static void
pen_model_chooser_finalize (GObject *object)
{
  PenModelChooser *self = PEN_MODEL_CHOOSER (object);

  g_clear_pointer (&self->explanation, g_free);
  g_clear_pointer (&self->last_models, g_hash_table_unref);
  g_clear_pointer (&self->bound, g_hash_table_unref);

  G_OBJECT_CLASS (pen_model_chooser_parent_class)->finalize (object);
}

static void
pen_model_chooser_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  PenModelChooser *self = PEN_MODEL_CHOOSER (object);

  switch ((PenModelChooserProperty) prop_id)
    {
    case PROP_MODEL:
      g_value_set_object (value, self->model);
      break;

    case PROP_EXPLANATION:
      g_value_set_string (value, self->explanation);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_model_chooser_class_init (PenModelChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_model_chooser_dispose;
  object_class->finalize = pen_model_chooser_finalize;
  object_class->get_property = pen_model_chooser_get_property;

  properties[PROP_MODEL] =
    g_param_spec_object ("model", NULL, NULL, PEN_TYPE_MODEL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  properties[PROP_EXPLANATION] =
    g_param_spec_string ("explanation", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PEN_TYPE_MODEL_ACTIONS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-model-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, PenModelChooser, provider_drop);
  gtk_widget_class_bind_template_child (widget_class, PenModelChooser, model_drop);
  gtk_widget_class_bind_template_child (widget_class, PenModelChooser, trouble);
  gtk_widget_class_bind_template_child (widget_class, PenModelChooser, trouble_label);
  gtk_widget_class_bind_template_child (widget_class, PenModelChooser, trouble_button);
  gtk_widget_class_bind_template_child (widget_class, PenModelChooser, about);
  gtk_widget_class_bind_template_child (widget_class, PenModelChooser, actions);
  gtk_widget_class_bind_template_callback (widget_class, provider_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, model_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, model_added_cb);
}

static void
pen_model_chooser_init (PenModelChooser *self)
{
  self->last_models = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->bound = g_hash_table_new (NULL, NULL);
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_models_cb, self, NULL));

  gtk_widget_init_template (GTK_WIDGET (self));

  set_factories (self, self->provider_drop);
  set_factories (self, self->model_drop);
  pen_drop_search_set_up (self->model_drop, G_CALLBACK (pen_model_words_get_search));
}

GtkWidget *
pen_model_chooser_new (void)
{
  return g_object_new (PEN_TYPE_MODEL_CHOOSER, NULL);
}

/**
 * pen_model_chooser_set_engine:
 * @self: a chooser
 * @engine: an open engine
 * @task: what the model shall do
 *
 * Offers the engine's providers, and chooses the model of the last time, or else the
 * first one that can be used.
 */
void
pen_model_chooser_set_engine (PenModelChooser *self,
                              PenEngine       *engine,
                              PenTask          task)
{
  g_return_if_fail (PEN_IS_MODEL_CHOOSER (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  self->task = task;
  g_signal_connect_object (engine, "availability-changed",
                           G_CALLBACK (availability_changed_cb), self, G_CONNECT_SWAPPED);

  self->updating = TRUE;
  gtk_drop_down_set_model (self->provider_drop, pen_engine_get_catalogues (engine));
  self->updating = FALSE;

  choose_first (self);
}

/**
 * pen_model_chooser_get_model:
 * @self: a chooser
 *
 * Returns: (transfer none) (nullable): the chosen model, whether it can be used or not
 */
PenModel *
pen_model_chooser_get_model (PenModelChooser *self)
{
  g_return_val_if_fail (PEN_IS_MODEL_CHOOSER (self), NULL);

  return self->model;
}

/**
 * pen_model_chooser_set_model:
 * @self: a chooser
 * @full_id: PROVIDER/MODEL
 *
 * Chooses a model.
 *
 * Returns: whether there is such a model
 */
gboolean
pen_model_chooser_set_model (PenModelChooser *self,
                             const char      *full_id)
{
  PenModel *model;

  g_return_val_if_fail (PEN_IS_MODEL_CHOOSER (self), FALSE);
  g_return_val_if_fail (full_id != NULL, FALSE);

  if (self->engine == NULL)
    return FALSE;

  model = pen_engine_find_model (self->engine, full_id, NULL);
  if (model == NULL)
    return FALSE;

  self->chosen = TRUE;
  show_model (self, model);

  return TRUE;
}

/**
 * pen_model_chooser_get_explanation:
 * @self: a chooser
 *
 * Returns: (nullable): why the chosen model cannot be used now
 */
const char *
pen_model_chooser_get_explanation (PenModelChooser *self)
{
  g_return_val_if_fail (PEN_IS_MODEL_CHOOSER (self), NULL);

  return self->explanation;
}
