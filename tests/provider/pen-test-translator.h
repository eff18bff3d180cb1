/* pen-test-translator.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-provider.h"

G_BEGIN_DECLS

/*
 * What the tests of the translators share: requests and replies out of thin air.
 */

PenRequest *pen_test_request (PenProvider *provider,
                              const char  *model,
                              PenTask      task);
PenBlob    *pen_test_blob    (const char  *bytes);
void        pen_test_set     (PenRequest  *request,
                              const char  *name,
                              const char  *text);
PenReply   *pen_test_reply   (guint        status,
                              const char  *json);
void        pen_test_check   (PenProvider *provider,
                              PenReply    *reply,
                              const char  *sentence,
                              gint         code);
void        pen_test_refusal (PenProvider *provider,
                              PenCall     *call,
                              PenReply    *reply,
                              gint         code,
                              const char  *message);
char       *pen_test_form    (PenBody     *body);
char       *pen_test_json    (PenBody     *body);

G_END_DECLS
