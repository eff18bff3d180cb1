/* bench-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * A server that takes any form or document and answers with one picture, as fast as
 * it can: for measuring clients.  Prints its address, and after each answer the number
 * of bytes that had come.
 */

#define G_LOG_DOMAIN "bench-server"

#include "config.h"

#include <libsoup/soup.h>
#include <stdio.h>
#include <stdlib.h>

static void
drop_cb (SoupServerMessage *message,
         GBytes            *chunk,
         gpointer           user_data)
{
  gsize *n_bytes = user_data;

  *n_bytes += g_bytes_get_size (chunk);
}

static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  gsize *n_bytes = g_new0 (gsize, 1);

  /* What comes is counted and forgotten, so that the server is never what is slow. */
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_object_set_data_full (G_OBJECT (message), "n-bytes", n_bytes, g_free);
  g_signal_connect (message, "got-chunk", G_CALLBACK (drop_cb), n_bytes);
}

static void
answer_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  GBytes *picture = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize *n_bytes = g_object_get_data (G_OBJECT (message), "n-bytes");

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (headers, "image/png", NULL);
  soup_message_headers_replace (headers, "finish-reason", "SUCCESS");
  soup_message_headers_replace (headers, "seed", "7");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), picture);
  printf ("%" G_GSIZE_FORMAT "\n", n_bytes != NULL ? *n_bytes : 0);
  fflush (stdout);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr(SoupServer) server = soup_server_new (NULL, NULL);
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GBytes) picture = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  char *data;
  gsize length;

  if (argc != 2 || !g_file_get_contents (argv[1], &data, &length, &error) ||
      !soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error))
    {
      fprintf (stderr, "%s\n", error != NULL ? error->message : "Usage: bench-server PICTURE");
      return EXIT_FAILURE;
    }

  picture = g_bytes_new_take (data, length);
  soup_server_add_early_handler (server, NULL, early_cb, NULL, NULL);
  soup_server_add_handler (server, NULL, answer_cb, picture, NULL);

  {
    g_autoslist(GUri) uris = soup_server_get_uris (server);

    address = g_uri_to_string (uris->data);
  }
  printf ("%s\n", address);
  fflush (stdout);
  g_main_loop_run (loop);

  return EXIT_SUCCESS;
}
