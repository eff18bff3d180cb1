/* pen-sim-account.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-sim-service.h"

G_BEGIN_DECLS

/*
 * Who may ask a service, and what they have left: a table of doubles by key.  Where a key
 * stands in a request, and in what a price is counted, is each service's own affair.
 */

GHashTable *pen_sim_accounts_new     (const char  *key,
                                      double       credits);
void        pen_sim_accounts_control (GHashTable  *accounts,
                                      JsonObject  *command,
                                      const char  *member,
                                      double       fallback);
double     *pen_sim_accounts_find    (GHashTable  *accounts,
                                      const char  *key);
const char *pen_sim_get_bearer       (PenSimVisit *visit);

G_END_DECLS
