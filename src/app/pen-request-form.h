/* pen-request-form.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <adwaita.h>

#include "pen-engine.h"

G_BEGIN_DECLS

#define PEN_TYPE_REQUEST_FORM (pen_request_form_get_type ())

/**
 * PenRequestForm:
 *
 * The column of both pages in which a request is filled in and sent.
 *
 * Properties: "page" (string, construct: “text” or “image”), "job" (PenJob, the
 * newest job of this form).
 *
 * Signals:
 *   "job-started" (PenJob): once for each job that the button started
 *   "submitting": what stands in the form now is being sent; its job follows
 *   "source-wanted" (string path, gint64 parent): a draft or a request that was loaded
 *     names this source; whoever shows the source opens it, and calls
 *     pen_request_form_set_source()
 */
G_DECLARE_FINAL_TYPE (PenRequestForm, pen_request_form, PEN, REQUEST_FORM, AdwBin)

PenRequestForm *pen_request_form_new          (void);
void            pen_request_form_set_engine   (PenRequestForm *self,
                                               PenEngine      *engine);
void            pen_request_form_set_page     (PenRequestForm *self,
                                               const char     *page);
void            pen_request_form_set_source   (PenRequestForm *self,
                                               const char     *path,
                                               guint           width,
                                               guint           height,
                                               guint64         bytes,
                                               gint64          parent);
void            pen_request_form_set_prompt   (PenRequestForm *self,
                                               const char     *prompt);
void            pen_request_form_load_request (PenRequestForm *self,
                                               PenRequest     *request);
void            pen_request_form_generate     (PenRequestForm *self);
void            pen_request_form_cancel       (PenRequestForm *self);
void            pen_request_form_focus_prompt (PenRequestForm *self);
PenJob         *pen_request_form_get_job      (PenRequestForm *self);

G_END_DECLS
