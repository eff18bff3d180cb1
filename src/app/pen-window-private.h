/* pen-window-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-gallery-page.h"
#include "pen-image-page.h"
#include "pen-jobs-button.h"
#include "pen-text-page.h"
#include "pen-window.h"

G_BEGIN_DECLS

struct _PenWindow
{
  AdwApplicationWindow  parent_instance;

  AdwToastOverlay      *toasts;
  GtkStack             *stack;          /* “pages” or “failed” */
  AdwStatusPage        *failed;
  GtkWidget            *try_again;
  GtkWidget            *switcher_title;
  GtkWidget            *switcher_bar;
  AdwViewStack         *pages;
  AdwBin               *text_place;
  AdwBin               *image_place;
  AdwBin               *gallery_place;
  PenJobsButton        *jobs_button;

  /* Made when they are first shown: a page that nobody looks at costs nothing. */
  PenTextPage          *text_page;      /* (nullable) */
  PenImagePage         *image_page;     /* (nullable) */
  PenGalleryPage       *gallery_page;   /* (nullable) */

  GSettings            *settings;       /* (owned) (nullable) */
  PenEngine            *engine;         /* (owned) (nullable) */
  gboolean              may_close;      /* the user was asked */
};

PenRequestForm *pen_window_get_visible_form  (PenWindow *self);
void            pen_window_make_visible_page (PenWindow *self);

G_END_DECLS
