/* pen-sim-service.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "pen-sim-fault.h"
#include "pen-sim-log.h"
#include "pen-sim-picture.h"

G_BEGIN_DECLS

typedef struct _PenSimService PenSimService;
typedef struct _PenSimVisit PenSimVisit;

/**
 * PenSimServiceClass:
 * @name: the service's name, and its first path element
 * @create: makes its state
 * @destroy: frees it
 * @handle: answers a request, at once or later
 * @refuse: answers with the refusal of that name; %FALSE if there is none
 * @knows: whether there is a refusal of that name
 * @control: takes the service's own commands
 * @welcome: (nullable): somebody has opened a web socket at `/ws`
 *
 * One service to simulate.
 */
typedef struct
{
  const char *name;

  gpointer  (*create)  (void);
  void      (*destroy) (gpointer      state);
  void      (*handle)  (gpointer      state,
                        PenSimVisit  *visit);
  gboolean  (*refuse)  (gpointer      state,
                        PenSimVisit  *visit,
                        const char   *name,
                        const char   *value);
  gboolean  (*knows)   (const char   *name);
  gboolean  (*control) (gpointer      state,
                        JsonObject   *command,
                        GError      **error);
  void      (*welcome) (gpointer                  state,
                        SoupServerMessage        *message,
                        SoupWebsocketConnection  *connection);
} PenSimServiceClass;

/**
 * PenSimService:
 * @klass: what it does
 * @state: its state
 * @log: its memory
 * @faults: (element-type PenSimFault): what it was told to do wrong
 * @visits: (element-type PenSimVisit): requests that are not answered yet
 *
 * A running simulation of one service.
 */
struct _PenSimService
{
  const PenSimServiceClass *klass;
  gpointer                  state;
  PenSimLog                *log;
  GPtrArray                *faults;
  GPtrArray                *visits;
};

/**
 * PenSimVisit:
 * @service: whom it is for
 * @message: the message
 * @path: the path below the service's address
 * @entry: what the log says of it
 * @body: (nullable): the body, once it is there
 * @fault: (nullable): what shall go wrong
 *
 * A request on its way through a service.
 */
struct _PenSimVisit
{
  PenSimService     *service;
  SoupServerMessage *message;
  char              *path;
  JsonObject        *entry;
  GBytes            *body;
  PenSimFault       *fault;

  /*< private >*/
  GBytes            *answer;
  GIOStream         *stream;     /* (nullable): taken from the server */
  GBytes            *raw;        /* (nullable): what is written to @stream */
  gsize              written;
  gulong             finished_id;
  guint              source_id;
  guint              status;
  gboolean           held;
  gboolean           answered;
};

PenSimVisit *pen_sim_visit_new         (PenSimService      *service,
                                        SoupServerMessage  *message,
                                        const char         *path);
PenSimVisit *pen_sim_visit_find        (PenSimService      *service,
                                        SoupServerMessage  *message);
PenSimVisit *pen_sim_visit_ref         (PenSimVisit        *self);
void         pen_sim_visit_unref       (PenSimVisit        *self);
void         pen_sim_visit_abandon     (PenSimVisit        *self);
void         pen_sim_visit_begin       (PenSimVisit        *self);
void         pen_sim_visit_receive     (PenSimVisit        *self);
void         pen_sim_visit_release     (PenSimVisit        *self);
const char  *pen_sim_visit_get_method  (PenSimVisit        *self);
const char  *pen_sim_visit_get_header  (PenSimVisit        *self,
                                        const char         *name);
const char  *pen_sim_visit_get_query   (PenSimVisit        *self,
                                        const char         *name);
void         pen_sim_visit_set_header  (PenSimVisit        *self,
                                        const char         *name,
                                        const char         *value);
void         pen_sim_visit_pay         (PenSimVisit        *self,
                                        const char         *digest,
                                        double              cost);
gboolean     pen_sim_visit_goes_wrong  (PenSimVisit        *self);
GBytes      *pen_sim_visit_spoil       (PenSimVisit        *self,
                                        GBytes             *picture);
void         pen_sim_visit_answer      (PenSimVisit        *self,
                                        guint               status,
                                        const char         *media_type,
                                        GBytes             *body);
void         pen_sim_visit_answer_text (PenSimVisit        *self,
                                        guint               status,
                                        const char         *media_type,
                                        const char         *text);
void         pen_sim_visit_answer_json (PenSimVisit        *self,
                                        guint               status,
                                        JsonNode           *node);
void         pen_sim_visit_answer_object
                                       (PenSimVisit        *self,
                                        guint               status,
                                        JsonObject         *object);

G_END_DECLS
