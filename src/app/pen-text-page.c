/* pen-text-page.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-text-page"

#include "config.h"

#include "pen-page-layout.h"
#include "pen-result-view.h"
#include "pen-text-page.h"

struct _PenTextPage
{
  AdwBin          parent_instance;

  PenRequestForm *form;
  PenResultView  *results;
};

G_DEFINE_FINAL_TYPE (PenTextPage, pen_text_page, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_USE_AS_SOURCE,
} PenTextPageSignal;

static guint signals[SIGNAL_USE_AS_SOURCE + 1];

static void
use_as_source_cb (PenTextPage *self,
                  PenPicture  *picture)
{
  g_signal_emit (self, signals[SIGNAL_USE_AS_SOURCE], 0, picture);
}

static void
pen_text_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PEN_TYPE_TEXT_PAGE);

  G_OBJECT_CLASS (pen_text_page_parent_class)->dispose (object);
}

static void
pen_text_page_class_init (PenTextPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (PEN_TYPE_PAGE_LAYOUT);
  g_type_ensure (PEN_TYPE_REQUEST_FORM);
  g_type_ensure (PEN_TYPE_RESULT_VIEW);

  object_class->dispose = pen_text_page_dispose;

  signals[SIGNAL_USE_AS_SOURCE] =
    g_signal_new ("use-as-source", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PEN_TYPE_PICTURE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-text-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PenTextPage, form);
  gtk_widget_class_bind_template_child (widget_class, PenTextPage, results);
  gtk_widget_class_bind_template_callback (widget_class, pen_result_view_add_job);
  gtk_widget_class_bind_template_callback (widget_class, use_as_source_cb);
}

static void
pen_text_page_init (PenTextPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * pen_text_page_set_engine:
 * @self: a page
 * @engine: an open engine
 *
 * Brings the page to life.
 */
void
pen_text_page_set_engine (PenTextPage *self,
                          PenEngine   *engine)
{
  g_return_if_fail (PEN_IS_TEXT_PAGE (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));

  pen_result_view_set_engine (self->results, engine);
  pen_request_form_set_engine (self->form, engine);
}

/**
 * pen_text_page_get_form:
 * @self: a page
 *
 * Returns: (transfer none): its form
 */
PenRequestForm *
pen_text_page_get_form (PenTextPage *self)
{
  g_return_val_if_fail (PEN_IS_TEXT_PAGE (self), NULL);

  return self->form;
}
