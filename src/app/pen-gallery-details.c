/* pen-gallery-details.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-gallery-details"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-canvas.h"
#include "pen-gallery-details.h"
#include "pen-save-copy.h"
#include "pen-show-in-files.h"
#include "pen-texture.h"

#define MAX_SIDE 2048

struct _PenGalleryDetails
{
  AdwBin           parent_instance;

  PenEngine       *engine;        /* (owned) (nullable) */
  PenPicture      *picture;       /* (owned) (nullable) */
  GCancellable    *loading;       /* (owned) (nullable) */

  PenCanvas       *canvas;
  GtkToggleButton *star;
  GtkLabel        *prompt;
  GtkLabel        *warning;
  GtkListBox      *facts;
};

G_DEFINE_FINAL_TYPE (PenGalleryDetails, pen_gallery_details, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_USE_AS_SOURCE,
  SIGNAL_REUSE_SETTINGS,
  SIGNAL_SHOW_PICTURE,
  SIGNAL_CLOSE,
} PenGalleryDetailsSignal;

static guint signals[SIGNAL_CLOSE + 1];

static void
toast (PenGalleryDetails *self,
       const char        *sentence)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

/* Facts */

static void
add_fact (PenGalleryDetails *self,
          const char        *name,
          const char        *value)
{
  GtkWidget *row;
  g_autofree char *escaped = NULL;

  if (value == NULL || *value == '\0')
    return;

  row = adw_action_row_new ();
  escaped = g_markup_escape_text (value, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (self->facts, row);
}

static char *
describe_model (PenGalleryDetails   *self,
                const PenPictureRow *row)
{
  PenCatalogue *catalogue = row->provider != NULL
                              ? pen_engine_find_catalogue (self->engine, row->provider) : NULL;
  PenModel *model = catalogue != NULL ? pen_catalogue_find_model (catalogue, row->model) : NULL;

  if (model != NULL)
    return g_strdup_printf ("%s, %s", pen_catalogue_get_title (catalogue),
                            pen_model_get_title (model));
  if (row->provider != NULL)
    return g_strdup_printf ("%s/%s", row->provider, row->model);

  return NULL;
}

static void
fill_facts (PenGalleryDetails *self)
{
  const PenPictureRow *row = pen_picture_get_row (self->picture);
  g_autoptr(GDateTime) created = g_date_time_new_from_unix_local (row->created / G_USEC_PER_SEC);
  g_autoptr(PenRequest) request = pen_engine_request_of_picture (self->engine, self->picture);
  g_autofree char *model = describe_model (self, row);
  g_autofree char *date = g_date_time_format (created, "%x %X");
  g_autofree char *bytes = g_format_size (row->bytes);
  g_autofree char *size = g_strdup_printf ("%u × %u, %s", row->width, row->height, bytes);
  g_autofree char *seed = row->seed != 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT, row->seed) : NULL;
  g_autofree char *cost = row->cost_usd > 0 ? g_strdup_printf ("$%.3f", row->cost_usd) : NULL;
  g_autofree char *strength = NULL;
  GtkListBoxRow *old;
  PenTask task;

  while ((old = gtk_list_box_get_row_at_index (self->facts, 0)) != NULL)
    gtk_list_box_remove (self->facts, GTK_WIDGET (old));

  if (request != NULL && pen_request_get_spec (request) != NULL &&
      pen_request_get_spec (request)->fields[PEN_ROLE_STRENGTH] != NULL)
    strength = g_strdup_printf ("%.2f", pen_request_get_strength (request));

  add_fact (self, _("Model"), model);
  add_fact (self, _("Task"), row->task != NULL && pen_task_from_nick (row->task, &task)
                               ? pen_task_to_title (task) : NULL);
  add_fact (self, _("Negative prompt"), row->negative);
  add_fact (self, _("Strength"), strength);
  add_fact (self, _("Seed"), seed);
  add_fact (self, _("Size"), size);
  add_fact (self, _("Cost"), cost);
  add_fact (self, _("Created"), date);
  add_fact (self, _("File"), row->path);
}

/* The picture, and what it was made from */

static void
after_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenGalleryDetails *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = pen_texture_load_finish (result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  pen_canvas_set_after (self->canvas, texture);
  if (texture == NULL)
    {
      gtk_label_set_label (self->warning, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->warning), TRUE);
    }
}

static void
before_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenGalleryDetails *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = pen_texture_load_finish (result, NULL, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  /* A source that is gone is no trouble: the picture stands alone then. */
  self = user_data;
  pen_canvas_set_before (self->canvas, texture);
  pen_canvas_set_compare (self->canvas, texture != NULL);
}

static void
stop_loading (PenGalleryDetails *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
load (PenGalleryDetails *self)
{
  const PenPictureRow *row = pen_picture_get_row (self->picture);

  stop_loading (self);
  self->loading = g_cancellable_new ();
  pen_canvas_set_after (self->canvas, NULL);
  pen_canvas_set_before (self->canvas, NULL);
  pen_canvas_set_compare (self->canvas, FALSE);
  pen_texture_load_async (row->path, MAX_SIDE, self->loading, after_cb, self);
  if (row->source_path != NULL)
    pen_texture_load_async (row->source_path, MAX_SIDE, self->loading, before_cb, self);
}

/* Actions */

static void
star_toggled_cb (PenGalleryDetails *self)
{
  gboolean starred = gtk_toggle_button_get_active (self->star);

  gtk_button_set_icon_name (GTK_BUTTON (self->star),
                            starred ? "starred-symbolic" : "non-starred-symbolic");
  if (self->picture != NULL)
    pen_engine_set_starred (self->engine, self->picture, starred);
}

static void
emit_picture (PenGalleryDetails       *self,
              PenGalleryDetailsSignal  number)
{
  if (self->picture != NULL)
    g_signal_emit (self, signals[number], 0, self->picture);
}

static void
use_as_source_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  emit_picture (PEN_GALLERY_DETAILS (widget), SIGNAL_USE_AS_SOURCE);
}

static void
reuse_settings_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *parameter)
{
  emit_picture (PEN_GALLERY_DETAILS (widget), SIGNAL_REUSE_SETTINGS);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PenGalleryDetails) self = PEN_GALLERY_DETAILS (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = pen_texture_load_finish (result, NULL, &error);

  if (texture == NULL)
    {
      toast (self, error->message);
      return;
    }

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
  toast (self, _("The picture was copied"));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PenGalleryDetails *self = PEN_GALLERY_DETAILS (widget);

  pen_texture_load_async (pen_picture_get_path (self->picture), 0, NULL, copied_cb,
                          g_object_ref (self));
}

static void
save_copy_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PenGalleryDetails *self = PEN_GALLERY_DETAILS (widget);

  pen_save_copy_ask (widget, self->engine, self->picture);
}

static void
show_in_files_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  PenGalleryDetails *self = PEN_GALLERY_DETAILS (widget);

  pen_show_in_files (widget, pen_picture_get_path (self->picture));
}

static void
show_parent_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  PenGalleryDetails *self = PEN_GALLERY_DETAILS (widget);

  g_signal_emit (self, signals[SIGNAL_SHOW_PICTURE], 0,
                 pen_picture_get_row (self->picture)->parent);
}

static void
close_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_signal_emit (widget, signals[SIGNAL_CLOSE], 0);
}

static void
trash_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  PenGalleryDetails *self = PEN_GALLERY_DETAILS (widget);

  gtk_widget_activate_action (widget, "gallery.trash", "x", pen_picture_get_id (self->picture));
}

static void
update_actions (PenGalleryDetails *self)
{
  static const char * const names[] = {
    "details.use-as-source", "details.reuse-settings", "details.copy", "details.save-copy",
    "details.show-in-files", "details.trash",
  };
  gboolean has_parent = self->picture != NULL && pen_picture_get_row (self->picture)->parent != 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), names[i], self->picture != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.show-parent", has_parent);
}

static void
pen_gallery_details_dispose (GObject *object)
{
  PenGalleryDetails *self = PEN_GALLERY_DETAILS (object);

  stop_loading (self);
  g_clear_object (&self->picture);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_GALLERY_DETAILS);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (pen_gallery_details_parent_class)->dispose (object);
}

static guint
new_signal (const char *name,
            GType       argument)
{
  return g_signal_new (name, PEN_TYPE_GALLERY_DETAILS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                       G_TYPE_NONE, argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
pen_gallery_details_class_init (PenGalleryDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_gallery_details_dispose;

  /**
   * PenGalleryDetails::use-as-source:
   *
   * The picture is to be the source of a new one.
   */
  signals[SIGNAL_USE_AS_SOURCE] = new_signal ("use-as-source", PEN_TYPE_PICTURE);

  /**
   * PenGalleryDetails::reuse-settings:
   *
   * What the picture was made with is to fill the form.
   */
  signals[SIGNAL_REUSE_SETTINGS] = new_signal ("reuse-settings", PEN_TYPE_PICTURE);

  /**
   * PenGalleryDetails::show-picture:
   *
   * Another picture is to be shown.
   */
  signals[SIGNAL_SHOW_PICTURE] = new_signal ("show-picture", G_TYPE_INT64);

  /**
   * PenGalleryDetails::close:
   *
   * The grid is to be seen again.
   */
  signals[SIGNAL_CLOSE] = new_signal ("close", G_TYPE_NONE);

  g_type_ensure (PEN_TYPE_CANVAS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-gallery-details.ui");
  gtk_widget_class_bind_template_child (widget_class, PenGalleryDetails, canvas);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryDetails, star);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryDetails, prompt);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryDetails, warning);
  gtk_widget_class_bind_template_child (widget_class, PenGalleryDetails, facts);
  gtk_widget_class_bind_template_callback (widget_class, star_toggled_cb);

  gtk_widget_class_install_action (widget_class, "details.use-as-source", NULL,
                                   use_as_source_action);
  gtk_widget_class_install_action (widget_class, "details.reuse-settings", NULL,
                                   reuse_settings_action);
  gtk_widget_class_install_action (widget_class, "details.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "details.save-copy", NULL, save_copy_action);
  gtk_widget_class_install_action (widget_class, "details.show-in-files", NULL,
                                   show_in_files_action);
  gtk_widget_class_install_action (widget_class, "details.show-parent", NULL, show_parent_action);
  gtk_widget_class_install_action (widget_class, "details.trash", NULL, trash_action);
  gtk_widget_class_install_action (widget_class, "details.close", NULL, close_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "details.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "details.trash", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK,
                                       "details.copy", NULL);
}

static void
pen_gallery_details_init (PenGalleryDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}

void
pen_gallery_details_set_engine (PenGalleryDetails *self,
                                PenEngine         *engine)
{
  g_return_if_fail (PEN_IS_GALLERY_DETAILS (self));

  g_set_object (&self->engine, engine);
}

/**
 * pen_gallery_details_set_picture:
 * @self: a #PenGalleryDetails
 * @picture: (nullable): what to show
 */
void
pen_gallery_details_set_picture (PenGalleryDetails *self,
                                 PenPicture        *picture)
{
  const PenPictureRow *row;

  g_return_if_fail (PEN_IS_GALLERY_DETAILS (self));

  if (!g_set_object (&self->picture, picture))
    return;

  update_actions (self);
  if (picture == NULL)
    {
      stop_loading (self);
      return;
    }

  row = pen_picture_get_row (picture);
  gtk_toggle_button_set_active (self->star, pen_picture_get_starred (picture));
  gtk_label_set_label (self->prompt, row->prompt);
  gtk_widget_set_visible (GTK_WIDGET (self->prompt), row->prompt != NULL && *row->prompt != '\0');
  gtk_label_set_label (self->warning, row->warning != NULL ? row->warning : "");
  gtk_widget_set_visible (GTK_WIDGET (self->warning), row->warning != NULL);
  fill_facts (self);
  load (self);
}
