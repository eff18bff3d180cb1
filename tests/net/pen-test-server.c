/* pen-test-server.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-test-server"

#include "config.h"

#include <string.h>

#include "pen-test-server.h"

typedef struct
{
  /* What to answer */
  guint               status;
  char               *media_type;    /* (owned) (nullable) */
  GBytes             *body;          /* (owned) */
  SoupMessageHeaders *headers;       /* (owned) */
  gboolean            in_chunks;

  /* What the last request looked like */
  guint               hits;
  char               *method;        /* (owned) (nullable) */
  SoupMessageHeaders *asked;         /* (owned) (nullable) */
  GBytes             *sent;          /* (owned) (nullable) */
} Page;

struct _PenTestServer
{
  SoupServer *soup;    /* (owned) */
  GHashTable *pages;   /* (owned) (element-type utf8 Page) */
};

static void
page_free (Page *page)
{
  g_clear_pointer (&page->media_type, g_free);
  g_clear_pointer (&page->body, g_bytes_unref);
  g_clear_pointer (&page->headers, soup_message_headers_unref);
  g_clear_pointer (&page->method, g_free);
  g_clear_pointer (&page->asked, soup_message_headers_unref);
  g_clear_pointer (&page->sent, g_bytes_unref);
  g_free (page);
}

static void
copy_headers (SoupMessageHeaders *from,
              SoupMessageHeaders *to)
{
  SoupMessageHeadersIter iter;
  const char *name;
  const char *value;

  soup_message_headers_iter_init (&iter, from);
  while (soup_message_headers_iter_next (&iter, &name, &value))
    soup_message_headers_append (to, name, value);
}

static void
remember (Page              *page,
          SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  page->hits++;
  g_free (page->method);
  page->method = g_strdup (soup_server_message_get_method (message));
  g_clear_pointer (&page->asked, soup_message_headers_unref);
  page->asked = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  copy_headers (soup_server_message_get_request_headers (message), page->asked);
  g_clear_pointer (&page->sent, g_bytes_unref);
  page->sent = g_bytes_new (body->data, (gsize) body->length);
}

static void
handle_request (SoupServer        *soup,
                SoupServerMessage *message,
                const char        *path,
                GHashTable        *query,
                gpointer           user_data)
{
  PenTestServer *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  Page *page = g_hash_table_lookup (self->pages, path);

  if (page == NULL)
    {
      soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
      return;
    }

  remember (page, message);
  soup_server_message_set_status (message, page->status, NULL);
  if (page->media_type != NULL)
    soup_message_headers_replace (headers, "Content-Type", page->media_type);
  copy_headers (page->headers, headers);

  /* The library refuses empty bytes */
  if (g_bytes_get_size (page->body) > 0)
    soup_message_body_append_bytes (body, page->body);
  if (page->in_chunks)
    {
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_message_body_complete (body);
    }
}

PenTestServer *
pen_test_server_new (void)
{
  PenTestServer *self = g_new0 (PenTestServer, 1);
  g_autoptr(GError) error = NULL;

  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                       (GDestroyNotify) page_free);
  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, handle_request, self, NULL);
  soup_server_listen_local (self->soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  return self;
}

void
pen_test_server_free (PenTestServer *self)
{
  soup_server_disconnect (self->soup);

  /* The server lets go of its sockets only once the main loop has turned. */
  pen_test_settle ();

  g_clear_object (&self->soup);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_free (self);
}

char *
pen_test_server_get_uri (PenTestServer *self,
                         const char    *path)
{
  g_autoslist(GUri) uris = soup_server_get_uris (self->soup);
  g_autoptr(GUri) uri = g_uri_parse_relative (uris->data, path, SOUP_HTTP_URI_FLAGS, NULL);

  return g_uri_to_string (uri);
}

/**
 * pen_test_server_reply:
 * @self: a #PenTestServer
 * @path: the path to answer
 * @status: the HTTP status to answer with
 * @media_type: (nullable): the value of `Content-Type`
 * @body: (nullable): the body
 * @length: the length of @body, or -1 if it is a text
 */
void
pen_test_server_reply (PenTestServer *self,
                       const char    *path,
                       guint          status,
                       const char    *media_type,
                       const char    *body,
                       gssize         length)
{
  Page *page = g_new0 (Page, 1);
  gsize size = body == NULL ? 0 : length < 0 ? strlen (body) : (gsize) length;

  page->status = status;
  page->media_type = g_strdup (media_type);
  page->body = g_bytes_new (body, size);
  page->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

  g_hash_table_replace (self->pages, g_strdup (path), page);
}

static Page *
get_page (PenTestServer *self,
          const char    *path)
{
  Page *page = g_hash_table_lookup (self->pages, path);

  g_assert_nonnull (page);

  return page;
}

/* What goes along with the answer of @path. */
void
pen_test_server_add_header (PenTestServer *self,
                            const char    *path,
                            const char    *name,
                            const char    *value)
{
  soup_message_headers_append (get_page (self, path)->headers, name, value);
}

/* The answer of @path has no length. */
void
pen_test_server_chunk (PenTestServer *self,
                       const char    *path)
{
  get_page (self, path)->in_chunks = TRUE;
}

guint
pen_test_server_get_hits (PenTestServer *self,
                          const char    *path)
{
  return get_page (self, path)->hits;
}

/* A header of the last request for @path. */
const char *
pen_test_server_get_header (PenTestServer *self,
                            const char    *path,
                            const char    *name)
{
  Page *page = get_page (self, path);

  return page->asked != NULL ? soup_message_headers_get_one (page->asked, name) : NULL;
}

/* The body of the last request for @path. */
GBytes *
pen_test_server_get_body (PenTestServer *self,
                          const char    *path)
{
  return get_page (self, path)->sent;
}

const char *
pen_test_server_get_method (PenTestServer *self,
                            const char    *path)
{
  return get_page (self, path)->method;
}

/* A GAsyncReadyCallback that keeps the result for pen_test_wait_for(). */
void
pen_test_store_result (GObject      *object,
                       GAsyncResult *result,
                       gpointer      user_data)
{
  GAsyncResult **out = user_data;

  g_assert_null (*out);
  *out = g_object_ref (result);
  g_main_context_wakeup (NULL);
}

void
pen_test_wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Lets everything happen that is about to. */
void
pen_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* A worker thread lets go of its task, and so of @object, only after the result is out. */
void
pen_test_wait_for_last_ref (gpointer object)
{
  GObject *self = object;

  while (g_atomic_int_get ((volatile int *) &self->ref_count) > 1)
    {
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

void
pen_test_count (guint *count)
{
  (*count)++;
}
