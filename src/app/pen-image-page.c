/* pen-image-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-image-page"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-image-page-private.h"
#include "pen-texture.h"

#define MIN_FIRST_SIDE 640
#define MAX_FIRST_SIDE 2560

G_DEFINE_FINAL_TYPE (PenImagePage, pen_image_page, ADW_TYPE_BIN)

/* The prompts of the menu.  The last two are to be completed by whoever uses them. */
static const struct
{
  const char *name;
  const char *prompt;
} starters[] = {
  { "background", N_("Replace the background with a sunlit beach, and keep what is in front "
                     "of it as it is") },
  { "restyle", N_("Make it an oil painting with visible brush strokes") },
  { "add", N_("Add a small red boat to the picture") },
  { "remove", N_("Remove the people in the background, and fill the place with what is around "
                 "it") },
  { "enhance", N_("Enhance the picture: sharpen it, with better light and natural colours") },
};

/* Shows @sentence on top of the page; %NULL takes the last one away. */
void
pen_image_page_show_status (PenImagePage *self,
                            const char   *sentence)
{
  if (sentence != NULL)
    gtk_label_set_label (self->status_label, sentence);
  gtk_revealer_set_reveal_child (self->status_revealer, sentence != NULL);
}

static void
set_busy (PenImagePage *self,
          gboolean      busy)
{
  gtk_widget_set_visible (self->busy, busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

/* However the picture comes, people want to see it come. */
static void
come_to_front (PenImagePage *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-page", "s", "image");
}

static void
stop_loading (PenImagePage *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_pointer (&self->loading_path, g_free);

  if (self->loading_detail != NULL)
    g_cancellable_cancel (self->loading_detail);
  g_clear_object (&self->loading_detail);
}

/* The first look at a picture has about the pixels that its place has. */
guint
pen_image_page_get_first_side (PenImagePage *self)
{
  int side = MAX (gtk_widget_get_width (GTK_WIDGET (self->stack)),
                  gtk_widget_get_height (GTK_WIDGET (self->stack)));

  return (guint) CLAMP (side * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                        MIN_FIRST_SIDE, MAX_FIRST_SIDE);
}

static void
take_source (PenImagePage         *self,
             GdkTexture           *texture,
             const PenPictureInfo *info)
{
  pen_image_page_forget_result (self);
  pen_image_page_show_status (self, NULL);

  g_free (self->path);
  self->path = g_steal_pointer (&self->loading_path);
  self->parent = self->loading_parent;
  self->serial++;
  self->has_detail = (guint) gdk_texture_get_width (texture) >= info->width;

  pen_canvas_set_picture_size (self->canvas, info->width, info->height);
  pen_canvas_set_zoom (self->canvas, 0);
  pen_canvas_set_before (self->canvas, texture);
  gtk_stack_set_visible_child_name (self->stack, "picture");

  pen_request_form_set_source (self->form, self->path, info->width, info->height, info->bytes,
                               self->parent);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PenImagePage *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;
  PenPictureInfo info = { 0 };

  texture = pen_texture_load_finish (result, &info, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading);
  set_busy (self, FALSE);

  if (texture != NULL)
    {
      take_source (self, texture, &info);
      return;
    }

  /* The page keeps what it had. */
  g_clear_pointer (&self->loading_path, g_free);
  pen_image_page_show_status (self, error->message);
}

static void
load_detail_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  PenImagePage *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  texture = pen_texture_load_finish (result, NULL, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading_detail);
  if (texture == NULL)
    g_debug ("No closer look at %s: %s", self->path, error->message);
  else
    pen_canvas_set_before (self->canvas, texture);
}

static void
detail_wanted_cb (PenImagePage *self)
{
  pen_image_page_sharpen_result (self);
  if (self->has_detail || self->path == NULL || self->loading_detail != NULL)
    return;

  self->has_detail = TRUE;
  self->loading_detail = g_cancellable_new ();
  pen_texture_load_async (self->path, PEN_IMAGE_PAGE_MAX_SIDE, self->loading_detail,
                          load_detail_cb, self);
}

static void
started_cb (PenImagePage *self)
{
  stop_loading (self);
  pen_image_page_show_status (self, NULL);
  set_busy (self, TRUE);
  come_to_front (self);
}

static void
picked_cb (PenImagePage *self,
           const char   *path)
{
  pen_image_page_open_path (self, path, 0);
}

static void
failed_cb (PenImagePage *self,
           const char   *sentence)
{
  set_busy (self, FALSE);
  pen_image_page_show_status (self, sentence);
}

static void
hover_cb (PenImagePage *self,
          gboolean      hovers)
{
  gtk_widget_set_visible (self->drop_zone, hovers);
}

static void
hint_cb (PenImagePage *self,
         const char   *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

static void
source_wanted_cb (PenImagePage *self,
                  const char   *path,
                  gint64        parent)
{
  pen_image_page_open_path (self, path, parent);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  pen_image_page_open_file_dialog (PEN_IMAGE_PAGE (widget));
}

static void
paste_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  pen_image_page_paste (PEN_IMAGE_PAGE (widget));
}

static void
close_status_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *parameter)
{
  pen_image_page_show_status (PEN_IMAGE_PAGE (widget), NULL);
}

static void
starter_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);
  const char *wanted = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (starters); i++)
    {
      if (!g_str_equal (starters[i].name, wanted))
        continue;

      pen_request_form_set_prompt (self->form, _(starters[i].prompt));
      pen_request_form_focus_prompt (self->form);
    }
}

/* The tools stand beside the canvas, whose own actions only its children can reach. */
static void
canvas_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);
  g_autofree char *action = g_strconcat ("canvas.", name + strlen ("image."), NULL);

  gtk_widget_activate_action_variant (GTK_WIDGET (self->canvas), action, NULL);
}

static void
pen_image_page_dispose (GObject *object)
{
  PenImagePage *self = PEN_IMAGE_PAGE (object);

  stop_loading (self);
  pen_image_page_dispose_result (self);
  if (self->input != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->input, self);
      pen_picture_input_cancel (self->input);
    }
  g_clear_object (&self->input);
  g_clear_object (&self->engine);

  adw_bin_set_child (ADW_BIN (self), NULL);

  G_OBJECT_CLASS (pen_image_page_parent_class)->dispose (object);
}

static void
pen_image_page_finalize (GObject *object)
{
  PenImagePage *self = PEN_IMAGE_PAGE (object);

  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (pen_image_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, layout);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, form);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, canvas);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, stack);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, drop_zone);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, busy);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, spinner);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, status_revealer);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, status_label);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, compare_button);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, results_box);
  gtk_widget_class_bind_template_child (widget_class, PenImagePage, results_label);
}

static void
pen_image_page_class_init (PenImagePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char * const canvas_actions[] = {
    "image.zoom-in", "image.zoom-out", "image.fit", "image.one"
  };

  object_class->dispose = pen_image_page_dispose;
  object_class->finalize = pen_image_page_finalize;

  g_type_ensure (PEN_TYPE_PAGE_LAYOUT);
  g_type_ensure (PEN_TYPE_REQUEST_FORM);
  g_type_ensure (PEN_TYPE_CANVAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-image-page.ui");
  bind_children (widget_class);

  gtk_widget_class_install_action (widget_class, "image.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "image.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "image.close-status", NULL,
                                   close_status_action);
  gtk_widget_class_install_action (widget_class, "image.starter", "s", starter_action);
  for (guint i = 0; i < G_N_ELEMENTS (canvas_actions); i++)
    gtk_widget_class_install_action (widget_class, canvas_actions[i], NULL, canvas_action);
  pen_image_page_class_init_result (widget_class);
}

static void
pen_image_page_init (PenImagePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->input = pen_picture_input_new ();
  g_signal_connect_swapped (self->input, "started", G_CALLBACK (started_cb), self);
  g_signal_connect_swapped (self->input, "picked", G_CALLBACK (picked_cb), self);
  g_signal_connect_swapped (self->input, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect_swapped (self->input, "hint", G_CALLBACK (hint_cb), self);
  g_signal_connect_swapped (self->input, "hover", G_CALLBACK (hover_cb), self);

  g_signal_connect_object (self->canvas, "detail-wanted", G_CALLBACK (detail_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "source-wanted", G_CALLBACK (source_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  pen_image_page_init_result (self);
}

/**
 * pen_image_page_set_engine:
 * @self: a page
 * @engine: (nullable): the engine, open
 */
void
pen_image_page_set_engine (PenImagePage *self,
                           PenEngine    *engine)
{
  g_return_if_fail (PEN_IS_IMAGE_PAGE (self));
  g_return_if_fail (engine == NULL || PEN_IS_ENGINE (engine));

  if (!g_set_object (&self->engine, engine))
    return;

  pen_picture_input_set_engine (self->input, engine);
  pen_request_form_set_engine (self->form, engine);
}

/**
 * pen_image_page_get_form:
 * @self: a page
 *
 * Returns: (transfer none): its form
 */
PenRequestForm *
pen_image_page_get_form (PenImagePage *self)
{
  g_return_val_if_fail (PEN_IS_IMAGE_PAGE (self), NULL);

  return self->form;
}

/**
 * pen_image_page_get_path:
 * @self: a page
 *
 * Returns: (nullable): the file of the source that is shown
 */
const char *
pen_image_page_get_path (PenImagePage *self)
{
  g_return_val_if_fail (PEN_IS_IMAGE_PAGE (self), NULL);

  return self->path;
}

/**
 * pen_image_page_is_loading:
 * @self: a page
 *
 * Returns: whether a picture is on the way
 */
gboolean
pen_image_page_is_loading (PenImagePage *self)
{
  g_return_val_if_fail (PEN_IS_IMAGE_PAGE (self), FALSE);

  return gtk_widget_get_visible (self->busy);
}

/**
 * pen_image_page_open_path:
 * @self: a page
 * @path: a file
 * @parent: its id in the gallery, or 0
 *
 * Makes a file the source.  If it cannot be read, the page says so and keeps what it
 * had.
 */
void
pen_image_page_open_path (PenImagePage *self,
                          const char   *path,
                          gint64        parent)
{
  g_return_if_fail (PEN_IS_IMAGE_PAGE (self));
  g_return_if_fail (path != NULL);

  pen_picture_input_cancel (self->input);
  stop_loading (self);

  self->loading_path = g_strdup (path);
  self->loading_parent = parent;
  self->loading = g_cancellable_new ();
  set_busy (self, TRUE);
  come_to_front (self);
  pen_texture_load_async (path, pen_image_page_get_first_side (self), self->loading, load_cb, self);
}

/**
 * pen_image_page_open_file:
 * @self: a page
 * @file: a file, or an address
 *
 * Makes @file the source, wherever it is.
 */
void
pen_image_page_open_file (PenImagePage *self,
                          GFile        *file)
{
  g_return_if_fail (PEN_IS_IMAGE_PAGE (self));
  g_return_if_fail (G_IS_FILE (file));

  pen_picture_input_take_file (self->input, file);
}

/**
 * pen_image_page_open_file_dialog:
 * @self: a page
 *
 * Lets the user choose the source.
 */
void
pen_image_page_open_file_dialog (PenImagePage *self)
{
  GtkRoot *root;

  g_return_if_fail (PEN_IS_IMAGE_PAGE (self));

  root = gtk_widget_get_root (GTK_WIDGET (self));
  pen_picture_input_choose (self->input, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL);
}

/**
 * pen_image_page_paste:
 * @self: a page
 *
 * Makes the picture in the clipboard the source.
 */
void
pen_image_page_paste (PenImagePage *self)
{
  g_return_if_fail (PEN_IS_IMAGE_PAGE (self));

  pen_picture_input_take_clipboard (self->input,
                                    gtk_widget_get_clipboard (GTK_WIDGET (self)));
}

/**
 * pen_image_page_watch_drops:
 * @self: a page
 * @widget: the page itself, or something around it
 *
 * Takes what is dropped on @widget.  Only one of the widgets that lie in each other
 * shall be watched.
 */
void
pen_image_page_watch_drops (PenImagePage *self,
                            GtkWidget    *widget)
{
  g_return_if_fail (PEN_IS_IMAGE_PAGE (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  pen_picture_input_add_target (self->input, widget);
}
