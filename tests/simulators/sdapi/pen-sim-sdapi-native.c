/* pen-sim-sdapi-native.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * stable-diffusion.cpp's sd-server: a few lists in the web UI's shape, and jobs of its own.
 * A job goes on by one state whenever it is asked after.
 */

#define G_LOG_DOMAIN "pen-sim-sdapi-native"

#include "config.h"

#include <string.h>

#include "pen-sim-sdapi-private.h"

#define JOBS "/sdcpp/v1/jobs/"

static const char *states[] = { "queued", "generating", "completed" };

struct _PenSimSdapiNativeJob
{
  JsonObject *body;
  GdkPixbuf  *source;   /* (nullable) */
  GdkPixbuf  *mask;     /* (nullable) */
  guint       state;
  gboolean    cancelled;
  gboolean    failed;
};

static const struct
{
  const char *name;
  GType       type;    /* G_TYPE_NONE: an object */
} fields[] =
{
  { "prompt", G_TYPE_STRING }, { "negative_prompt", G_TYPE_STRING },
  { "width", G_TYPE_INT64 }, { "height", G_TYPE_INT64 }, { "seed", G_TYPE_INT64 },
  { "batch_count", G_TYPE_INT64 }, { "strength", G_TYPE_DOUBLE },
  { "control_strength", G_TYPE_DOUBLE }, { "init_image", G_TYPE_STRING },
  { "mask_image", G_TYPE_STRING }, { "control_image", G_TYPE_STRING },
  { "sample_params", G_TYPE_NONE }, { "hires", G_TYPE_NONE },
  { "sample_method", G_TYPE_STRING }, { "scheduler", G_TYPE_STRING },
  { "sample_steps", G_TYPE_INT64 }, { "guidance", G_TYPE_NONE }, { "txt_cfg", G_TYPE_DOUBLE },
  { "enabled", G_TYPE_BOOLEAN }, { "upscaler", G_TYPE_STRING }, { "scale", G_TYPE_DOUBLE },
  { "steps", G_TYPE_INT64 }, { "denoising_strength", G_TYPE_DOUBLE },
};

static void
job_free (gpointer data)
{
  PenSimSdapiNativeJob *job = data;

  json_object_unref (job->body);
  g_clear_object (&job->source);
  g_clear_object (&job->mask);
  g_free (job);
}

static GHashTable *
get_jobs (PenSimSdapiState *state)
{
  if (state->jobs == NULL)
    state->jobs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, job_free);

  return state->jobs;
}

static void
answer_lost (PenSimVisit *visit)
{
  g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

  pen_sim_visit_answer (visit, 404, NULL, nothing);
}

static void
answer_error (PenSimVisit *visit,
              guint        status,
              const char  *words)
{
  g_autofree char *text = g_strdup_printf ("{\"error\":\"%s\"}", words);

  pen_sim_visit_answer_text (visit, status, "application/json", text);
}

/* === What it is sent === */

/* It swallows wrong types; we must not send any. */
static void
check_types (PenSimVisit *visit,
             JsonObject  *object)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);
      GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
      guint i = 0;

      while (i < G_N_ELEMENTS (fields) && !g_str_equal (fields[i].name, l->data))
        i++;
      if (i == G_N_ELEMENTS (fields))
        pen_sim_log_remark (visit->entry, "%s is not a field", (const char *) l->data);
      else if (type != fields[i].type && !(fields[i].type == G_TYPE_DOUBLE &&
                                           type == G_TYPE_INT64))
        pen_sim_log_remark (visit->entry, "%s is of the wrong type", (const char *) l->data);
      else if (JSON_NODE_HOLDS_OBJECT (node))
        check_types (visit, json_node_get_object (node));
    }
}

/* Whether the picture of that name is absent, or good: colour, except for masks. */
static gboolean
read_picture (PenSimVisit  *visit,
              JsonObject   *body,
              const char   *name,
              guint         n_channels,
              GdkPixbuf   **ret_picture)
{
  const char *text = json_object_get_string_member_with_default (body, name, NULL);
  g_autoptr(GBytes) bytes = NULL;
  PenSimPictureInfo info;
  gsize size = 0;
  guchar *data;

  if (text == NULL)
    return TRUE;

  data = g_base64_decode (text, &size);
  bytes = g_bytes_new_take (data, size);
  if (!pen_sim_picture_inspect (bytes, &info))
    return FALSE;
  if (info.channels != n_channels)
    pen_sim_log_remark (visit->entry, "%s has %u channels", name, info.channels);
  if (n_channels == 3 && info.channels < 3)
    return FALSE;

  *ret_picture = pen_sim_picture_decode (bytes);
  return *ret_picture != NULL;
}

static PenSimSdapiNativeJob *
read_job (PenSimVisit *visit,
          JsonObject  *body)
{
  PenSimSdapiNativeJob *job = g_new0 (PenSimSdapiNativeJob, 1);
  g_autoptr(GdkPixbuf) control = NULL;
  double strength = json_object_get_double_member_with_default (body, "strength", 0.75);

  job->body = json_object_ref (body);
  if (!read_picture (visit, body, "init_image", 3, &job->source) ||
      !read_picture (visit, body, "mask_image", 1, &job->mask) ||
      !read_picture (visit, body, "control_image", 3, &control) ||
      strength < 0 || strength > 1)
    {
      job_free (job);
      return NULL;
    }

  return job;
}

static void
take_job (PenSimSdapiState *state,
          PenSimVisit      *visit)
{
  g_autoptr(JsonObject) body = pen_sim_sdapi_read_body (state, visit);
  g_autofree char *id = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *text = NULL;
  PenSimSdapiNativeJob *job;

  if (body == NULL)
    return;

  check_types (visit, body);
  if (json_object_get_int_member_with_default (body, "seed", -1) < 1)
    pen_sim_log_remark (visit->entry, "seed is not set, or out of range");
  job = read_job (visit, body);
  if (job == NULL)
    {
      answer_error (visit, 400, "invalid generation parameters");
      return;
    }
  if (pen_sim_fault_is (visit->fault, "queue-full"))
    {
      answer_error (visit, 429, "job queue is full");
      job_free (job);
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    {
      job_free (job);
      return;
    }

  digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, visit->body);
  pen_sim_visit_pay (visit, digest, 0);
  job->failed = pen_sim_fault_is (visit->fault, "job-fails");
  job->cancelled = pen_sim_fault_is (visit->fault, "job-cancelled");
  id = g_strdup_printf ("job_6a_%08x", g_hash_table_size (get_jobs (state)) + 1);
  text = g_strdup_printf ("{\"id\":\"%s\",\"kind\":\"img_gen\",\"status\":\"%s\",\"created\":1,"
                          "\"poll_url\":\"" JOBS "%s\"}", id, states[job->state], id);
  g_hash_table_insert (state->jobs, g_steal_pointer (&id), job);
  pen_sim_visit_answer_text (visit, 202, "application/json", text);
}

/* === What it says of a job === */

static GdkPixbuf *
draw (PenSimSdapiNativeJob *job,
      guint                 index)
{
  const char *prompt = json_object_get_string_member_with_default (job->body, "prompt", "");
  guint64 seed = (guint64) json_object_get_int_member (job->body, "seed") + index;
  guint width = (guint) json_object_get_int_member_with_default (job->body, "width", 512);
  guint height = (guint) json_object_get_int_member_with_default (job->body, "height", 512);
  GdkPixbuf *picture;

  if (job->source == NULL)
    return pen_sim_picture_draw (prompt, seed, width, height);

  picture = pen_sim_picture_alter (job->source, prompt, seed,
                                   json_object_get_double_member_with_default (job->body,
                                                                               "strength", 0.75),
                                   width, height);
  if (job->mask != NULL)
    pen_sim_sdapi_keep (picture, job->source, job->mask);

  return picture;
}

static JsonObject *
make_result (PenSimSdapiNativeJob *job)
{
  gint64 count = json_object_get_int_member_with_default (job->body, "batch_count", 1);
  JsonObject *result = json_object_new ();
  JsonArray *images = json_array_new ();

  for (guint i = 0; i < (guint) CLAMP (count, 1, 8); i++)
    {
      g_autoptr(GdkPixbuf) picture = draw (job, i);
      g_autoptr(GBytes) bytes = pen_sim_picture_encode (picture, "png");
      g_autofree char *text = g_base64_encode (g_bytes_get_data (bytes, NULL),
                                               g_bytes_get_size (bytes));
      JsonObject *image = json_object_new ();

      json_object_set_int_member (image, "index", i);
      json_object_set_string_member (image, "b64_json", text);
      json_array_add_object_element (images, image);
    }

  json_object_set_string_member (result, "output_format", "png");
  json_object_set_array_member (result, "images", images);
  return result;
}

static void
answer_job (PenSimVisit          *visit,
            const char           *id,
            PenSimSdapiNativeJob *job)
{
  JsonObject *object = json_object_new ();
  gboolean completed = job->state == 2 && !job->failed && !job->cancelled;
  JsonObject *error;

  json_object_set_string_member (object, "id", id);
  json_object_set_string_member (object, "kind", "img_gen");
  json_object_set_string_member (object, "status", job->cancelled ? "cancelled"
                                                   : job->failed && job->state == 2
                                                     ? "failed" : states[job->state]);
  json_object_set_int_member (object, "queue_position", job->state == 0 ? 1 : 0);
  if (completed)
    json_object_set_object_member (object, "result", make_result (job));
  else
    json_object_set_null_member (object, "result");
  if (job->failed || job->cancelled)
    {
      error = json_object_new ();
      json_object_set_string_member (error, "code", "generation_failed");
      json_object_set_string_member (error, "message", "no tensor left");
      json_object_set_object_member (object, "error", error);
    }
  else
    json_object_set_null_member (object, "error");

  pen_sim_visit_answer_object (visit, 200, object);
  job->state = MIN (job->state + 1, 2);
}

static void
cancel_job (PenSimVisit          *visit,
            const char           *id,
            PenSimSdapiNativeJob *job)
{
  if (job->state == 1)
    {
      answer_error (visit, 409, "job is currently generating and cannot be interrupted yet");
      return;
    }

  if (job->state == 0)
    {
      job->cancelled = TRUE;
      pen_sim_log_count (visit->service->log, PEN_SIM_COUNT_INTERRUPTED, 1);
    }
  answer_job (visit, id, job);
}

static void
handle_job (PenSimSdapiState *state,
            PenSimVisit      *visit)
{
  g_auto(GStrv) parts = g_strsplit (visit->path + strlen (JOBS), "/", 2);
  PenSimSdapiNativeJob *job = g_hash_table_lookup (get_jobs (state), parts[0]);
  gboolean post = g_str_equal (pen_sim_visit_get_method (visit), "POST");

  if (pen_sim_fault_is (visit->fault, "job-expired"))
    answer_error (visit, 410, "job expired");
  else if (pen_sim_visit_goes_wrong (visit))
    return;
  else if (job == NULL)
    answer_error (visit, 404, "job not found");
  else if (post && g_strcmp0 (parts[1], "cancel") == 0)
    cancel_job (visit, parts[0], job);
  else if (!post && parts[1] == NULL)
    answer_job (visit, parts[0], job);
  else
    answer_lost (visit);
}

/**
 * pen_sim_sdapi_native_handle:
 * @state: an engine
 * @visit: a request to sd-server
 */
void
pen_sim_sdapi_native_handle (PenSimSdapiState *state,
                             PenSimVisit      *visit)
{
  gboolean post = g_str_equal (pen_sim_visit_get_method (visit), "POST");
  g_autoptr(JsonNode) list = post ? NULL : pen_sim_sdapi_list (state, visit->path);

  if (g_str_has_prefix (visit->path, JOBS))
    handle_job (state, visit);
  else if (post && g_str_equal (visit->path, "/sdcpp/v1/img_gen"))
    take_job (state, visit);
  else if (pen_sim_visit_goes_wrong (visit))
    return;
  else if (!post && g_str_equal (visit->path, "/sdcpp/v1/capabilities"))
    pen_sim_visit_answer_text (visit, 200, "application/json",
                               "{\"model\":{\"name\":\"one\"},\"current_mode\":\"img_gen\","
                               "\"supported_modes\":[\"img_gen\"]}");
  else if (list != NULL)
    pen_sim_visit_answer_json (visit, 200, list);
  else
    answer_lost (visit);
}
