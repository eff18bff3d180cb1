/* pen-model-actions.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-model-actions"

#include "config.h"

#include "pen-add-model-window.h"
#include "pen-model-actions.h"

struct _PenModelActions
{
  AdwBin     parent_instance;

  GtkLabel  *notes;
  GtkWidget *add_button;
  GtkWidget *remove_button;
  GtkLabel  *trouble;

  PenEngine *engine;   /* (owned) (nullable) */
  PenModel  *model;    /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PenModelActions, pen_model_actions, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_MODEL_ADDED,
} PenModelActionsSignal;

static guint signals[SIGNAL_MODEL_ADDED + 1];

static void
say (PenModelActions *self,
     const char      *trouble)
{
  gtk_label_set_label (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
}

static void
added_cb (PenModelActions *self,
          PenModel        *model)
{
  g_signal_emit (self, signals[SIGNAL_MODEL_ADDED], 0, model);
}

static void
add_cb (PenModelActions *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *window;

  if (self->model == NULL)
    return;

  window = pen_add_model_window_new (self->engine, pen_model_get_provider (self->model));
  g_signal_connect_object (window, "added", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (root));
  gtk_window_present (GTK_WINDOW (window));
}

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PenModelActions) self = PEN_MODEL_ACTIONS (user_data);
  g_autoptr(GError) error = NULL;

  gtk_widget_set_sensitive (self->remove_button, TRUE);
  if (!pen_engine_remove_model_finish (PEN_ENGINE (object), result, &error))
    say (self, error->message);
}

static void
remove_cb (PenModelActions *self)
{
  if (self->model == NULL)
    return;

  say (self, NULL);
  gtk_widget_set_sensitive (self->remove_button, FALSE);
  pen_engine_remove_model_async (self->engine, pen_model_get_full_id (self->model), removed_cb,
                                 g_object_ref (self));
}

static void
pen_model_actions_dispose (GObject *object)
{
  PenModelActions *self = PEN_MODEL_ACTIONS (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_MODEL_ACTIONS);
  g_clear_object (&self->engine);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (pen_model_actions_parent_class)->dispose (object);
}

static void
pen_model_actions_class_init (PenModelActionsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pen_model_actions_dispose;

  signals[SIGNAL_MODEL_ADDED] =
    g_signal_new ("model-added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PEN_TYPE_MODEL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-model-actions.ui");
  gtk_widget_class_bind_template_child (widget_class, PenModelActions, notes);
  gtk_widget_class_bind_template_child (widget_class, PenModelActions, add_button);
  gtk_widget_class_bind_template_child (widget_class, PenModelActions, remove_button);
  gtk_widget_class_bind_template_child (widget_class, PenModelActions, trouble);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
pen_model_actions_init (PenModelActions *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * pen_model_actions_set_model:
 * @self: the actions
 * @engine: an open engine
 * @model: (nullable): the chosen model
 *
 * Offers what can be done with @model and with the list that it stands in.
 */
void
pen_model_actions_set_model (PenModelActions *self,
                             PenEngine       *engine,
                             PenModel        *model)
{
  const char * const *notes = model != NULL ? pen_model_get_notes (model) : NULL;
  g_autofree char *text = notes != NULL ? g_strjoinv ("\n", (char **) notes) : NULL;
  gboolean adds = model != NULL && pen_engine_finds_models (engine,
                                                            pen_model_get_provider (model));
  gboolean removes = model != NULL && pen_model_is_users (model);

  g_return_if_fail (PEN_IS_MODEL_ACTIONS (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));

  g_set_object (&self->engine, engine);
  if (g_set_object (&self->model, model))
    say (self, NULL);

  gtk_label_set_label (self->notes, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notes), text != NULL);
  gtk_widget_set_visible (self->add_button, adds);
  gtk_widget_set_visible (self->remove_button, removes);
  gtk_widget_set_visible (GTK_WIDGET (self), adds || removes);
}
