/* pen-sim-replicate-predictions.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Predictions: they start, they run, and they end in one of many ways.
 */

#define G_LOG_DOMAIN "pen-sim-replicate-predictions"

#include "config.h"

#include <string.h>

#include "pen-sim-replicate-private.h"

#define USUAL_SIDE 96
#define MOST_PICTURES 20
#define LONG_LOGS (80 * 1024)

/**
 * Prediction:
 * @head: what it always says
 * @output: the addresses of its pictures
 * @quirk: (nullable): how it goes wrong
 * @get: (nullable): a wrong address to ask at
 * @asked: how often it was asked for
 * @canceled: whether it was stopped
 * @removed: whether its output is gone
 */
typedef struct
{
  JsonObject *head;
  JsonArray  *output;
  char       *quirk;
  char       *get;
  guint       asked;
  gboolean    canceled;
  gboolean    removed;
} Prediction;

static const struct
{
  const char *quirk;
  const char *status;
  const char *error;
} ends[] =
{
  { "nsfw", "failed",
    "NSFW content detected. Try running it again, or try a different prompt." },
  { "nsfw-all", "failed", "All generated images contained NSFW content. Try another prompt." },
  { "sensitive", "failed",
    "The input or output was flagged as sensitive. Please try again with different inputs. "
    "(E005)" },
  { "out-of-memory", "failed", "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0)" },
  { "no-face", "failed", "No face detected in the input image" },
  { "model-failed", "failed", "Prediction failed: the weights are odd\nTraceback: line 1" },
  { "failed-at-once", "failed", "Director: unexpected error handling prediction (E6716)" },
  { "aborted", "aborted", NULL },
  { "canceled", "canceled", NULL },
};

static void
prediction_free (Prediction *self)
{
  json_object_unref (self->head);
  json_array_unref (self->output);
  g_free (self->quirk);
  g_free (self->get);
  g_free (self);
}

GHashTable *
pen_sim_replicate_new_predictions (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) prediction_free);
}

static gboolean
has_quirk (Prediction *self,
           const char *quirk)
{
  return g_strcmp0 (self->quirk, quirk) == 0;
}

/* === Pictures === */

/* The first picture of the input that is not the mask. */
static GdkPixbuf *
find_source (PenSimReplicate *state,
             PenSimVisit     *visit,
             JsonObject      *input)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, input);
  while (json_object_iter_next (&iter, &name, &node))
    {
      g_autoptr(GBytes) bytes = NULL;

      if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) > 0)
        node = json_array_get_element (json_node_get_array (node), 0);
      if (g_str_equal (name, "mask") || !JSON_NODE_HOLDS_VALUE (node) ||
          json_node_get_value_type (node) != G_TYPE_STRING)
        continue;

      bytes = pen_sim_replicate_read_picture (state, visit, json_node_get_string (node));
      if (bytes != NULL)
        return pen_sim_picture_decode (bytes);
    }

  return NULL;
}

/* Puts @source back where the mask does not want a change. */
static void
keep (GdkPixbuf *result,
      GdkPixbuf *source,
      GdkPixbuf *mask,
      gboolean   white_changes)
{
  int width = gdk_pixbuf_get_width (result);
  int height = gdk_pixbuf_get_height (result);
  g_autoptr(GdkPixbuf) old = gdk_pixbuf_scale_simple (source, width, height, GDK_INTERP_NEAREST);
  g_autoptr(GdkPixbuf) marks = gdk_pixbuf_scale_simple (mask, width, height, GDK_INTERP_NEAREST);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint8 *mark = gdk_pixbuf_read_pixels (marks) +
                             y * gdk_pixbuf_get_rowstride (marks) +
                             x * gdk_pixbuf_get_n_channels (marks);
        const guint8 *from = gdk_pixbuf_read_pixels (old) + y * gdk_pixbuf_get_rowstride (old) +
                             x * gdk_pixbuf_get_n_channels (old);
        guint8 *to = gdk_pixbuf_get_pixels (result) + y * gdk_pixbuf_get_rowstride (result) +
                     x * 3;

        if ((mark[0] >= 128) != white_changes)
          memcpy (to, from, 3);
      }
}

static double
find_strength (JsonObject *model,
               JsonObject *input)
{
  const char *strength = json_object_get_string_member_with_default (model, "strength", NULL);
  const char *likeness = json_object_get_string_member_with_default (model, "likeness", NULL);

  if (strength != NULL && json_object_has_member (input, strength))
    return json_object_get_double_member (input, strength);
  if (likeness != NULL && json_object_has_member (input, likeness))
    return 1 - json_object_get_double_member (input, likeness);

  return 1;
}

static GBytes *
make_picture (PenSimReplicate *state,
              PenSimVisit     *visit,
              JsonObject      *model,
              JsonObject      *input,
              guint64          seed,
              const char      *format)
{
  const char *prompt = json_object_get_string_member_with_default (input, "prompt", "");
  const char *mask = json_object_get_string_member_with_default (input, "mask", NULL);
  const char *polarity = json_object_get_string_member_with_default (model, "mask", NULL);
  guint width = (guint) json_object_get_int_member_with_default (input, "width", USUAL_SIDE);
  guint height = (guint) json_object_get_int_member_with_default (input, "height", USUAL_SIDE);
  g_autoptr(GdkPixbuf) source = find_source (state, visit, input);
  g_autoptr(GdkPixbuf) result = NULL;

  if (source == NULL)
    result = pen_sim_picture_draw (prompt, seed, width, height);
  else
    result = pen_sim_picture_alter (source, prompt, seed, find_strength (model, input),
                                    (guint) gdk_pixbuf_get_width (source),
                                    (guint) gdk_pixbuf_get_height (source));

  if (source != NULL && mask != NULL && polarity != NULL)
    {
      g_autoptr(GBytes) bytes = pen_sim_replicate_read_picture (state, visit, mask);
      g_autoptr(GdkPixbuf) marks = pen_sim_picture_decode (bytes);

      keep (result, source, marks, g_str_equal (polarity, "white"));
    }

  return pen_sim_picture_encode (result, format);
}

static guint
count_pictures (JsonObject *model,
                JsonObject *input)
{
  static const char * const names[] = { "num_outputs", "number_of_images", "number_of_outputs" };
  JsonObject *fields = json_object_get_object_member (model, "fields");

  if (g_str_equal (json_object_get_string_member (model, "output"), "file"))
    return 1;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (fields, names[i]))
      {
        JsonObject *field = json_object_get_object_member (fields, names[i]);
        gint64 usual = json_object_get_int_member_with_default (field, "default", 1);

        return (guint) CLAMP (json_object_get_int_member_with_default (input, names[i], usual),
                              1, MOST_PICTURES);
      }

  return 1;
}

static void
make_output (PenSimReplicate *state,
             PenSimVisit     *visit,
             JsonObject      *model,
             JsonObject      *input,
             const char      *id,
             JsonArray       *output)
{
  g_autofree char *base = pen_sim_replicate_get_base (visit);
  const char *ending = json_object_get_string_member_with_default (input, "output_format", "png");
  const char *format = g_str_equal (ending, "jpg") ? "jpeg" : ending;
  guint64 seed = (guint64) json_object_get_int_member_with_default (input, "seed", 4711);
  guint n = count_pictures (model, input);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/delivery/%s/out-%u.%s", id, i, ending);
      g_autofree char *address = g_strconcat (base, path, NULL);
      g_autoptr(GBytes) good = make_picture (state, visit, model, input, seed + i, format);

      g_hash_table_insert (state->pictures, g_strdup (path), pen_sim_visit_spoil (visit, good));
      if (pen_sim_fault_is (visit->fault, "foreign-address"))
        json_array_add_string_element (output, visit->fault->value);
      else
        json_array_add_string_element (output, address);
    }
}

/* === What it says of itself === */

static const char *
find_status (PenSimReplicate *state,
             Prediction      *self)
{
  if (self->canceled)
    return "canceled";

  if (has_quirk (self, "failed-at-once") || self->asked >= state->polls)
    for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
      if (has_quirk (self, ends[i].quirk))
        return ends[i].status;

  if (self->asked >= state->polls)
    return "succeeded";
  if (self->asked == 0)
    return "starting";

  return has_quirk (self, "odd-status") ? "pondering" : "processing";
}

static JsonNode *
shape_output (Prediction *self,
              const char *kind)
{
  g_autoptr(JsonObject) object = NULL;
  g_autoptr(JsonArray) outer = NULL;

  if (has_quirk (self, "no-output") || has_quirk (self, "data-removed") || self->removed)
    return json_node_init_null (json_node_alloc ());

  outer = json_array_new ();
  if (has_quirk (self, "empty-output"))
    return json_node_init_array (json_node_alloc (), outer);
  if (has_quirk (self, "nested-output"))
    {
      json_array_add_array_element (outer, json_array_ref (self->output));
      return json_node_init_array (json_node_alloc (), outer);
    }
  if (has_quirk (self, "object-output"))
    {
      object = json_object_new ();
      json_object_set_string_member (object, "text", "Two pictures");
      json_object_set_array_member (object, "images", json_array_ref (self->output));
      return json_node_init_object (json_node_alloc (), object);
    }
  if (g_str_equal (kind, "file"))
    return json_node_copy (json_array_get_element (self->output, 0));

  return json_node_init_array (json_node_alloc (), self->output);
}

static char *
write_logs (PenSimReplicate *state,
            Prediction      *self)
{
  guint percent = state->polls > 0 ? MIN (100 * self->asked / state->polls, 100) : 100;
  g_autofree char *filling = NULL;

  if (has_quirk (self, "long-logs"))
    filling = g_strnfill (LONG_LOGS, '!');

  return g_strdup_printf ("Using seed: 4711\n%s\n  0%%|          | 0/28 [00:00<?, ?it/s]\n"
                          "%3u%%|█████     | %u/28 [00:01<00:01, 10.12it/s]",
                          filling != NULL ? filling : "", percent, 28 * percent / 100);
}

static void
add_end (Prediction *self,
         JsonObject *object,
         const char *status)
{
  JsonObject *metrics = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    if (has_quirk (self, ends[i].quirk) && ends[i].error != NULL)
      json_object_set_string_member (object, "error", ends[i].error);

  json_object_set_string_member (object, "completed_at", "2026-11-23T10:00:03.000Z");
  if (!g_str_equal (status, "aborted"))
    json_object_set_double_member (metrics, "predict_time", 1.5);
  json_object_set_double_member (metrics, "total_time", 2.5);
  json_object_set_object_member (object, "metrics", metrics);
}

static JsonObject *
describe (PenSimReplicate *state,
          PenSimVisit     *visit,
          Prediction      *self)
{
  const char *status = find_status (state, self);
  gboolean good = g_str_equal (status, "succeeded");
  gboolean final = good || g_str_equal (status, "failed") || g_str_equal (status, "aborted") ||
                   g_str_equal (status, "canceled");
  gboolean early = has_quirk (self, "output-early") && self->asked > 0;
  const char *kind = json_object_get_string_member (self->head, "kind");
  JsonObject *object = json_object_new ();
  g_autofree char *logs = write_logs (state, self);
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, self->head);
  while (json_object_iter_next (&iter, &name, &node))
    if (!g_str_equal (name, "kind") && !(g_str_equal (name, "urls") && has_quirk (self, "no-urls")))
      json_object_set_member (object, name, json_node_copy (node));

  json_object_set_string_member (object, "status", status);
  json_object_set_string_member (object, "logs", self->asked > 0 ? logs : "");
  json_object_set_boolean_member (object, "data_removed",
                                  final && (self->removed || has_quirk (self, "data-removed")));
  json_object_set_null_member (object, "error");
  if (self->asked > 0 && !g_str_equal (status, "aborted"))
    json_object_set_string_member (object, "started_at", "2026-11-23T10:00:01.000Z");
  if (good || early)
    json_object_set_member (object, "output", shape_output (self, kind));
  else
    json_object_set_null_member (object, "output");
  if (final)
    add_end (self, object, status);

  return object;
}

/* === What is done with it === */

static JsonObject *
make_head (PenSimVisit *visit,
           const char  *id,
           const char  *name,
           JsonObject  *model,
           JsonObject  *input)
{
  g_autofree char *base = pen_sim_replicate_get_base (visit);
  g_autofree char *own = g_strdup_printf ("%s/predictions/%s", base, id);
  g_autofree char *cancel = g_strconcat (own, "/cancel", NULL);
  g_autofree char *web = g_strconcat ("https://replicate.com/p/", id, NULL);
  gboolean official = json_object_get_boolean_member (model, "official");
  JsonObject *head = json_object_new ();
  JsonObject *urls = json_object_new ();

  if (pen_sim_fault_is (visit->fault, "foreign-get"))
    {
      g_free (own);
      own = g_strdup_printf ("%s/replicate/predictions/%s", visit->fault->value, id);
    }
  json_object_set_string_member (urls, "get", own);
  json_object_set_string_member (urls, "cancel", cancel);
  json_object_set_string_member (urls, "web", web);

  json_object_set_string_member (head, "id", id);
  json_object_set_string_member (head, "model", name);
  json_object_set_string_member (head, "version",
                                 official ? "hidden"
                                          : json_object_get_string_member (model, "version"));
  json_object_set_object_member (head, "input", json_object_ref (input));
  json_object_set_string_member (head, "created_at", "2026-11-23T10:00:00.000Z");
  json_object_set_string_member (head, "kind", json_object_get_string_member (model, "output"));
  json_object_set_object_member (head, "urls", urls);

  return head;
}

/* The same request, wherever its files were put. */
static char *
find_digest (PenSimReplicate *state,
             PenSimVisit     *visit)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->body, &length);
  g_autoptr(GString) text = g_string_new_len (data, (gssize) length);
  GHashTableIter iter;
  gpointer id;
  gpointer file;

  g_hash_table_iter_init (&iter, state->files);
  while (g_hash_table_iter_next (&iter, &id, &file))
    {
      g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256,
                                                              ((PenSimFile *) file)->bytes);

      g_string_replace (text, id, digest, 0);
    }
  g_string_append (text, visit->path);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text->str, (gssize) text->len);
}

void
pen_sim_replicate_create_prediction (PenSimReplicate *state,
                                     PenSimVisit     *visit,
                                     const char      *name,
                                     JsonObject      *model,
                                     JsonObject      *input)
{
  g_autofree char *id = pen_sim_replicate_make_id (state);
  g_autofree char *digest = find_digest (state, visit);
  Prediction *self = g_new0 (Prediction, 1);

  self->head = make_head (visit, id, name, model, input);
  self->output = json_array_new ();
  self->quirk = visit->fault != NULL ? g_strdup (visit->fault->name) : NULL;
  make_output (state, visit, model, input, id, self->output);
  g_hash_table_insert (state->predictions, g_strdup (id), self);

  pen_sim_visit_pay (visit, digest, 0.01);
  pen_sim_visit_answer_object (visit, 201, describe (state, visit, self));
}

static Prediction *
look_up (PenSimReplicate *state,
         PenSimVisit     *visit,
         const char      *id)
{
  Prediction *self = g_hash_table_lookup (state->predictions, id);

  if (pen_sim_visit_goes_wrong (visit))
    return NULL;
  if (self == NULL)
    pen_sim_replicate_answer_error (visit, 404, NULL, "The requested resource could not be found.");

  return self;
}

void
pen_sim_replicate_answer_prediction (PenSimReplicate *state,
                                     PenSimVisit     *visit,
                                     const char      *id)
{
  Prediction *self = look_up (state, visit, id);

  if (self == NULL)
    return;

  self->asked++;
  pen_sim_visit_answer_object (visit, 200, describe (state, visit, self));
}

/* It stops a little later: the answer may still say that it runs. */
void
pen_sim_replicate_cancel_prediction (PenSimReplicate *state,
                                     PenSimVisit     *visit,
                                     const char      *id)
{
  Prediction *self = look_up (state, visit, id);

  if (self == NULL)
    return;
  if (g_bytes_get_size (visit->body) > 0)
    pen_sim_log_remark (visit->entry, "a cancel has no body");

  pen_sim_visit_answer_object (visit, 200, describe (state, visit, self));
  self->canceled = TRUE;
  pen_sim_log_count (visit->service->log, PEN_SIM_COUNT_INTERRUPTED, 1);
}

void
pen_sim_replicate_expire_predictions (PenSimReplicate *state)
{
  GHashTableIter iter;
  gpointer prediction;

  g_hash_table_iter_init (&iter, state->predictions);
  while (g_hash_table_iter_next (&iter, NULL, &prediction))
    ((Prediction *) prediction)->removed = TRUE;
}

/* The delivery hosts are open to everybody, and must not see a key. */
void
pen_sim_replicate_deliver (PenSimReplicate *state,
                           PenSimVisit     *visit)
{
  GBytes *picture = g_hash_table_lookup (state->pictures, visit->path);
  g_autoptr(GBytes) bytes = NULL;

  if (pen_sim_visit_get_header (visit, "Authorization") != NULL)
    {
      pen_sim_log_remark (visit->entry, "brings the key to a delivery host");
      pen_sim_visit_answer_text (visit, 403, "text/plain", "No keys here");
    }
  else if (pen_sim_visit_goes_wrong (visit))
    return;
  else if (picture == NULL || !g_str_equal (pen_sim_visit_get_method (visit), "GET"))
    pen_sim_visit_answer_text (visit, 404, "text/html", "<html><title>Not found</title></html>");
  else
    {
      bytes = pen_sim_visit_spoil (visit, picture);
      pen_sim_visit_answer (visit, 200, "image/png", bytes);
    }
}
