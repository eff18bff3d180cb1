/* pen-http.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-http"

#include "config.h"

#include "pen-http-private.h"

#define MIB                      (1024 * 1024)
#define DEFAULT_MAX_JSON_SIZE    ((guint64) 512 * MIB)
#define DEFAULT_MAX_PICTURE_SIZE ((guint64) 256 * MIB)
#define DEFAULT_CONNECT_TIMEOUT  15

#define MAX_CONNECTIONS 256
#define IDLE_SECONDS    60

G_DEFINE_FINAL_TYPE (PenHttp, pen_http, G_TYPE_OBJECT)

static void
pen_http_finalize (GObject *object)
{
  PenHttp *self = PEN_HTTP (object);

  g_clear_object (&self->session);

  G_OBJECT_CLASS (pen_http_parent_class)->finalize (object);
}

static void
pen_http_class_init (PenHttpClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = pen_http_finalize;
}

/* A session has no cookies and no cache unless they are added, but an answer to demands for
 * passwords.  Silence is measured for each exchange, not by the session. */
static void
pen_http_init (PenHttp *self)
{
  self->max_json_size = DEFAULT_MAX_JSON_SIZE;
  self->max_picture_size = DEFAULT_MAX_PICTURE_SIZE;
  self->connect_timeout = DEFAULT_CONNECT_TIMEOUT;
  self->session = soup_session_new_with_options ("timeout", 0,
                                                 "idle-timeout", IDLE_SECONDS,
                                                 "max-conns", MAX_CONNECTIONS,
                                                 "max-conns-per-host", MAX_CONNECTIONS,
                                                 NULL);
  soup_session_remove_feature_by_type (self->session, SOUP_TYPE_AUTH_MANAGER);
}

/**
 * pen_http_new:
 *
 * Returns: (transfer full): a new #PenHttp
 */
PenHttp *
pen_http_new (void)
{
  return g_object_new (PEN_TYPE_HTTP, NULL);
}

/**
 * pen_http_get_max_json_size:
 * @self: a #PenHttp
 *
 * Returns: the most bytes that a document may have, pictures in it included
 */
guint64
pen_http_get_max_json_size (PenHttp *self)
{
  g_return_val_if_fail (PEN_IS_HTTP (self), 0);

  return self->max_json_size;
}

/**
 * pen_http_set_max_json_size:
 * @self: a #PenHttp
 * @size: the most bytes that a document may have, pictures in it included
 */
void
pen_http_set_max_json_size (PenHttp *self,
                            guint64  size)
{
  g_return_if_fail (PEN_IS_HTTP (self));
  g_return_if_fail (size > 0);

  self->max_json_size = size;
}

/**
 * pen_http_get_max_picture_size:
 * @self: a #PenHttp
 *
 * Returns: the most bytes that one picture may have
 */
guint64
pen_http_get_max_picture_size (PenHttp *self)
{
  g_return_val_if_fail (PEN_IS_HTTP (self), 0);

  return self->max_picture_size;
}

/**
 * pen_http_set_max_picture_size:
 * @self: a #PenHttp
 * @size: the most bytes that one picture may have
 */
void
pen_http_set_max_picture_size (PenHttp *self,
                               guint64  size)
{
  g_return_if_fail (PEN_IS_HTTP (self));
  g_return_if_fail (size > 0);

  self->max_picture_size = size;
}

/**
 * pen_http_get_connect_timeout:
 * @self: a #PenHttp
 *
 * Returns: how many seconds a connection may take, encryption included
 */
guint
pen_http_get_connect_timeout (PenHttp *self)
{
  g_return_val_if_fail (PEN_IS_HTTP (self), 0);

  return self->connect_timeout;
}

/**
 * pen_http_set_connect_timeout:
 * @self: a #PenHttp
 * @seconds: how many seconds a connection may take, encryption included
 */
void
pen_http_set_connect_timeout (PenHttp *self,
                              guint    seconds)
{
  g_return_if_fail (PEN_IS_HTTP (self));
  g_return_if_fail (seconds > 0);

  self->connect_timeout = seconds;
}
