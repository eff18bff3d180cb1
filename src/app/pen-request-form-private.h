/* pen-request-form-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-model-chooser.h"
#include "pen-parameter-form.h"
#include "pen-prompt-view.h"
#include "pen-request-form.h"
#include "pen-run-bar.h"
#include "pen-strength-row.h"

G_BEGIN_DECLS

/* What pen-request-form.c, which fills in, -draft.c, which keeps it, and -run.c, which
 * sends it, share. */
struct _PenRequestForm
{
  AdwBin            parent_instance;

  PenModelChooser  *chooser;
  GtkWidget        *prompt_box;
  PenPromptView    *prompt;
  GtkWidget        *negative_box;
  PenPromptView    *negative;
  GtkWidget        *strength_group;
  PenStrengthRow   *strength;
  PenParameterForm *parameters;
  GtkLabel         *notes;
  PenRunBar        *run_bar;

  PenEngine        *engine;             /* (owned) (nullable) */
  char             *page;               /* (owned) */
  PenTask           task;

  char             *source_path;        /* (owned) (nullable) */
  guint             source_width;
  guint             source_height;
  guint64           source_bytes;
  gint64            source_parent;

  PenJob           *job;                /* (owned) (nullable): the newest */
  GPtrArray        *jobs;               /* (owned) (element-type PenJob): started together */

  guint             update_source;
  guint             draft_source;
  guint             loading : 1;
  guint             submitting : 1;     /* the jobs are on the way to the disk */
  guint             cancel_wanted : 1;  /* … and shall be stopped as soon as they are there */
};

PenRequest *_pen_request_form_make_request (PenRequestForm *self,
                                            gboolean        with_hidden);
void        _pen_request_form_save_draft   (PenRequestForm *self);
void        _pen_request_form_load_draft   (PenRequestForm *self);
void        _pen_request_form_set_job      (PenRequestForm *self,
                                            PenJob         *job);
void        _pen_request_form_send_again   (PenRequestForm *self,
                                            PenJob         *job);

G_END_DECLS
