/* pen-sim-client.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-sim-client"

#include "config.h"

#include <string.h>

#include "pen-sim-client.h"

void
pen_sim_client_set_up (PenSimClient  *self,
                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  self->simulator = pen_simulator_new (0, &error);
  g_assert_no_error (error);
  /* Some answers are held back while others are asked for. */
  self->session = soup_session_new_with_options ("max-conns", 10, "max-conns-per-host", 10, NULL);
  self->key = PEN_SIMULATOR_KEY;
  self->accept = "image/*";
}

/* Forgets the last message and its answer. */
void
pen_sim_client_drop (PenSimClient *self)
{
  g_clear_object (&self->message);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->error);
}

void
pen_sim_client_tear_down (PenSimClient  *self,
                          gconstpointer  data)
{
  pen_sim_client_drop (self);
  soup_session_abort (self->session);
  g_assert_finalize_object (g_steal_pointer (&self->session));
  g_clear_pointer (&self->simulator, pen_simulator_free);
}

/**
 * pen_sim_client_new_message:
 * @self: a #PenSimClient
 * @method: the HTTP method
 * @path: the path from the simulator's root on
 * @media_type: (nullable): of @body
 * @body: (nullable): what to carry
 *
 * Returns: (transfer full): a message with the client's own headers
 */
SoupMessage *
pen_sim_client_new_message (PenSimClient *self,
                            const char   *method,
                            const char   *path,
                            const char   *media_type,
                            GBytes       *body)
{
  g_autofree char *address = pen_simulator_get_address (self->simulator, NULL);
  g_autofree char *text = g_strconcat (address, path, NULL);
  SoupMessage *message = soup_message_new (method, text);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  if (body != NULL)
    soup_message_set_request_body_from_bytes (message, media_type, body);
  if (self->accept != NULL)
    soup_message_headers_replace (headers, "Accept", self->accept);
  if (self->key != NULL && self->key_header != NULL)
    {
      soup_message_headers_replace (headers, self->key_header, self->key);
    }
  else if (self->key != NULL)
    {
      g_autofree char *token = g_strdup_printf ("Bearer %s", self->key);

      soup_message_headers_replace (headers, "Authorization", token);
    }
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);

  return message;
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  PenSimClient *self = user_data;

  self->body = soup_session_send_and_read_finish (SOUP_SESSION (object), result, &self->error);
  g_main_context_wakeup (NULL);
}

/* Sends @message, taking it. */
void
pen_sim_client_start (PenSimClient *self,
                      SoupMessage  *message)
{
  pen_sim_client_drop (self);
  self->message = message;
  soup_session_send_and_read_async (self->session, message, G_PRIORITY_DEFAULT, NULL,
                                    sent_cb, self);
}

/* Returns: the status of the answer; 0 if the connection broke. */
guint
pen_sim_client_finish (PenSimClient *self)
{
  while (self->body == NULL && self->error == NULL)
    g_main_context_iteration (NULL, TRUE);

  return self->error == NULL ? soup_message_get_status (self->message) : 0;
}

guint
pen_sim_client_get (PenSimClient *self,
                    const char   *path)
{
  pen_sim_client_start (self, pen_sim_client_new_message (self, "GET", path, NULL, NULL));
  return pen_sim_client_finish (self);
}

guint
pen_sim_client_post_json (PenSimClient *self,
                          const char   *path,
                          const char   *text)
{
  g_autoptr(GBytes) body = g_bytes_new (text, strlen (text));

  pen_sim_client_start (self, pen_sim_client_new_message (self, "POST", path,
                                                          "application/json", body));
  return pen_sim_client_finish (self);
}

/**
 * pen_sim_client_new_form:
 * @self: a #PenSimClient
 * @path: the path from the simulator's root on
 * @fields: the text fields: “name=value” with semicolons between
 * @image: (nullable): the file for the field `image`
 *
 * Returns: (transfer full): a POST of a form
 */
SoupMessage *
pen_sim_client_new_form (PenSimClient *self,
                         const char   *path,
                         const char   *fields,
                         GBytes       *image)
{
  g_autoptr(SoupMultipart) form = soup_multipart_new ("multipart/form-data");
  g_autoptr(SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_MULTIPART);
  g_auto(GStrv) list = g_strsplit (fields, ";", -1);
  g_autoptr(GBytes) body = NULL;

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_auto(GStrv) field = g_strsplit (list[i], "=", 2);

      if (field[0] != NULL)
        soup_multipart_append_form_string (form, field[0], field[1]);
    }
  if (image != NULL)
    soup_multipart_append_form_file (form, "image", "image.png", "image/png", image);
  soup_multipart_to_message (form, headers, &body);

  return pen_sim_client_new_message (self, "POST", path,
                                     soup_message_headers_get_one (headers, "Content-Type"), body);
}

guint
pen_sim_client_post_form (PenSimClient *self,
                          const char   *path,
                          const char   *fields,
                          GBytes       *image)
{
  pen_sim_client_start (self, pen_sim_client_new_form (self, path, fields, image));
  return pen_sim_client_finish (self);
}

const char *
pen_sim_client_get_header (PenSimClient *self,
                           const char   *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (self->message), name);
}

char *
pen_sim_client_get_text (PenSimClient *self)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (self->body, &length);

  return length > 0 ? g_strndup (data, length) : g_strdup ("");
}

/**
 * pen_sim_client_assert_says:
 * @self: a client
 * @status: the status that the last answer has; 0 for any
 * @words: what it says, among other things
 */
void
pen_sim_client_assert_says (PenSimClient *self,
                            guint         status,
                            const char   *words)
{
  g_autofree char *text = pen_sim_client_get_text (self);
  guint given = soup_message_get_status (self->message);

  if ((status != 0 && given != status) || strstr (text, words) == NULL)
    {
      g_test_message ("%u “%s” expected, not %u %s", status, words, given, text);
      g_test_fail ();
    }
}

JsonNode *
pen_sim_client_get_json (PenSimClient *self)
{
  g_autofree char *text = pen_sim_client_get_text (self);
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  return node;
}

/* Asserts that the answer is a picture that can be decoded. */
void
pen_sim_client_get_info (PenSimClient      *self,
                         PenSimPictureInfo *ret_info)
{
  g_autoptr(GdkPixbuf) picture = NULL;

  g_assert_true (pen_sim_picture_inspect (self->body, ret_info));
  picture = pen_sim_picture_decode (self->body);
  g_assert_nonnull (picture);
  g_assert_cmpint (gdk_pixbuf_get_width (picture), ==, ret_info->width);
}

GBytes *
pen_sim_client_make_picture (guint       width,
                             guint       height,
                             const char *format)
{
  g_autoptr(GdkPixbuf) picture = pen_sim_picture_draw ("source", 1, width, height);

  return pen_sim_picture_encode (picture, format);
}
