/* pen-local-probe.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-reply.h"

G_BEGIN_DECLS

/**
 * PenLocalEngine:
 * @title: what the engine calls itself; not translated
 * @provider: (nullable): the id of the provider that speaks to it; %NULL for none
 * @other: (nullable): the id of another provider that could speak to it as well
 * @problem: (nullable): a sentence, translated: why it cannot be used as it is
 * @wants_key: whether it wants a user name and a password
 * @is_guess: whether it may be something that makes no pictures
 *
 * What a probe has recognised.
 */
typedef struct
{
  const char *title;
  const char *provider;
  const char *other;
  const char *problem;
  gboolean    wants_key;
  gboolean    is_guess;
} PenLocalEngine;

/*
 * Which engine listens at an address: questions in the order in which they have to be
 * asked, as some engines answer the questions of others.
 */

const char * const *
            pen_local_probe_get_addresses (void);
const char *pen_local_probe_get_path      (guint            index);
gboolean    pen_local_probe_read          (guint            index,
                                           PenReply        *reply,
                                           PenLocalEngine  *ret_engine);

G_END_DECLS
