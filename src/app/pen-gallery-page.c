/* pen-gallery-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-gallery-page"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-gallery-cell.h"
#include "pen-gallery-details.h"
#include "pen-gallery-model.h"
#include "pen-gallery-page.h"
#include "pen-window.h"

/* How far from the end the next page is asked for, in heights of the window. */
#define READ_AHEAD 2.0

struct _PenGalleryPage
{
  AdwBin              parent_instance;

  PenEngine          *engine;      /* (owned) (nullable) */
  PenGalleryModel    *model;       /* (owned) (nullable) */
  GtkSingleSelection *selection;   /* (owned) (nullable) */
  GPtrArray          *providers;   /* (owned) (element-type utf8): ids, as in the drop-down */
  GArray             *tasks;       /* (owned) (element-type PenTask): as in the drop-down */
  PenPicture         *trashed;     /* (owned) (nullable): the one that Undo brings back */
  gint64              wanted;      /* picture to show as soon as it is read; 0 for none */

  AdwFlap            *flap;
  GtkEditable        *search;
  GtkDropDown        *provider;
  GtkDropDown        *task;
  GtkToggleButton    *starred;
  GtkStack           *stack;
  AdwStatusPage      *trouble;
  GtkScrolledWindow  *scroller;
  GtkGridView        *grid;
  PenGalleryDetails  *details;
};

G_DEFINE_FINAL_TYPE (PenGalleryPage, pen_gallery_page, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_USE_AS_SOURCE,
  SIGNAL_REUSE_SETTINGS,
} PenGalleryPageSignal;

static guint signals[SIGNAL_REUSE_SETTINGS + 1];

static void
toast (PenGalleryPage *self,
       const char     *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

/* The grid */

static void
read_ahead_cb (PenGalleryPage *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);
  double left = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_value (adjustment) -
                gtk_adjustment_get_page_size (adjustment);

  if (self->model != NULL && left < READ_AHEAD * gtk_adjustment_get_page_size (adjustment))
    pen_gallery_model_load_more (self->model);
}

static void
try_wanted (PenGalleryPage *self)
{
  guint position = self->wanted != 0 ? pen_gallery_model_find (self->model, self->wanted)
                                     : G_MAXUINT;

  if (position == G_MAXUINT)
    return;

  self->wanted = 0;
  gtk_single_selection_set_selected (self->selection, position);
  gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", position);
}

static void
update_stack (PenGalleryPage *self)
{
  const GError *error = pen_gallery_model_get_error (self->model);
  const char *page = "grid";

  if (error != NULL)
    adw_status_page_set_description (self->trouble, error->message);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    {
      if (pen_gallery_model_is_loading (self->model))
        page = "wait";
      else if (error != NULL)
        page = "trouble";
      else
        page = pen_gallery_model_is_search (self->model) ? "nothing" : "empty";
    }

  gtk_stack_set_visible_child_name (self->stack, page);
  try_wanted (self);
}

static void
show_selected_cb (PenGalleryPage *self)
{
  PenPicture *picture = gtk_single_selection_get_selected_item (self->selection);

  if (picture != NULL)
    pen_gallery_details_set_picture (self->details, picture);
  adw_flap_set_reveal_flap (self->flap, picture != NULL);
}

static void
activate_cb (PenGalleryPage *self,
             guint           position)
{
  gtk_single_selection_set_selected (self->selection, position);
  show_selected_cb (self);
}

static void
close_details_cb (PenGalleryPage *self)
{
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

/* Swiped away by a finger. */
static void
reveal_changed_cb (PenGalleryPage *self)
{
  if (self->selection != NULL && !adw_flap_get_reveal_flap (self->flap))
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
}

static void
setup_cell_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               gpointer            user_data)
{
  gtk_list_item_set_child (item, pen_gallery_cell_new ());
}

static void
bind_cell_cb (PenGalleryPage     *self,
              GtkListItem        *item,
              GtkListItemFactory *factory)
{
  pen_gallery_cell_set_picture (PEN_GALLERY_CELL (gtk_list_item_get_child (item)), self->engine,
                                gtk_list_item_get_item (item));
}

static void
unbind_cell_cb (GtkListItemFactory *factory,
                GtkListItem        *item,
                gpointer            user_data)
{
  pen_gallery_cell_set_picture (PEN_GALLERY_CELL (gtk_list_item_get_child (item)), NULL, NULL);
}

/* Search */

static void
search_cb (PenGalleryPage *self)
{
  guint provider = gtk_drop_down_get_selected (self->provider);
  guint task = gtk_drop_down_get_selected (self->task);

  if (self->model == NULL)
    return;

  pen_gallery_model_search (self->model, gtk_editable_get_text (self->search),
                            provider > 0 && provider <= self->providers->len
                              ? g_ptr_array_index (self->providers, provider - 1) : NULL,
                            task > 0 && task <= self->tasks->len
                              ? pen_task_to_nick (g_array_index (self->tasks, PenTask, task - 1))
                              : NULL,
                            gtk_toggle_button_get_active (self->starred));
}

static void
stop_search_cb (PenGalleryPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->grid));
}

static void
show_all_cb (PenGalleryPage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_drop_down_set_selected (self->provider, 0);
  gtk_drop_down_set_selected (self->task, 0);
  gtk_toggle_button_set_active (self->starred, FALSE);
}

static void
fill_providers (PenGalleryPage *self)
{
  GListModel *catalogues = pen_engine_get_catalogues (self->engine);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, _("All providers"));
  for (guint i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);

      gtk_string_list_append (titles, pen_catalogue_get_title (catalogue));
      g_ptr_array_add (self->providers, g_strdup (pen_catalogue_get_id (catalogue)));
    }
  gtk_drop_down_set_model (self->provider, G_LIST_MODEL (titles));
}

static gboolean
is_offered (PenEngine *engine,
            PenTask    task)
{
  GListModel *catalogues = pen_engine_get_catalogues (engine);

  for (guint i = 0; i < g_list_model_get_n_items (catalogues); i++)
    {
      g_autoptr(PenCatalogue) catalogue = g_list_model_get_item (catalogues, i);
      GListModel *models = pen_catalogue_get_models (catalogue);

      for (guint j = 0; j < g_list_model_get_n_items (models); j++)
        {
          g_autoptr(PenModel) model = g_list_model_get_item (models, j);

          if (pen_model_has_task (model, task))
            return TRUE;
        }
    }

  return FALSE;
}

static void
fill_tasks (PenGalleryPage *self)
{
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);

  gtk_string_list_append (titles, _("All tasks"));
  for (PenTask task = PEN_TASK_TEXT_TO_IMAGE; task < PEN_N_TASKS; task++)
    if (is_offered (self->engine, task))
      {
        gtk_string_list_append (titles, pen_task_to_title (task));
        g_array_append_val (self->tasks, task);
      }
  gtk_drop_down_set_model (self->task, G_LIST_MODEL (titles));
}

/* Trash and undo */

static void
trashed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PenGalleryPage) self = PEN_GALLERY_PAGE (user_data);
  g_autoptr(GError) error = NULL;

  if (pen_engine_trash_picture_finish (PEN_ENGINE (object), result, &error))
    pen_window_toast (PEN_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                      _("The picture is in the trash"), _("_Undo"), "win.undo-trash");
  else
    toast (self, error->message);
}

static void
trash_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  PenGalleryPage *self = PEN_GALLERY_PAGE (widget);
  guint position = pen_gallery_model_find (self->model, g_variant_get_int64 (parameter));
  g_autoptr(PenPicture) picture = NULL;

  if (position == G_MAXUINT)
    return;

  picture = g_list_model_get_item (G_LIST_MODEL (self->model), position);
  g_set_object (&self->trashed, picture);
  close_details_cb (self);
  pen_engine_trash_picture_async (self->engine, picture, trashed_cb, g_object_ref (self));
}

static void
trash_selected_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  PenGalleryPage *self = PEN_GALLERY_PAGE (widget);
  PenPicture *picture = self->selection != NULL
                          ? gtk_single_selection_get_selected_item (self->selection) : NULL;

  if (picture != NULL)
    gtk_widget_activate_action (widget, "gallery.trash", "x", pen_picture_get_id (picture));
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(PenGalleryPage) self = PEN_GALLERY_PAGE (user_data);
  g_autoptr(GError) error = NULL;

  if (!pen_engine_restore_picture_finish (PEN_ENGINE (object), result, &error))
    toast (self, error->message);
}

/**
 * pen_gallery_page_undo_trash:
 * @self: a #PenGalleryPage
 *
 * Brings back the picture that went to the trash last.
 */
void
pen_gallery_page_undo_trash (PenGalleryPage *self)
{
  g_autoptr(PenPicture) picture = NULL;

  g_return_if_fail (PEN_IS_GALLERY_PAGE (self));

  picture = g_steal_pointer (&self->trashed);
  if (picture == NULL)
    return;

  self->wanted = pen_picture_get_id (picture);
  pen_engine_restore_picture_async (self->engine, picture, restored_cb, g_object_ref (self));
}

/* The details pass on what was chosen there. */

static void
use_as_source_cb (PenGalleryPage *self,
                  PenPicture     *picture)
{
  g_signal_emit (self, signals[SIGNAL_USE_AS_SOURCE], 0, picture);
}

static void
reuse_settings_cb (PenGalleryPage *self,
                   PenPicture     *picture)
{
  g_signal_emit (self, signals[SIGNAL_REUSE_SETTINGS], 0, picture);
}

static void
pen_gallery_page_dispose (GObject *object)
{
  PenGalleryPage *self = PEN_GALLERY_PAGE (object);

  if (self->grid != NULL)
    gtk_grid_view_set_model (self->grid, NULL);
  g_clear_object (&self->selection);
  /* The flap is a child of the template as well as of the bin: only one may drop it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_GALLERY_PAGE);
  g_clear_object (&self->model);
  g_clear_object (&self->trashed);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->providers, g_ptr_array_unref);
  g_clear_pointer (&self->tasks, g_array_unref);

  G_OBJECT_CLASS (pen_gallery_page_parent_class)->dispose (object);
}

static void
pen_gallery_page_class_init (PenGalleryPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_gallery_page_dispose;

  /**
   * PenGalleryPage::use-as-source:
   *
   * The picture is to be the source of a new one.
   */
  signals[SIGNAL_USE_AS_SOURCE] =
    g_signal_new ("use-as-source", PEN_TYPE_GALLERY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, PEN_TYPE_PICTURE);

  /**
   * PenGalleryPage::reuse-settings:
   *
   * What the picture was made with is to fill the form.
   */
  signals[SIGNAL_REUSE_SETTINGS] =
    g_signal_new ("reuse-settings", PEN_TYPE_GALLERY_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, PEN_TYPE_PICTURE);

  g_type_ensure (PEN_TYPE_GALLERY_DETAILS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-gallery-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, flap);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, search);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, provider);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, task);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, starred);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, grid);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryPage, details);
  gtk_widget_class_bind_template_callback (widget_class, search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, reveal_changed_cb);

  gtk_widget_class_install_action (widget_class, "gallery.trash", "x", trash_action);
  gtk_widget_class_install_action (widget_class, "gallery.trash-selected", NULL,
                                   trash_selected_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0,
                                       "gallery.trash-selected", NULL);
}

static void
set_up_grid (PenGalleryPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  gtk_grid_view_set_factory (self->grid, factory);
  g_object_unref (factory);

  g_signal_connect_object (self->grid, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (read_ahead_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (read_ahead_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
pen_gallery_page_init (PenGalleryPage *self)
{
  self->providers = g_ptr_array_new_with_free_func (g_free);
  self->tasks = g_array_new (FALSE, FALSE, sizeof (PenTask));
  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_grid (self);

  g_signal_connect_object (self->details, "use-as-source", G_CALLBACK (use_as_source_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details, "reuse-settings", G_CALLBACK (reuse_settings_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details, "show-picture",
                           G_CALLBACK (pen_gallery_page_show_picture), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details, "close", G_CALLBACK (close_details_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
pen_gallery_page_new (void)
{
  return g_object_new (PEN_TYPE_GALLERY_PAGE, NULL);
}

/**
 * pen_gallery_page_set_engine:
 * @self: a #PenGalleryPage
 * @engine: an engine that is open
 */
void
pen_gallery_page_set_engine (PenGalleryPage *self,
                             PenEngine      *engine)
{
  g_return_if_fail (PEN_IS_GALLERY_PAGE (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  pen_gallery_details_set_engine (self->details, engine);
  fill_providers (self);
  fill_tasks (self);

  self->model = pen_gallery_model_new (engine);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->model)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  gtk_grid_view_set_model (self->grid, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect_object (self->selection, "notify::selected-item",
                           G_CALLBACK (show_selected_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "notify::loading", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->model, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);
  update_stack (self);
}

/**
 * pen_gallery_page_show_picture:
 * @self: a #PenGalleryPage
 * @id: id of a picture
 *
 * Shows the details of a picture, as soon as it is read.
 */
void
pen_gallery_page_show_picture (PenGalleryPage *self,
                               gint64          id)
{
  g_return_if_fail (PEN_IS_GALLERY_PAGE (self));

  if (self->model == NULL)
    return;

  self->wanted = id;
  if (pen_gallery_model_find (self->model, id) == G_MAXUINT)
    show_all_cb (self);
  try_wanted (self);
}

void
pen_gallery_page_focus_search (PenGalleryPage *self)
{
  g_return_if_fail (PEN_IS_GALLERY_PAGE (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}
