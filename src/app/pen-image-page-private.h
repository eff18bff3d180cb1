/* pen-image-page-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-canvas.h"
#include "pen-image-page.h"
#include "pen-page-layout.h"
#include "pen-picture-input.h"

G_BEGIN_DECLS

/* What is read for a closer look has no more pixels along a side. */
#define PEN_IMAGE_PAGE_MAX_SIDE 6000

struct _PenImagePage
{
  AdwBin            parent_instance;

  PenPageLayout    *layout;
  PenRequestForm   *form;
  PenCanvas        *canvas;
  GtkStack         *stack;             /* “empty” or “picture” */
  GtkWidget        *drop_zone;         /* over the stack while something may be dropped */
  GtkWidget        *busy;              /* over the stack while a picture is read */
  GtkSpinner       *spinner;
  GtkRevealer      *status_revealer;
  GtkLabel         *status_label;
  GtkWidget        *compare_button;
  GtkWidget        *results_box;
  GtkLabel         *results_label;

  PenEngine        *engine;            /* (owned) (nullable) */
  PenPictureInput  *input;             /* (owned) */

  /* The source */
  char             *path;              /* (owned) (nullable) */
  gint64            parent;            /* id in the gallery; 0 for none */
  guint             serial;            /* counts the sources */
  gboolean          has_detail;        /* what is shown has all the pixels we read */
  char             *loading_path;      /* (owned) (nullable): on the way */
  gint64            loading_parent;
  GCancellable     *loading;           /* (owned) (nullable) */
  GCancellable     *loading_detail;    /* (owned) (nullable) */

  /* What became of it */
  GPtrArray        *jobs;              /* (owned) (element-type PenJob): of the newest request */
  guint             submitted_serial;  /* the source that was sent last */
  guint             jobs_serial;       /* the source that they work on */
  guint             result_index;      /* among the pictures of the jobs */
  PenPicture       *result;            /* (owned) (nullable): shown as after */
  gboolean          result_has_detail; /* likewise */
  GCancellable     *loading_result;    /* (owned) (nullable): a result or a preview */
};

guint pen_image_page_get_first_side    (PenImagePage   *self);
void  pen_image_page_show_status       (PenImagePage   *self,
                                        const char     *sentence);
void  pen_image_page_class_init_result (GtkWidgetClass *widget_class);
void  pen_image_page_init_result       (PenImagePage   *self);
void  pen_image_page_dispose_result    (PenImagePage   *self);
void  pen_image_page_forget_result     (PenImagePage   *self);
void  pen_image_page_sharpen_result    (PenImagePage   *self);

G_END_DECLS
