/* test-http-certificate.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-http-certificate"

#include "config.h"

#include <string.h>

#include "pen-error.h"
#include "pen-http-fixture.h"
#include "pen-raw-server.h"

#define CANARY "canary-key-0815"

int __lsan_is_turned_off (void);

/* The leak checker of GCC 12 crashes on the thread storage of a TLS library that was loaded
 * late; this program is checked for leaks by valgrind alone. */
int
__lsan_is_turned_off (void)
{
  return TRUE;
}

static void
answer_cb (PenRawTalk *talk,
           gpointer    user_data)
{
  char **protocol = user_data;

  if (*pen_raw_talk_read_head (talk) == '\0')
    return;

  if (protocol != NULL)
    *protocol = g_strdup (pen_raw_talk_get_protocol (talk));
  pen_raw_talk_write (talk, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
}

/* A certificate that nobody has signed, as made for an hour. */
static GTlsCertificate *
make_certificate (const char *folder)
{
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autofree char *certificate = g_build_filename (folder, "certificate.pem", NULL);
  g_autoptr(GSubprocess) openssl = NULL;
  g_autoptr(GError) error = NULL;
  GTlsCertificate *made;

  openssl = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                              "openssl", "req", "-x509", "-nodes", "-days", "1",
                              "-newkey", "rsa:2048", "-subj", "/CN=127.0.0.1",
                              "-addext", "subjectAltName=IP:127.0.0.1",
                              "-keyout", key, "-out", certificate, NULL);
  g_assert_no_error (error);
  g_subprocess_wait_check (openssl, NULL, &error);
  g_assert_no_error (error);
  made = g_tls_certificate_new_from_files (certificate, key, &error);
  g_assert_no_error (error);

  return made;
}

/* The key does not leave the house before it is known who is at the door. */
static void
test_certificate (void)
{
  PenHttpFixture fixture;
  g_autofree char *folder = g_dir_make_tmp ("tls-XXXXXX", NULL);
  g_autoptr(GTlsCertificate) certificate = make_certificate (folder);
  g_autoptr(PenRawServer) server = pen_raw_server_new_tls (answer_cb, NULL, certificate);
  g_autofree char *uri = pen_raw_server_get_uri (server, "/");
  g_autoptr(PenExchange) exchange = NULL;
  g_autoptr(GError) error = NULL;

  pen_http_fixture_set_up (&fixture);
  exchange = pen_http_fixture_new_exchange (&fixture, "POST", uri);
  exchange->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_append (exchange->headers, "X-Api-Key", CANARY);
  exchange->has_key = TRUE;
  exchange->body = pen_http_fixture_new_json (NULL, "words");

  g_assert_null (pen_http_fixture_send (&fixture, exchange, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NETWORK);
  g_assert_nonnull (strstr (error->message, "identity"));
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_cmpuint (pen_raw_server_get_hits (server), ==, 0);
  pen_http_fixture_tear_down (&fixture);
}

/* Somebody we know; and the old way of speaking, although the new one is offered. */
static void
test_trusted (void)
{
  PenHttpFixture fixture;
  g_autofree char *folder = g_dir_make_tmp ("tls-XXXXXX", NULL);
  g_autoptr(GTlsCertificate) certificate = make_certificate (folder);
  g_autofree char *path = g_build_filename (folder, "certificate.pem", NULL);
  g_autofree char *protocol = NULL;
  g_autoptr(PenRawServer) server = pen_raw_server_new_tls (answer_cb, &protocol, certificate);
  g_autofree char *uri = pen_raw_server_get_uri (server, "/");
  g_autoptr(GTlsDatabase) database = NULL;
  g_autoptr(PenExchange) exchange = NULL;
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;

  database = g_tls_file_database_new (path, &error);
  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), database);

  pen_http_fixture_set_up (&fixture);
  exchange = pen_http_fixture_new_exchange (&fixture, "POST", uri);
  exchange->body = pen_http_fixture_new_json (NULL, "words");
  reply = pen_http_fixture_send (&fixture, exchange, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (pen_reply_get_status (reply), ==, 200);
  pen_http_fixture_tear_down (&fixture);

  g_clear_pointer (&server, pen_raw_server_free);
  g_assert_cmpstr (protocol, ==, "http/1.1");
  g_tls_backend_set_default_database (g_tls_backend_get_default (), NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/http-certificate/self-signed", test_certificate);
  g_test_add_func ("/http-certificate/trusted", test_trusted);

  return g_test_run ();
}
