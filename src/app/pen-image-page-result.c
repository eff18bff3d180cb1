/* pen-image-page-result.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The page's other half: previews and results of the form's job, and what can be done
 * with them.
 */

#define G_LOG_DOMAIN "pen-image-page-result"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-image-page-private.h"
#include "pen-save-copy.h"
#include "pen-show-in-files.h"
#include "pen-texture.h"

static const char * const result_actions[] = {
  "image.use-result", "image.save-copy", "image.show-in-files", "image.show-in-gallery"
};

static void
set_result (PenImagePage *self,
            PenPicture   *picture)
{
  g_set_object (&self->result, picture);

  for (guint i = 0; i < G_N_ELEMENTS (result_actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), result_actions[i], picture != NULL);
}

static void
set_after (PenImagePage *self,
           GdkTexture   *texture,
           const char   *label)
{
  pen_canvas_set_after_label (self->canvas, label);
  pen_canvas_set_after (self->canvas, texture);
  gtk_widget_set_sensitive (self->compare_button, texture != NULL);
}

static void
stop_loading_result (PenImagePage *self)
{
  if (self->loading_result != NULL)
    g_cancellable_cancel (self->loading_result);
  g_clear_object (&self->loading_result);
}

/* Whether what the jobs bring belongs beside the picture that is shown. */
static gboolean
jobs_belong_here (PenImagePage *self)
{
  return self->jobs_serial == self->serial;
}

static gboolean
all_have_ended (PenImagePage *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      if (!pen_job_has_ended (g_ptr_array_index (self->jobs, i)))
        return FALSE;
    }

  return TRUE;
}

/* (transfer full): the pictures that the jobs have brought so far. */
static GPtrArray *
collect_results (PenImagePage *self)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->jobs->len && jobs_belong_here (self); i++)
    {
      GListModel *pictures = pen_job_get_pictures (g_ptr_array_index (self->jobs, i));

      for (guint j = 0; j < g_list_model_get_n_items (pictures); j++)
        g_ptr_array_add (results, g_list_model_get_item (pictures, j));
    }

  return results;
}

static void
update_results_box (PenImagePage *self)
{
  g_autoptr(GPtrArray) results = collect_results (self);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->results_box, self->result != NULL && results->len > 1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.previous-result",
                                 self->result_index > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "image.next-result",
                                 self->result_index + 1 < results->len);

  /* TRANSLATORS: which one of several results, e.g. “1 of 4” */
  label = g_strdup_printf (_("%u of %u"), self->result_index + 1, results->len);
  gtk_label_set_label (self->results_label, label);
}

static void
load_result_cb (GObject      *object,
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
  g_clear_object (&self->loading_result);

  /* It has been made and is in the gallery, whether it can be shown or not. */
  set_after (self, texture, NULL);
  if (texture == NULL)
    pen_image_page_show_status (self, error->message);
  else if (pen_canvas_get_zoom (self->canvas) > 0)
    pen_image_page_sharpen_result (self);
}

static void
load_result (PenImagePage *self,
             guint         max_side)
{
  self->loading_result = g_cancellable_new ();
  pen_texture_load_async (pen_picture_get_path (self->result), max_side,
                          self->loading_result, load_result_cb, self);
}

/* The result as it is shown first has about as many pixels as there is room for. */
void
pen_image_page_sharpen_result (PenImagePage *self)
{
  if (self->result == NULL || self->result_has_detail || self->loading_result != NULL)
    return;

  self->result_has_detail = TRUE;
  load_result (self, PEN_IMAGE_PAGE_MAX_SIDE);
}

static void
show_result (PenImagePage *self,
             guint         index)
{
  g_autoptr(GPtrArray) results = collect_results (self);
  PenPicture *picture;
  guint side = pen_image_page_get_first_side (self);

  if (index >= results->len)
    return;

  picture = g_ptr_array_index (results, index);
  stop_loading_result (self);
  self->result_index = index;
  self->result_has_detail = MAX (pen_picture_get_row (picture)->width,
                                 pen_picture_get_row (picture)->height) <= side;
  set_result (self, picture);
  update_results_box (self);
  load_result (self, side);
}

static void
load_preview_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  PenImagePage *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = NULL;

  texture = pen_texture_load_bytes_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self = user_data;
  g_clear_object (&self->loading_result);
  if (texture != NULL && jobs_belong_here (self) && self->result == NULL
      && !all_have_ended (self))
    set_after (self, texture, _("Preview"));
}

static void
preview_cb (PenImagePage *self,
            GParamSpec   *pspec,
            PenJob       *job)
{
  GBytes *preview = pen_job_get_preview (job);

  if (preview == NULL || !jobs_belong_here (self) || self->result != NULL)
    return;

  stop_loading_result (self);
  self->loading_result = g_cancellable_new ();
  pen_texture_load_bytes_async (preview, self->loading_result, load_preview_cb, self);
}

/* The first picture that comes is shown, whichever of the jobs brings it. */
static void
update_results (PenImagePage *self)
{
  g_autoptr(GPtrArray) results = collect_results (self);

  if (!jobs_belong_here (self))
    return;

  if (results->len > 0 && self->result == NULL)
    show_result (self, 0);
  else
    update_results_box (self);

  /* Nothing came of it: the preview was of something that does not exist. */
  if (results->len == 0 && all_have_ended (self))
    {
      stop_loading_result (self);
      set_after (self, NULL, NULL);
    }
}

static void
forget_jobs (PenImagePage *self)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      PenJob *job = g_ptr_array_index (self->jobs, i);

      g_signal_handlers_disconnect_by_data (job, self);
      g_signal_handlers_disconnect_by_data (pen_job_get_pictures (job), self);
    }

  g_ptr_array_set_size (self->jobs, 0);
}

/* A new request went out: what the last one brought makes room for it. */
/* Before its job is written down the user may open another picture. */
static void
submitting_cb (PenImagePage *self)
{
  self->submitted_serial = self->serial;
}

static void
job_cb (PenImagePage *self)
{
  forget_jobs (self);
  self->jobs_serial = self->submitted_serial;
  if (pen_request_form_get_job (self->form) != NULL)
    pen_image_page_forget_result (self);
}

/* One call of the new request; there may be several. */
static void
job_started_cb (PenImagePage *self,
                PenJob       *job)
{
  g_ptr_array_add (self->jobs, g_object_ref (job));
  g_signal_connect_swapped (job, "notify::state", G_CALLBACK (update_results), self);
  g_signal_connect_swapped (job, "notify::preview", G_CALLBACK (preview_cb), self);
  g_signal_connect_swapped (pen_job_get_pictures (job), "items-changed",
                            G_CALLBACK (update_results), self);

  preview_cb (self, NULL, job);
  update_results (self);
}

/* The picture after goes, and with it everything that can be done to it. */
void
pen_image_page_forget_result (PenImagePage *self)
{
  stop_loading_result (self);
  set_result (self, NULL);
  set_after (self, NULL, NULL);
  self->result_index = 0;
  update_results_box (self);
}

static void
use_result_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);

  pen_image_page_open_path (self, pen_picture_get_path (self->result),
                            pen_picture_get_id (self->result));
}

static void
show_in_files_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);

  pen_show_in_files (widget, pen_picture_get_path (self->result));
}

static void
show_in_gallery_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);

  gtk_widget_activate_action (widget, "app.show-picture", "x",
                              pen_picture_get_id (self->result));
}

static void
save_copy_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);

  pen_save_copy_ask (widget, self->engine, self->result);
}

static void
previous_result_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);

  show_result (self, self->result_index - 1);
}

static void
next_result_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  PenImagePage *self = PEN_IMAGE_PAGE (widget);

  show_result (self, self->result_index + 1);
}

/* The part of the class that is about results. */
void
pen_image_page_class_init_result (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "image.use-result", NULL, use_result_action);
  gtk_widget_class_install_action (widget_class, "image.save-copy", NULL, save_copy_action);
  gtk_widget_class_install_action (widget_class, "image.show-in-files", NULL,
                                   show_in_files_action);
  gtk_widget_class_install_action (widget_class, "image.show-in-gallery", NULL,
                                   show_in_gallery_action);
  gtk_widget_class_install_action (widget_class, "image.previous-result", NULL,
                                   previous_result_action);
  gtk_widget_class_install_action (widget_class, "image.next-result", NULL,
                                   next_result_action);
}

/* The part of a page that is about results. */
void
pen_image_page_init_result (PenImagePage *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_object (self->form, "submitting", G_CALLBACK (submitting_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "notify::job", G_CALLBACK (job_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->form, "job-started", G_CALLBACK (job_started_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->canvas, "notify::zoom",
                           G_CALLBACK (pen_image_page_sharpen_result), self, G_CONNECT_SWAPPED);
  pen_image_page_forget_result (self);
}

void
pen_image_page_dispose_result (PenImagePage *self)
{
  stop_loading_result (self);
  if (self->jobs != NULL)
    forget_jobs (self);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);
  g_clear_object (&self->result);
}
