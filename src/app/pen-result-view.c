/* pen-result-view.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-result-view"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "pen-canvas.h"
#include "pen-result-cell.h"
#include "pen-result-view.h"
#include "pen-save-copy.h"
#include "pen-texture.h"

#define MAX_SIDE 6000

struct _PenResultView
{
  AdwBin              parent_instance;

  GtkStack           *stack;
  GtkSpinner         *spinner;
  AdwStatusPage      *trouble;
  PenCanvas          *canvas;
  GtkWidget          *strip;
  GtkListView        *list;
  GtkLabel           *facts;
  GtkSingleSelection *selection;

  PenEngine          *engine;           /* (owned) (nullable) */
  GListStore         *pictures;         /* (owned) (element-type PenPicture): newest first */
  GPtrArray          *jobs;             /* (owned) (element-type PenJob): still on their way */
  PenPicture         *shown;            /* (owned) (nullable): what the canvas is for */
  GCancellable       *loading;          /* (owned) (nullable) */
  gboolean            empty;
};

G_DEFINE_FINAL_TYPE (PenResultView, pen_result_view, ADW_TYPE_BIN)

typedef enum
{
  PROP_EMPTY = 1,
} PenResultViewProperty;

static GParamSpec *properties[PROP_EMPTY + 1];

typedef enum
{
  SIGNAL_USE_AS_SOURCE,
} PenResultViewSignal;

static guint signals[SIGNAL_USE_AS_SOURCE + 1];

static const char * const picture_actions[] = {
  "result.use", "result.show-in-gallery", "result.copy", "result.save-copy"
};

static void
stop_loading (PenResultView *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static GCancellable *
start_loading (PenResultView *self)
{
  stop_loading (self);
  self->loading = g_cancellable_new ();

  return self->loading;
}

static void
show_page (PenResultView *self,
           const char    *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  gtk_spinner_set_spinning (self->spinner, g_str_equal (page, "waiting"));
}

static void
update_empty (PenResultView *self)
{
  gboolean empty = pen_result_view_is_empty (self);

  if (self->empty == empty)
    return;

  self->empty = empty;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EMPTY]);
}

/* “1024 × 768, seed 42, $0.03” */
static void
update_facts (PenResultView *self)
{
  const PenPictureRow *row = self->shown != NULL ? pen_picture_get_row (self->shown) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  gsize i;

  if (row != NULL)
    {
      g_string_append_printf (text, "%u × %u", row->width, row->height);
      if (row->seed > 0)
        g_string_append_printf (text, _(", seed %" PRIu64), row->seed);
      if (row->cost_usd > 0)
        g_string_append_printf (text, ", $%.3f", row->cost_usd);
      if (row->warning != NULL)
        g_string_append_printf (text, ". %s", row->warning);
    }

  gtk_label_set_label (self->facts, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->facts), text->len > 0 ? text->str : NULL);
  for (i = 0; i < G_N_ELEMENTS (picture_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), picture_actions[i], row != NULL);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PenResultView *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = pen_texture_load_finish (result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  pen_canvas_set_after_label (self->canvas, NULL);
  pen_canvas_set_after (self->canvas, texture);
  if (texture == NULL)
    adw_status_page_set_description (self->trouble, error->message);
  show_page (self, texture != NULL ? "picture" : "trouble");
}

/* The chosen picture, or, where there is none, what is to be said instead. */
static void
show_chosen (PenResultView *self)
{
  PenPicture *picture = gtk_single_selection_get_selected_item (self->selection);

  if (g_set_object (&self->shown, picture) || picture == NULL)
    stop_loading (self);
  update_facts (self);
  gtk_widget_set_visible (self->strip,
                          g_list_model_get_n_items (G_LIST_MODEL (self->pictures)) > 1);

  if (picture != NULL)
    pen_texture_load_async (pen_picture_get_path (picture), MAX_SIDE, start_loading (self),
                            load_cb, self);
  else
    show_page (self, self->jobs->len > 0 ? "waiting" : "empty");

  update_empty (self);
}

static void
selected_cb (PenResultView *self)
{
  if (self->pictures != NULL)
    show_chosen (self);
}

static void
load_preview_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PenResultView *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = pen_texture_load_bytes_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  if (texture == NULL || self->jobs->len == 0)
    return;

  g_clear_object (&self->shown);
  update_facts (self);
  pen_canvas_set_after_label (self->canvas, _("Preview"));
  pen_canvas_set_after (self->canvas, texture);
  show_page (self, "picture");
}

static void
preview_cb (PenResultView *self,
            GParamSpec    *pspec,
            PenJob        *job)
{
  GBytes *preview = pen_job_get_preview (job);

  if (preview != NULL && !pen_job_has_ended (job))
    pen_texture_load_bytes_async (preview, start_loading (self), load_preview_cb, self);
}

static gboolean
has_picture (PenResultView *self,
             PenPicture    *picture)
{
  return g_list_store_find (self->pictures, picture, NULL);
}

static void
take_pictures (PenResultView *self,
               PenJob        *job)
{
  GListModel *pictures = pen_job_get_pictures (job);
  gboolean taken = FALSE;
  guint i;

  for (i = 0; i < g_list_model_get_n_items (pictures); i++)
    {
      g_autoptr(PenPicture) picture = g_list_model_get_item (pictures, i);

      if (has_picture (self, picture))
        continue;

      g_list_store_insert (self->pictures, 0, picture);
      taken = TRUE;
    }

  if (!taken)
    return;

  /* Which shows it, as another one, or none, was selected. */
  gtk_single_selection_set_selected (self->selection, 0);
}

static void
state_cb (PenResultView *self,
          GParamSpec    *pspec,
          PenJob        *job)
{
  take_pictures (self, job);
  if (!pen_job_has_ended (job))
    return;

  g_signal_handlers_disconnect_by_data (job, self);
  g_signal_handlers_disconnect_by_data (pen_job_get_pictures (job), self);
  if (!g_ptr_array_remove (self->jobs, job))
    return;

  /* A preview of what never came goes again. */
  if (self->shown == NULL)
    show_chosen (self);
  update_empty (self);
}

static void
pictures_cb (PenResultView *self,
             guint          position,
             guint          removed,
             guint          added,
             GListModel    *pictures)
{
  guint i;

  for (i = 0; i < self->jobs->len; i++)
    if (pen_job_get_pictures (self->jobs->pdata[i]) == pictures)
      {
        take_pictures (self, self->jobs->pdata[i]);
        return;
      }
}

static void
picture_removed_cb (PenResultView *self,
                    gint64         id)
{
  guint i;

  for (i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pictures)); i++)
    {
      g_autoptr(PenPicture) picture =
        g_list_model_get_item (G_LIST_MODEL (self->pictures), i);

      if (pen_picture_get_id (picture) == id)
        {
          g_list_store_remove (self->pictures, i);
          show_chosen (self);
          return;
        }
    }
}

static void
setup_cell_cb (GtkListItemFactory *factory,
               GtkListItem        *item,
               gpointer            user_data)
{
  gtk_list_item_set_child (item, pen_result_cell_new ());
}

static void
bind_cell_cb (PenResultView      *self,
              GtkListItem        *item,
              GtkListItemFactory *factory)
{
  pen_result_cell_set_picture (PEN_RESULT_CELL (gtk_list_item_get_child (item)),
                               self->engine, gtk_list_item_get_item (item));
}

static void
unbind_cell_cb (GtkListItemFactory *factory,
                GtkListItem        *item,
                gpointer            user_data)
{
  pen_result_cell_set_picture (PEN_RESULT_CELL (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
use_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  PenResultView *self = PEN_RESULT_VIEW (widget);

  g_signal_emit (self, signals[SIGNAL_USE_AS_SOURCE], 0, self->shown);
}

static void
show_in_gallery_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  PenResultView *self = PEN_RESULT_VIEW (widget);

  gtk_widget_activate_action (widget, "app.show-picture", "x", pen_picture_get_id (self->shown));
}

/* As a file for a file manager, and as a picture for everything else. */
static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PenResultView *self = PEN_RESULT_VIEW (widget);
  g_autoptr(GFile) file = g_file_new_for_path (pen_picture_get_path (self->shown));
  g_autoptr(GdkContentProvider) provider = NULL;
  GdkTexture *texture = pen_canvas_get_after (self->canvas);
  GdkContentProvider *kinds[2];
  GdkFileList *files;
  gsize n_kinds = 0;

  files = gdk_file_list_new_from_array (&file, 1);
  if (texture != NULL)
    kinds[n_kinds++] = gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
  kinds[n_kinds++] = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, files);
  g_boxed_free (GDK_TYPE_FILE_LIST, files);

  provider = gdk_content_provider_new_union (kinds, n_kinds);
  if (gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), provider))
    gtk_widget_activate_action (widget, "win.toast", "s", _("Picture copied"));
}

static void
save_copy_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PenResultView *self = PEN_RESULT_VIEW (widget);

  pen_save_copy_ask (widget, self->engine, self->shown);
}

static void
zoom_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PenResultView *self = PEN_RESULT_VIEW (widget);
  g_autofree char *action = g_strconcat ("canvas.", name + strlen ("result."), NULL);

  gtk_widget_activate_action (GTK_WIDGET (self->canvas), action, NULL);
}

static void
pen_result_view_dispose (GObject *object)
{
  PenResultView *self = PEN_RESULT_VIEW (object);
  guint i;

  stop_loading (self);
  for (i = 0; i < self->jobs->len; i++)
    {
      g_signal_handlers_disconnect_by_data (self->jobs->pdata[i], self);
      g_signal_handlers_disconnect_by_data (pen_job_get_pictures (self->jobs->pdata[i]), self);
    }
  g_ptr_array_set_size (self->jobs, 0);

  g_clear_object (&self->pictures);
  /* The stack is a child of the template as well as of the bin: only one may drop it. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_RESULT_VIEW);
  g_clear_object (&self->shown);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (pen_result_view_parent_class)->dispose (object);
}

static void
pen_result_view_finalize (GObject *object)
{
  PenResultView *self = PEN_RESULT_VIEW (object);

  g_clear_pointer (&self->jobs, g_ptr_array_unref);

  G_OBJECT_CLASS (pen_result_view_parent_class)->finalize (object);
}

static void
pen_result_view_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  PenResultView *self = PEN_RESULT_VIEW (object);

  switch ((PenResultViewProperty) prop_id)
    {
    case PROP_EMPTY:
      g_value_set_boolean (value, pen_result_view_is_empty (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_result_view_class_init (PenResultViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (PEN_TYPE_CANVAS);

  object_class->dispose = pen_result_view_dispose;
  object_class->finalize = pen_result_view_finalize;
  object_class->get_property = pen_result_view_get_property;

  properties[PROP_EMPTY] =
    g_param_spec_boolean ("empty", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SIGNAL_USE_AS_SOURCE] =
    g_signal_new ("use-as-source", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PEN_TYPE_PICTURE);

  gtk_widget_class_install_action (widget_class, "result.use", NULL, use_action);
  gtk_widget_class_install_action (widget_class, "result.show-in-gallery", NULL,
                                   show_in_gallery_action);
  gtk_widget_class_install_action (widget_class, "result.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "result.save-copy", NULL, save_copy_action);
  gtk_widget_class_install_action (widget_class, "result.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "result.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "result.fit", NULL, zoom_action);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-result-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PenResultView, stack);
  gtk_widget_class_bind_template_child (widget_class, PenResultView, spinner);
  gtk_widget_class_bind_template_child (widget_class, PenResultView, trouble);
  gtk_widget_class_bind_template_child (widget_class, PenResultView, canvas);
  gtk_widget_class_bind_template_child (widget_class, PenResultView, strip);
  gtk_widget_class_bind_template_child (widget_class, PenResultView, list);
  gtk_widget_class_bind_template_child (widget_class, PenResultView, facts);
  gtk_widget_class_bind_template_child (widget_class, PenResultView, selection);
  gtk_widget_class_bind_template_callback (widget_class, selected_cb);
}

static void
pen_result_view_init (PenResultView *self)
{
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  self->empty = TRUE;
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_widget_init_template (GTK_WIDGET (self));

  self->pictures = g_list_store_new (PEN_TYPE_PICTURE);
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (self->pictures));

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cell_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  update_facts (self);
}

GtkWidget *
pen_result_view_new (void)
{
  return g_object_new (PEN_TYPE_RESULT_VIEW, NULL);
}

/**
 * pen_result_view_set_engine:
 * @self: a view
 * @engine: an open engine
 *
 * Lets the view load small pictures, and hear of those that are deleted.
 */
void
pen_result_view_set_engine (PenResultView *self,
                            PenEngine     *engine)
{
  g_return_if_fail (PEN_IS_RESULT_VIEW (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "picture-removed", G_CALLBACK (picture_removed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * pen_result_view_add_job:
 * @self: a view
 * @job: a job that was just started
 *
 * Shows what the job makes, as soon as there is something.
 */
void
pen_result_view_add_job (PenResultView *self,
                         PenJob        *job)
{
  g_return_if_fail (PEN_IS_RESULT_VIEW (self));
  g_return_if_fail (PEN_IS_JOB (job));

  g_ptr_array_add (self->jobs, g_object_ref (job));
  g_signal_connect_swapped (job, "notify::state", G_CALLBACK (state_cb), self);
  g_signal_connect_swapped (job, "notify::preview", G_CALLBACK (preview_cb), self);
  g_signal_connect_swapped (pen_job_get_pictures (job), "items-changed",
                            G_CALLBACK (pictures_cb), self);

  if (self->shown == NULL)
    show_chosen (self);
  update_empty (self);
  state_cb (self, NULL, job);
}

/**
 * pen_result_view_is_empty:
 * @self: a view
 *
 * Tells whether there is nothing to show, and nothing on its way.
 */
gboolean
pen_result_view_is_empty (PenResultView *self)
{
  g_return_val_if_fail (PEN_IS_RESULT_VIEW (self), TRUE);

  return self->jobs->len == 0
         && (self->pictures == NULL
             || g_list_model_get_n_items (G_LIST_MODEL (self->pictures)) == 0);
}

/**
 * pen_result_view_get_picture:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): the picture that is shown large
 */
PenPicture *
pen_result_view_get_picture (PenResultView *self)
{
  g_return_val_if_fail (PEN_IS_RESULT_VIEW (self), NULL);

  return self->shown;
}
