/* pen-request-summary.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-engine.h"

G_BEGIN_DECLS

/*
 * What is said of a request before it is sent.
 */

char *pen_request_summary_describe_source (PenEngine  *engine,
                                           PenRequest *request,
                                           guint       width,
                                           guint       height,
                                           guint64     bytes);
char *pen_request_summary_describe_cost   (PenRequest *request);
char *pen_request_summary_join_notes      (PenRequest *request);

G_END_DECLS
