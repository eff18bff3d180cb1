/* pen-add-model-window.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-add-model-window"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-add-model-window.h"

struct _PenAddModelWindow
{
  AdwWindow     parent_instance;

  GtkWidget    *add_button;
  GtkSpinner   *spinner;
  GtkLabel     *explanation;
  GtkEditable  *name_row;
  GtkLabel     *trouble;

  PenEngine    *engine;        /* (owned) */
  char         *provider;      /* (owned) */
  GCancellable *cancellable;   /* (owned): cancelled when the window closes */
  gboolean      busy;
};

G_DEFINE_FINAL_TYPE (PenAddModelWindow, pen_add_model_window, ADW_TYPE_WINDOW)

typedef enum
{
  SIGNAL_ADDED,
} PenAddModelWindowSignal;

static guint signals[SIGNAL_ADDED + 1];

static char *
dup_name (PenAddModelWindow *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (self->name_row)));
}

static void
update (PenAddModelWindow *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_set_sensitive (self->add_button, !self->busy && *name != '\0');
  gtk_widget_set_sensitive (GTK_WIDGET (self->name_row), !self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
}

static void
say (PenAddModelWindow *self,
     const char        *trouble)
{
  gtk_label_set_label (self->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (self->trouble), trouble != NULL);
}

static void
changed_cb (PenAddModelWindow *self)
{
  say (self, NULL);
  update (self);
}

static void
added_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PenAddModelWindow) self = PEN_ADD_MODEL_WINDOW (user_data);
  g_autoptr(PenModel) model = NULL;
  g_autoptr(GError) error = NULL;

  model = pen_engine_add_model_finish (PEN_ENGINE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->busy = FALSE;
  update (self);
  if (model == NULL)
    {
      say (self, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
      return;
    }

  g_signal_emit (self, signals[SIGNAL_ADDED], 0, model);
  gtk_window_close (GTK_WINDOW (self));
}

static void
add_cb (PenAddModelWindow *self)
{
  g_autofree char *name = dup_name (self);

  if (self->busy || *name == '\0')
    return;

  say (self, NULL);
  self->busy = TRUE;
  update (self);
  pen_engine_add_model_async (self->engine, self->provider, name, self->cancellable, added_cb,
                              g_object_ref (self));
}

static gboolean
pen_add_model_window_close_request (GtkWindow *window)
{
  g_cancellable_cancel (PEN_ADD_MODEL_WINDOW (window)->cancellable);

  return GTK_WINDOW_CLASS (pen_add_model_window_parent_class)->close_request (window);
}

static void
pen_add_model_window_dispose (GObject *object)
{
  PenAddModelWindow *self = PEN_ADD_MODEL_WINDOW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_ADD_MODEL_WINDOW);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (pen_add_model_window_parent_class)->dispose (object);
}

static void
pen_add_model_window_finalize (GObject *object)
{
  PenAddModelWindow *self = PEN_ADD_MODEL_WINDOW (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->provider, g_free);

  G_OBJECT_CLASS (pen_add_model_window_parent_class)->finalize (object);
}

static void
pen_add_model_window_class_init (PenAddModelWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_add_model_window_dispose;
  object_class->finalize = pen_add_model_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = pen_add_model_window_close_request;

  signals[SIGNAL_ADDED] =
    g_signal_new ("added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PEN_TYPE_MODEL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-add-model-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PenAddModelWindow, add_button);
  gtk_widget_class_bind_template_child (widget_class, PenAddModelWindow, spinner);
  gtk_widget_class_bind_template_child (widget_class, PenAddModelWindow, explanation);
  gtk_widget_class_bind_template_child (widget_class, PenAddModelWindow, name_row);
  gtk_widget_class_bind_template_child (widget_class, PenAddModelWindow, trouble);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
pen_add_model_window_init (PenAddModelWindow *self)
{
  self->cancellable = g_cancellable_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * pen_add_model_window_new:
 * @engine: an open engine
 * @provider: the id of a provider whose service describes its models
 *
 * Returns: (transfer floating): the window, not yet shown
 */
GtkWidget *
pen_add_model_window_new (PenEngine  *engine,
                          const char *provider)
{
  PenAddModelWindow *self;
  PenCatalogue *catalogue;
  g_autofree char *explanation = NULL;

  g_return_val_if_fail (PEN_IS_ENGINE (engine), NULL);

  catalogue = pen_engine_find_catalogue (engine, provider);
  g_return_val_if_fail (catalogue != NULL, NULL);

  self = g_object_new (PEN_TYPE_ADD_MODEL_WINDOW, NULL);
  self->engine = g_object_ref (engine);
  self->provider = g_strdup (provider);
  explanation = g_strdup_printf (_("%s has many more models than are listed here. Enter one as it "
                                   "is called there, or paste the address of its page; asking "
                                   "costs nothing."),
                                 pen_catalogue_get_title (catalogue));
  gtk_label_set_label (self->explanation, explanation);
  update (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));

  return GTK_WIDGET (self);
}
