/* pen-sim-client.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "pen-sim-picture.h"
#include "pen-simulator.h"

G_BEGIN_DECLS

/**
 * PenSimClient:
 * @simulator: (owned): the simulator
 * @session: (owned): the connection to it
 * @key: what to send as a bearer token; %NULL for nothing
 * @key_header: (nullable): the header that @key goes into instead, as it is
 * @accept: the answer to ask for; %NULL for nothing
 * @message: (nullable): the last message
 * @body: (nullable): the answer to it
 * @error: (nullable): why there is none
 *
 * A plain client for the simulators' own tests, which shares nothing with the program.
 */
typedef struct
{
  PenSimulator *simulator;
  SoupSession  *session;
  const char   *key;
  const char   *key_header;
  const char   *accept;
  SoupMessage  *message;
  GBytes       *body;
  GError       *error;
} PenSimClient;

void        pen_sim_client_set_up        (PenSimClient  *self,
                                          gconstpointer  data);
void        pen_sim_client_tear_down     (PenSimClient  *self,
                                          gconstpointer  data);
SoupMessage *
            pen_sim_client_new_message   (PenSimClient  *self,
                                          const char    *method,
                                          const char    *path,
                                          const char    *media_type,
                                          GBytes        *body);
void        pen_sim_client_drop          (PenSimClient  *self);
void        pen_sim_client_start         (PenSimClient  *self,
                                          SoupMessage   *message);
guint       pen_sim_client_finish        (PenSimClient  *self);
guint       pen_sim_client_get           (PenSimClient  *self,
                                          const char    *path);
guint       pen_sim_client_post_json     (PenSimClient  *self,
                                          const char    *path,
                                          const char    *text);
SoupMessage *
            pen_sim_client_new_form      (PenSimClient  *self,
                                          const char    *path,
                                          const char    *fields,
                                          GBytes        *image);
guint       pen_sim_client_post_form     (PenSimClient  *self,
                                          const char    *path,
                                          const char    *fields,
                                          GBytes        *image);
const char *pen_sim_client_get_header    (PenSimClient  *self,
                                          const char    *name);
char       *pen_sim_client_get_text      (PenSimClient  *self);
void        pen_sim_client_assert_says   (PenSimClient  *self,
                                          guint          status,
                                          const char    *words);
JsonNode   *pen_sim_client_get_json      (PenSimClient  *self);
void        pen_sim_client_get_info      (PenSimClient  *self,
                                          PenSimPictureInfo *ret_info);
GBytes     *pen_sim_client_make_picture  (guint          width,
                                          guint          height,
                                          const char    *format);

G_END_DECLS
