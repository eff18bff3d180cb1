/* pen-broken-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-broken-fixture"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "pen-broken-fixture.h"

/* More than what any buffer on the way can hold. */
#define LARGE (64 * 1024 * 1024)

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
cancel_soon (PenBrokenFixture *fixture)
{
  if (fixture->cancellable != NULL)
    g_main_context_invoke_full (NULL, G_PRIORITY_LOW, cancel_cb,
                                g_object_ref (fixture->cancellable), g_object_unref);
}

static void
wait_at_gate (PenBrokenFixture *fixture)
{
  cancel_soon (fixture);

  g_mutex_lock (&fixture->mutex);
  while (!fixture->gate_open)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

void
pen_broken_fixture_open_gate (PenBrokenFixture *fixture)
{
  g_mutex_lock (&fixture->mutex);
  fixture->gate_open = TRUE;
  g_cond_broadcast (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);
}

static void
write_body (PenRawTalk      *talk,
            const PenManner *manner)
{
  g_autofree char *size = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", manner->body_length);

  if (manner->in_chunks)
    pen_raw_talk_write (talk, size);
  pen_raw_talk_write_bytes (talk, manner->body, manner->body_length);
  if (manner->in_chunks)
    pen_raw_talk_write (talk, "\r\n");
}

static void
talk_cb (PenRawTalk *talk,
         gpointer    user_data)
{
  PenBrokenFixture *fixture = user_data;
  const PenManner *manner = &fixture->manner;

  if (manner->appetite == PEN_READ_NOTHING)
    {
      wait_at_gate (fixture);
      return;
    }

  while (*pen_raw_talk_read_head (talk) != '\0')
    {
      if (manner->appetite == PEN_READ_HEAD)
        {
          wait_at_gate (fixture);
          return;
        }

      pen_raw_talk_read_body (talk);
      if (manner->answer != NULL)
        pen_raw_talk_write (talk, manner->answer);
      if (manner->body != NULL)
        write_body (talk, manner);
      cancel_soon (fixture);
      if (manner->is_silent)
        pen_raw_talk_wait_for_close (talk);
      if (manner->answer == NULL || strstr (manner->answer, "keep-alive") == NULL)
        return;
    }
}

void
pen_broken_fixture_set_up (PenBrokenFixture *fixture,
                           gconstpointer     data)
{
  pen_http_fixture_set_up (&fixture->base);
  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  fixture->server = pen_raw_server_new (talk_cb, fixture);
}

void
pen_broken_fixture_tear_down (PenBrokenFixture *fixture,
                              gconstpointer     data)
{
  pen_http_fixture_tear_down (&fixture->base);
  pen_broken_fixture_open_gate (fixture);
  g_clear_pointer (&fixture->server, pen_raw_server_free);
  g_clear_object (&fixture->cancellable);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
}

PenBlob *
pen_broken_fixture_make_large (void)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "large-XXXXXX", NULL);
  int fd = g_mkstemp (path);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (ftruncate (fd, LARGE), ==, 0);
  g_close (fd, NULL);

  return pen_blob_new_for_temporary (path, LARGE, "image/png");
}

PenExchange *
pen_broken_fixture_new_exchange (PenBrokenFixture *fixture,
                                 const char       *method,
                                 PenBlob          *blob)
{
  g_autofree char *uri = pen_raw_server_get_uri (fixture->server, "/");
  PenExchange *exchange = pen_http_fixture_new_exchange (&fixture->base, method, uri);

  if (strcmp (method, "POST") == 0)
    exchange->body = pen_http_fixture_new_json (blob, "words");

  return exchange;
}
