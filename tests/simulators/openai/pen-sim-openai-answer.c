/* pen-sim-openai-answer.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What OpenAI makes of a request that is in order: pictures, as one document or as a
 * stream of events.
 */

#define G_LOG_DOMAIN "pen-sim-openai-answer"

#include "config.h"

#include <string.h>

#include "pen-sim-openai-private.h"

/* Faults that only show when the work is done. */
#define EMPTY "empty-data"
#define FEWER "fewer"
#define STREAM_ERROR "stream-error"
#define STREAM_CUT "stream-cut"
#define STREAM_BARE "stream-bare"
#define NO_USAGE "no-usage"

/* The picture, changed where the mask has a hole, or all over without one. */
static GdkPixbuf *
alter (PenSimOpenaiAsk *ask,
       guint64          seed)
{
  const char *prompt = pen_sim_openai_get_text (ask, "prompt", "");
  PenSimPart *part = g_ptr_array_index (ask->sources, 0);
  g_autoptr(GdkPixbuf) source = pen_sim_picture_decode (part->bytes);
  g_autoptr(GdkPixbuf) mask = NULL;
  g_autoptr(GdkPixbuf) scaled = NULL;
  g_autoptr(GdkPixbuf) kept = NULL;
  GdkPixbuf *result = pen_sim_picture_alter (source, prompt, seed, 0.7, ask->width, ask->height);

  if (ask->mask == NULL)
    return result;

  mask = pen_sim_picture_decode (ask->mask->bytes);
  scaled = gdk_pixbuf_scale_simple (mask, ask->width, ask->height, GDK_INTERP_NEAREST);
  kept = pen_sim_picture_alter (source, prompt, seed, 0, ask->width, ask->height);
  for (guint y = 0; y < ask->height; y++)
    for (guint x = 0; x < ask->width; x++)
      {
        const guint8 *hole = gdk_pixbuf_read_pixels (scaled) +
                             y * gdk_pixbuf_get_rowstride (scaled) + x * 4;

        if (hole[3] >= 128)
          memcpy (gdk_pixbuf_get_pixels (result) + y * gdk_pixbuf_get_rowstride (result) + x * 3,
                  gdk_pixbuf_read_pixels (kept) + y * gdk_pixbuf_get_rowstride (kept) + x * 3, 3);
      }

  return result;
}

static GdkPixbuf *
draw (PenSimOpenaiAsk *ask,
      guint64          seed)
{
  if (ask->edit)
    return alter (ask, seed);

  return pen_sim_picture_draw (pen_sim_openai_get_text (ask, "prompt", ""), seed, ask->width,
                               ask->height);
}

static char *
encode (PenSimVisit     *visit,
        PenSimOpenaiAsk *ask,
        GdkPixbuf       *picture)
{
  g_autoptr(GBytes) good = pen_sim_picture_encode (picture,
                                                   pen_sim_openai_get_text (ask, "output_format",
                                                                            "png"));
  g_autoptr(GBytes) bytes = pen_sim_visit_spoil (visit, good);

  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* As many tokens as the guide has for a square picture. */
static JsonObject *
build_usage (PenSimOpenaiAsk *ask,
             guint            n)
{
  const char *quality = pen_sim_openai_get_text (ask, "quality", "auto");
  gint64 each = g_str_equal (quality, "low") ? 272 : g_str_equal (quality, "high") ? 4160 : 1056;
  gint64 words = (gint64) strlen (pen_sim_openai_get_text (ask, "prompt", "")) / 4 + 1;
  gint64 looked = ask->sources != NULL ? 194 * ask->sources->len : 0;
  gint64 made = each * n + 100 * pen_sim_openai_get_integer (ask, "partial_images", 0);
  JsonObject *usage = json_object_new ();
  JsonObject *input = json_object_new ();
  JsonObject *output = json_object_new ();

  json_object_set_int_member (input, "text_tokens", words);
  json_object_set_int_member (input, "image_tokens", looked);
  json_object_set_int_member (output, "text_tokens", 0);
  json_object_set_int_member (output, "image_tokens", made);
  json_object_set_int_member (usage, "input_tokens", words + looked);
  json_object_set_int_member (usage, "output_tokens", made);
  json_object_set_int_member (usage, "total_tokens", words + looked + made);
  json_object_set_object_member (usage, "input_tokens_details", input);
  json_object_set_object_member (usage, "output_tokens_details", output);

  return usage;
}

static void
add_settings (JsonObject      *object,
              PenSimOpenaiAsk *ask)
{
  g_autofree char *size = g_strdup_printf ("%ux%u", ask->width, ask->height);

  json_object_set_string_member (object, "background", "opaque");
  json_object_set_string_member (object, "output_format",
                                 pen_sim_openai_get_text (ask, "output_format", "png"));
  json_object_set_string_member (object, "size", size);
  json_object_set_string_member (object, "quality", "medium");
}

static void
answer_whole (PenSimVisit     *visit,
              PenSimOpenaiAsk *ask,
              guint64          seed)
{
  JsonObject *object = json_object_new ();
  JsonArray *data = json_array_new ();
  guint n = (guint) pen_sim_openai_get_integer (ask, "n", 1);

  if (pen_sim_fault_is (visit->fault, EMPTY))
    n = 0;
  else if (pen_sim_fault_is (visit->fault, FEWER))
    n = MAX (n / 2, 1);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GdkPixbuf) picture = draw (ask, seed + i);
      g_autofree char *text = encode (visit, ask, picture);
      JsonObject *item = json_object_new ();

      if (pen_sim_fault_is (visit->fault, "foreign-address"))
        json_object_set_string_member (item, "url", visit->fault->value);
      else
        json_object_set_string_member (item, "b64_json", text);
      json_array_add_object_element (data, item);
    }

  json_object_set_int_member (object, "created", 1713833628);
  json_object_set_array_member (object, "data", data);
  add_settings (object, ask);
  if (!pen_sim_fault_is (visit->fault, NO_USAGE))
    json_object_set_object_member (object, "usage", build_usage (ask, n));
  pen_sim_visit_answer_object (visit, 200, object);
}

/* === Streams === */

/* Takes @object. */
static void
add_record (GString    *stream,
            const char *type,
            JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  if (type != NULL)
    {
      json_object_set_string_member (object, "type", type);
      g_string_append_printf (stream, "event: %s\n", type);
    }
  json_node_take_object (node, object);
  text = json_to_string (node, FALSE);
  g_string_append_printf (stream, "data: %s\n\n", text);
}

static void
add_event (GString         *stream,
           PenSimVisit     *visit,
           PenSimOpenaiAsk *ask,
           GdkPixbuf       *picture,
           gint             index)
{
  g_autofree char *text = encode (visit, ask, picture);
  g_autofree char *type = g_strdup_printf ("%s.%s", ask->edit ? "image_edit" : "image_generation",
                                           index < 0 ? "completed" : "partial_image");
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "b64_json", text);
  json_object_set_int_member (object, "created_at", 1713833628);
  add_settings (object, ask);
  if (index >= 0)
    json_object_set_int_member (object, "partial_image_index", index);
  else if (!pen_sim_fault_is (visit->fault, NO_USAGE))
    json_object_set_object_member (object, "usage", build_usage (ask, 1));
  add_record (stream, type, object);
}

static void
add_trouble (GString *stream)
{
  JsonObject *object = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "message", "The server had an error while processing "
                                 "your request. Sorry about that!");
  json_object_set_string_member (error, "type", "server_error");
  json_object_set_null_member (error, "param");
  json_object_set_null_member (error, "code");
  json_object_set_object_member (object, "error", error);
  add_record (stream, NULL, object);
}

static void
answer_stream (PenSimVisit     *visit,
               PenSimOpenaiAsk *ask,
               guint64          seed)
{
  g_autoptr(GString) stream = g_string_new (NULL);
  gint64 partials = pen_sim_openai_get_integer (ask, "partial_images", 0);
  guint n = (guint) pen_sim_openai_get_integer (ask, "n", 1);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GdkPixbuf) picture = draw (ask, seed + i);
      g_autoptr(GdkPixbuf) blurred = pen_sim_picture_blur (picture);

      for (gint64 j = 0; j < partials; j++)
        add_event (stream, visit, ask, blurred, (gint) j);

      if (pen_sim_fault_is (visit->fault, STREAM_ERROR))
        add_trouble (stream);
      else if (!pen_sim_fault_is (visit->fault, STREAM_CUT))
        add_event (stream, visit, ask, picture, -1);
    }

  if (!pen_sim_fault_is (visit->fault, STREAM_BARE))
    g_string_append (stream, "data: [DONE]\n\n");
  pen_sim_visit_answer_text (visit, 200, "text/event-stream; charset=utf-8", stream->str);
}

/**
 * pen_sim_openai_answer:
 * @visit: a request that is in order and paid for
 * @ask: what it asks for
 * @digest: what it is, so that the same request brings the same pictures
 */
void
pen_sim_openai_answer (PenSimVisit     *visit,
                       PenSimOpenaiAsk *ask,
                       const char      *digest)
{
  guint64 seed = g_str_hash (digest);

  if (pen_sim_openai_get_boolean (ask, "stream"))
    answer_stream (visit, ask, seed);
  else
    answer_whole (visit, ask, seed);
}
