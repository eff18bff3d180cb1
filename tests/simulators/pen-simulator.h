/* pen-simulator.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * PenSimulator:
 *
 * A server on the loopback that behaves like the services do: as strict with what it
 * is sent, and as talkative in its refusals.  Each service has a prefix of its own:
 * `/stability` and `/sdapi`.  It can be told to go wrong, and remembers what it saw.
 *
 * It lives in the main context of the thread that made it.
 */
typedef struct _PenSimulator PenSimulator;

/**
 * PenSimCount:
 * @PEN_SIM_COUNT_SEEN: requests whose headers have arrived
 * @PEN_SIM_COUNT_RECEIVED: requests that have arrived whole
 * @PEN_SIM_COUNT_HELD: answers that wait for pen_simulator_release() now
 * @PEN_SIM_COUNT_ANSWERED: answers that went out whole, or as a fault wanted them
 * @PEN_SIM_COUNT_PAID: pictures that the service would charge for
 * @PEN_SIM_COUNT_BOUGHT_TWICE: pictures charged for a request already charged for
 * @PEN_SIM_COUNT_INTERRUPTED: generations stopped on demand
 *
 * What a service has counted since the last reset.
 */
typedef enum
{
  PEN_SIM_COUNT_SEEN,
  PEN_SIM_COUNT_RECEIVED,
  PEN_SIM_COUNT_HELD,
  PEN_SIM_COUNT_ANSWERED,
  PEN_SIM_COUNT_PAID,
  PEN_SIM_COUNT_BOUGHT_TWICE,
  PEN_SIM_COUNT_INTERRUPTED,
} PenSimCount;

#define PEN_SIM_N_COUNTS (PEN_SIM_COUNT_INTERRUPTED + 1)

/* A key that the simulated Stability account takes from the start, with 1000 credits. */
#define PEN_SIMULATOR_KEY "sk-simulator00000000000000000000000000000000000000001"

PenSimulator *pen_simulator_new         (guint         port,
                                         GError      **error);
void          pen_simulator_free        (PenSimulator *self);
char         *pen_simulator_get_address (PenSimulator *self,
                                         const char   *service);
gboolean      pen_simulator_control     (PenSimulator *self,
                                         JsonObject   *command,
                                         GError      **error);
void          pen_simulator_tell        (PenSimulator *self,
                                         const char   *command);
void          pen_simulator_fail        (PenSimulator *self,
                                         const char   *service,
                                         const char   *fault);
void          pen_simulator_release     (PenSimulator *self,
                                         const char   *service);
JsonObject   *pen_simulator_get_log     (PenSimulator *self);
guint         pen_simulator_get_count   (PenSimulator *self,
                                         const char   *service,
                                         PenSimCount   count);
void          pen_simulator_wait        (PenSimulator *self,
                                         const char   *service,
                                         PenSimCount   count,
                                         guint         least);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenSimulator, pen_simulator_free)

G_END_DECLS
