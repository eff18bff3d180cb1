/* pen-sim-sdapi-generation.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * txt2img and img2img: the queue, in which one at a time is drawn, the steps, and the
 * answer.
 */

#define G_LOG_DOMAIN "pen-sim-sdapi-generation"

#include "config.h"

#include <string.h>

#include "pen-sim-sdapi-private.h"

#define PREVIEW_SIDE 64
#define MAX_SEED 2147483647

/**
 * PenSimSdapiJob:
 * @visit: (owned): who waits for it
 * @body: (owned): what was asked for
 * @source: (owned) (nullable): the picture to start from
 * @mask: (owned) (nullable): what of it is repainted
 * @steps: how many there are
 * @step: how many are done
 * @interrupted: whether somebody stopped it
 *
 * A generation, waiting or running.
 */
struct _PenSimSdapiJob
{
  PenSimVisit *visit;
  JsonObject  *body;
  GdkPixbuf   *source;
  GdkPixbuf   *mask;
  guint        steps;
  guint        step;
  gboolean     interrupted;
};

static void
job_free (PenSimSdapiJob *job)
{
  g_clear_pointer (&job->visit, pen_sim_visit_unref);
  g_clear_pointer (&job->body, json_object_unref);
  g_clear_object (&job->source);
  g_clear_object (&job->mask);
  g_free (job);
}

static gint64
get_integer (JsonObject *body,
             const char *name,
             gint64      fallback)
{
  return json_object_get_int_member_with_default (body, name, fallback);
}

static const char *
get_text (JsonObject *body,
          const char *name,
          const char *fallback)
{
  return json_object_get_string_member_with_default (body, name, fallback);
}

/* === The source === */

static GBytes *
decode_base64 (const char *text)
{
  const char *comma = g_str_has_prefix (text, "data:image/") ? strchr (text, ',') : NULL;
  gsize length = 0;
  guchar *data = g_base64_decode (comma != NULL ? comma + 1 : text, &length);

  return g_bytes_new_take (data, length);
}

static GdkPixbuf *
read_picture (PenSimSdapiState *state,
              PenSimVisit      *visit,
              const char       *text,
              JsonObject       *body)
{
  g_autoptr(GBytes) bytes = decode_base64 (text);
  GdkPixbuf *picture = pen_sim_picture_decode (bytes);
  PenSimPictureInfo info;

  if (picture == NULL)
    {
      pen_sim_sdapi_answer_error (state, visit, 500, "Invalid encoded image");
      return NULL;
    }

  if (!pen_sim_picture_inspect (bytes, &info) || info.channels != 3)
    pen_sim_log_remark (visit->entry, "the picture is not plain RGB");
  if (info.width != get_integer (body, "width", 0) ||
      info.height != get_integer (body, "height", 0))
    pen_sim_log_remark (visit->entry, "the picture is %u by %u, not as asked for",
                        info.width, info.height);

  return picture;
}

static GdkPixbuf *
read_source (PenSimSdapiState *state,
             PenSimVisit      *visit,
             JsonObject       *body)
{
  JsonArray *array = NULL;

  if (json_object_has_member (body, "init_images"))
    array = json_object_get_array_member (body, "init_images");

  if (array != NULL && json_array_get_length (array) == 1)
    return read_picture (state, visit, json_array_get_string_element (array, 0), body);

  if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "error", "Init image is none");
      pen_sim_visit_answer_object (visit, 400, object);
    }
  else
    pen_sim_sdapi_answer_error (state, visit, 404, "Init image not found");

  return NULL;
}

/* === The pictures === */

static void
get_size (PenSimSdapiState *state,
          JsonObject       *body,
          guint            *ret_width,
          guint            *ret_height)
{
  gint64 usual = state->flavour == PEN_SIM_SDAPI_SDNEXT ? 1024 : 512;

  *ret_width = (guint) CLAMP (get_integer (body, "width", usual), 8, 4096) / 8 * 8;
  *ret_height = (guint) CLAMP (get_integer (body, "height", usual), 8, 4096) / 8 * 8;
}

static guint64
get_seed (PenSimSdapiJob *job,
          guint           index)
{
  gint64 seed = get_integer (job->body, "seed", -1);

  if (seed < 0)
    seed = 1 + g_str_hash (get_text (job->body, "prompt", "")) % MAX_SEED;

  return (guint64) seed + index;
}

/* What the job has come to; a picture of fewer steps is less changed. */
static GdkPixbuf *
draw (PenSimSdapiState *state,
      PenSimSdapiJob   *job,
      guint             index,
      guint             width,
      guint             height)
{
  double usual = state->flavour == PEN_SIM_SDAPI_SDNEXT ? 0.5 : 0.75;
  double strength = json_object_get_double_member_with_default (job->body, "denoising_strength",
                                                                usual);
  double done = job->steps > 0 ? (double) job->step / job->steps : 1;
  const char *prompt = get_text (job->body, "prompt", "");
  GdkPixbuf *picture;

  if (job->source != NULL)
    {
      picture = pen_sim_picture_alter (job->source, prompt, get_seed (job, index),
                                       strength * done, width, height);
      if (job->mask != NULL && width == (guint) gdk_pixbuf_get_width (job->mask))
        pen_sim_sdapi_keep (picture, job->source, job->mask);
      return picture;
    }

  return pen_sim_picture_draw (prompt, get_seed (job, index), width, height);
}

static char *
to_base64 (PenSimSdapiState *state,
           PenSimSdapiJob   *job,
           GdkPixbuf        *picture)
{
  const char *format = state->samples_format;
  g_autoptr(GBytes) good = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (pen_sim_fault_is (job->visit->fault, "foreign-address"))
    return g_strdup (job->visit->fault->value);

  good = pen_sim_picture_encode (picture, g_str_equal (format, "jpg") ? "jpeg" : format);
  bytes = pen_sim_visit_spoil (job->visit, good);

  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
add_picture (PenSimSdapiState *state,
             PenSimSdapiJob   *job,
             JsonArray        *images,
             guint             index)
{
  g_autoptr(GdkPixbuf) picture = NULL;
  g_autofree char *text = NULL;
  guint width, height;

  get_size (state, job->body, &width, &height);
  picture = draw (state, job, index, width, height);
  text = to_base64 (state, job, picture);
  json_array_add_string_element (images, text);
}

/* Something in grey that nobody asked for: a grid, or a map for ControlNet. */
static void
add_other_picture (JsonArray *images)
{
  g_autoptr(GdkPixbuf) picture = pen_sim_picture_draw ("", 0, 64, 64);
  g_autoptr(GBytes) bytes = pen_sim_picture_encode (picture, "png");
  g_autofree char *text = NULL;

  text = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  json_array_add_string_element (images, text);
}

static guint
get_n_pictures (JsonObject *body)
{
  return (guint) CLAMP (get_integer (body, "batch_size", 1) * get_integer (body, "n_iter", 1),
                        1, 16);
}

static JsonArray *
make_images (PenSimSdapiState *state,
             PenSimSdapiJob   *job)
{
  PenSimFault *fault = job->visit->fault;
  JsonArray *images = json_array_new ();

  if (pen_sim_fault_is (fault, "no-images"))
    return images;
  if (pen_sim_fault_is (fault, "empty-image"))
    {
      json_array_add_string_element (images, "");
      return images;
    }

  if (pen_sim_fault_is (fault, "grid-first"))
    add_other_picture (images);
  for (guint i = 0; i < get_n_pictures (job->body); i++)
    add_picture (state, job, images, i);
  if (pen_sim_fault_is (fault, "extra-images"))
    add_other_picture (images);

  return images;
}

static char *
make_info (PenSimSdapiState *state,
           PenSimSdapiJob   *job)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *info = json_object_new ();
  JsonArray *seeds = json_array_new ();
  guint width, height;

  if (state->flavour == PEN_SIM_SDAPI_KOBOLDCPP)
    {
      json_object_unref (info);
      json_array_unref (seeds);
      return g_strdup ("");
    }

  get_size (state, job->body, &width, &height);
  for (guint i = 0; i < get_n_pictures (job->body); i++)
    json_array_add_int_element (seeds, (gint64) get_seed (job, i));

  json_object_set_string_member (info, "prompt", get_text (job->body, "prompt", ""));
  json_object_set_int_member (info, "seed", (gint64) get_seed (job, 0));
  json_object_set_array_member (info, "all_seeds", seeds);
  json_object_set_int_member (info, "width", width);
  json_object_set_int_member (info, "height", height);
  json_object_set_int_member (info, "steps", job->steps);
  json_object_set_string_member (info, "sampler_name",
                                 get_text (job->body, "sampler_name", "Euler"));
  json_object_set_string_member (info, "sd_model_name", state->checkpoint);
  json_object_set_int_member (info, "index_of_first_image",
                              pen_sim_fault_is (job->visit->fault, "grid-first") ? 1 : 0);
  json_node_take_object (node, info);

  return json_to_string (node, FALSE);
}

static JsonObject *
make_echo (PenSimSdapiState *state,
           PenSimSdapiJob   *job)
{
  JsonObject *echo = json_object_new ();
  g_autoptr(GList) names = json_object_get_members (job->body);

  if (state->flavour == PEN_SIM_SDAPI_KOBOLDCPP)
    return echo;

  for (GList *name = names; name != NULL; name = name->next)
    if (!g_str_equal (name->data, "init_images") && !g_str_equal (name->data, "mask"))
      json_object_set_member (echo, name->data,
                              json_node_copy (json_object_get_member (job->body, name->data)));

  return echo;
}

static void
answer (PenSimSdapiState *state,
        PenSimSdapiJob   *job)
{
  JsonObject *object = json_object_new ();
  g_autofree char *info = make_info (state, job);

  json_object_set_array_member (object, "images", make_images (state, job));
  json_object_set_object_member (object, "parameters", make_echo (state, job));
  json_object_set_string_member (object, "info",
                                 pen_sim_fault_is (job->visit->fault, "bad-info") ?
                                 "Steps: 20, no JSON" : info);
  if (state->flavour == PEN_SIM_SDAPI_KOBOLDCPP)
    json_object_set_boolean_member (object, "animated", FALSE);

  pen_sim_visit_answer_object (job->visit, 200, object);
}

/* === The queue === */

/* The first job is through; the next one begins. */
static void
finish_first (PenSimSdapiState *state)
{
  PenSimSdapiJob *job = g_queue_pop_head (&state->queue);

  g_clear_handle_id (&state->source_id, g_source_remove);
  answer (state, job);
  job_free (job);
  pen_sim_sdapi_schedule (state);
}

static gboolean
step_cb (gpointer user_data)
{
  PenSimSdapiState *state = user_data;
  PenSimSdapiJob *job = g_queue_peek_head (&state->queue);

  state->source_id = 0;
  if (state->pace == 0)
    job->step = job->steps;
  else
    job->step++;

  if (job->step >= job->steps)
    finish_first (state);
  else
    pen_sim_sdapi_schedule (state);

  return G_SOURCE_REMOVE;
}

/* Lets the first job go on, if it goes on by itself. */
void
pen_sim_sdapi_schedule (PenSimSdapiState *state)
{
  if (g_queue_is_empty (&state->queue) || state->source_id != 0 || state->pace < 0)
    return;

  state->source_id = g_timeout_add ((guint) state->pace, step_cb, state);
}

/* Stops the job that runs: its picture goes out as it is. */
void
pen_sim_sdapi_interrupt (PenSimSdapiState *state)
{
  PenSimSdapiJob *job = g_queue_peek_head (&state->queue);

  if (job == NULL)
    return;

  job->interrupted = TRUE;
  finish_first (state);
}

void
pen_sim_sdapi_drop_jobs (PenSimSdapiState *state)
{
  g_clear_handle_id (&state->source_id, g_source_remove);
  g_queue_clear_full (&state->queue, (GDestroyNotify) job_free);
}

/**
 * pen_sim_sdapi_generate:
 * @state: an engine
 * @visit: a POST
 * @with_picture: whether it is img2img
 *
 * Checks the request and puts it into the queue.
 */
void
pen_sim_sdapi_generate (PenSimSdapiState *state,
                        PenSimVisit      *visit,
                        gboolean          with_picture)
{
  g_autoptr(JsonObject) body = pen_sim_sdapi_read_body (state, visit);
  g_autoptr(GdkPixbuf) source = NULL;
  g_autoptr(GdkPixbuf) mask = NULL;
  g_autofree char *digest = NULL;
  PenSimSdapiJob *job;

  if (body == NULL || !pen_sim_sdapi_check (state, visit, body, with_picture))
    return;

  if (with_picture)
    {
      source = read_source (state, visit, body);
      if (source == NULL)
        return;
      mask = pen_sim_sdapi_read_mask (visit, body);
    }

  if (pen_sim_visit_goes_wrong (visit))
    return;

  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, visit->body);
  pen_sim_visit_pay (visit, digest, 0);

  job = g_new0 (PenSimSdapiJob, 1);
  job->visit = pen_sim_visit_ref (visit);
  job->body = g_steal_pointer (&body);
  job->source = g_steal_pointer (&source);
  job->mask = g_steal_pointer (&mask);
  job->steps = (guint) CLAMP (get_integer (job->body, "steps", 20), 1, 150);
  g_queue_push_tail (&state->queue, job);
  pen_sim_sdapi_schedule (state);
}

/* === Progress === */

static char *
make_preview (PenSimSdapiState *state,
              PenSimSdapiJob   *job)
{
  g_autoptr(GdkPixbuf) picture = draw (state, job, 0, PREVIEW_SIDE, PREVIEW_SIDE);
  g_autoptr(GBytes) bytes = pen_sim_picture_encode (picture, "png");

  return g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static JsonObject *
make_state (PenSimSdapiJob *job)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "skipped", FALSE);
  json_object_set_boolean_member (object, "interrupted", job != NULL && job->interrupted);
  json_object_set_boolean_member (object, "stopping_generation", FALSE);
  json_object_set_string_member (object, "job", job != NULL ? "scripts_txt2img" : "");
  json_object_set_int_member (object, "job_count", job == NULL ? 0 : job->step == 0 ? -1 : 1);
  json_object_set_string_member (object, "job_timestamp", "20260101000000");
  json_object_set_int_member (object, "job_no", 0);
  json_object_set_int_member (object, "sampling_step", job != NULL ? job->step : 0);
  json_object_set_int_member (object, "sampling_steps", job != NULL ? job->steps : 0);

  return object;
}

/* A figure below zero just after the start, as the engines give it. */
static double
get_fraction (PenSimSdapiJob *job)
{
  if (job == NULL)
    return 0;

  return job->step == 0 ? -0.99 : 0.01 + 0.99 * job->step / job->steps;
}

/**
 * pen_sim_sdapi_progress:
 * @state: an engine
 * @visit: a GET
 *
 * Tells how far the running job is, whoever it belongs to.
 */
void
pen_sim_sdapi_progress (PenSimSdapiState *state,
                        PenSimVisit      *visit)
{
  gboolean skip = g_strcmp0 (pen_sim_visit_get_query (visit, "skip_current_image"), "true") == 0;
  JsonObject *object = json_object_new ();
  PenSimSdapiJob *job = g_queue_peek_head (&state->queue);

  /* A look at a job that has made its last step ends it. */
  if (job != NULL && state->pace < 0 && job->step >= job->steps)
    {
      finish_first (state);
      job = g_queue_peek_head (&state->queue);
    }

  json_object_set_double_member (object, "progress", get_fraction (job));
  json_object_set_double_member (object, "eta_relative", job != NULL ? 1.5 : 0);
  json_object_set_object_member (object, "state", make_state (job));
  if (job != NULL && job->step > 0 && state->previews && !skip)
    {
      g_autofree char *preview = make_preview (state, job);

      json_object_set_string_member (object, "current_image", preview);
    }
  else
    json_object_set_null_member (object, "current_image");
  json_object_set_null_member (object, "textinfo");
  if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
    json_object_set_string_member (object, "id", "");

  pen_sim_visit_answer_object (visit, 200, object);

  if (job != NULL && state->pace < 0)
    job->step++;
}
