/* pen-sim-kie-tasks.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Tasks and their records: a new one is unknown, then waits, is queued, works, and is done.
 */

#define G_LOG_DOMAIN "pen-sim-kie-tasks"

#include "config.h"

#include <string.h>

#include "pen-sim-kie-private.h"

/* So many looks until a task is done. */
#define N_LOOKS 3

#define SIDE 96

void
pen_sim_kie_task_free (PenSimKieTask *task)
{
  g_clear_pointer (&task->id, g_free);
  g_clear_pointer (&task->model, g_free);
  g_clear_pointer (&task->param, g_free);
  g_clear_pointer (&task->input, json_object_unref);
  g_clear_pointer (&task->results, g_ptr_array_unref);
  g_free (task);
}

/* The same for the same request, wherever its pictures lie. */
static char *
get_digest (PenSimKieState *state,
            const char     *text)
{
  g_autoptr(GString) all = g_string_new (text);
  GHashTableIter iter;
  gpointer path, bytes;

  g_hash_table_iter_init (&iter, state->uploads);
  while (g_hash_table_iter_next (&iter, &path, &bytes))
    {
      g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

      g_string_replace (all, path, digest, 0);
    }

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, -1);
}

static void
add_task (PenSimKieState *state,
          PenSimVisit    *visit,
          PenSimKieApi    api,
          const char     *model,
          JsonObject     *body,
          JsonObject     *input,
          double          credits)
{
  PenSimKieTask *task = g_new0 (PenSimKieTask, 1);
  double *left = g_hash_table_lookup (state->credits, pen_sim_kie_get_key (visit));
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autoptr(JsonNode) answer = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *digest = NULL;
  JsonObject *data = json_object_new ();

  task->id = g_strdup_printf ("task/%08x+%u", g_str_hash (model), ++state->n_tasks);
  task->api = api;
  task->model = g_strdup (model);
  task->param = json_to_string (node, FALSE);
  task->input = json_object_ref (input);
  task->credits = credits;
  task->created = g_get_real_time () / 1000 - (gint64) state->old_age * 1000;
  task->results = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_replace (state->tasks, g_strdup (task->id), task);

  *left -= credits;
  digest = get_digest (state, task->param);
  pen_sim_visit_pay (visit, digest, credits);

  json_object_set_string_member (data, "taskId", task->id);
  json_node_take_object (answer, data);
  pen_sim_kie_answer (state, visit, 200, "success", answer);
}

void
pen_sim_kie_create (PenSimKieState *state,
                    PenSimVisit    *visit,
                    PenSimKieApi    api)
{
  g_autoptr(JsonObject) body = pen_sim_kie_read_body (state, visit);
  JsonObject *input = body;
  const char *model = "gpt-4o-image";
  g_autofree char *problem = NULL;
  double *left = g_hash_table_lookup (state->credits, pen_sim_kie_get_key (visit));
  double credits = 0;

  if (body == NULL)
    return;

  if (api != PEN_SIM_KIE_API_4O)
    model = json_object_get_string_member_with_default (body, "model", "");
  if (api == PEN_SIM_KIE_API_JOBS)
    {
      JsonNode *node = json_object_get_member (body, "input");

      input = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      if (input == NULL || json_object_get_size (body) != 2)
        problem = g_strdup ("model and input are required, and nothing else");
    }

  if (problem == NULL &&
      !pen_sim_kie_check_input (state, api, model, input, &credits, &problem))
    pen_sim_kie_answer (state, visit, 404, "The model name you specified is not supported", NULL);
  else if (problem != NULL)
    pen_sim_kie_answer (state, visit, 422, problem, NULL);
  else if (*left < credits)
    pen_sim_kie_answer (state, visit, 402, "Credits insufficient", NULL);
  else
    add_task (state, visit, api, model, body, input, credits);
}

/* Black is what changes; the rest stays as it is. */
static void
keep_white (GdkPixbuf *picture,
            GdkPixbuf *source,
            GdkPixbuf *mask)
{
  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (picture); x++)
      {
        const guint8 *from = gdk_pixbuf_read_pixels (source) +
                             y * gdk_pixbuf_get_rowstride (source) +
                             x * gdk_pixbuf_get_n_channels (source);
        const guint8 *at = gdk_pixbuf_read_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask) +
                           x * gdk_pixbuf_get_n_channels (mask);

        if (at[0] >= 128)
          memcpy (gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture) +
                  x * 3, from, 3);
      }
}

/* How much of the source may change, by the scale of this model. */
static double
get_change (PenSimKieTask *task)
{
  double strength = json_object_get_double_member_with_default (task->input, "strength", 0.5);

  return g_str_has_prefix (task->model, "ideogram/") ? 1 - strength : strength;
}

static GdkPixbuf *
make_picture (PenSimKieState *state,
              PenSimKieTask  *task,
              guint           index)
{
  const char *prompt = json_object_get_string_member_with_default (task->input, "prompt", "");
  const char *factor = json_object_get_string_member_with_default (task->input, "upscale_factor",
                                                                   "1");
  const char *mask_address = json_object_get_string_member_with_default (task->input, "mask_url",
                                                                         NULL);
  GBytes *bytes = pen_sim_kie_find_upload (state, pen_sim_kie_find_source (task->input));
  int times = pen_sim_kie_to_int (factor);
  guint64 seed = index + 1;
  g_autoptr(GdkPixbuf) source = NULL;
  g_autoptr(GdkPixbuf) mask = NULL;
  GdkPixbuf *picture;

  if (json_object_has_member (task->input, "seed"))
    {
      JsonNode *node = json_object_get_member (task->input, "seed");

      seed += json_node_get_value_type (node) == G_TYPE_STRING
              ? g_ascii_strtoull (json_node_get_string (node), NULL, 10)
              : (guint64) json_node_get_int (node);
    }

  if (bytes == NULL)
    return pen_sim_picture_draw (prompt, seed, SIDE, SIDE);

  source = pen_sim_picture_decode (bytes);
  picture = pen_sim_picture_alter (source, prompt, seed, get_change (task),
                                   (guint) (gdk_pixbuf_get_width (source) * times),
                                   (guint) (gdk_pixbuf_get_height (source) * times));
  if (mask_address != NULL)
    {
      mask = pen_sim_picture_decode (pen_sim_kie_find_upload (state, mask_address));
      keep_white (picture, source, mask);
    }

  return picture;
}

static void
finish_task (PenSimKieState *state,
             PenSimVisit    *visit,
             PenSimKieTask  *task)
{
  const char *format = json_object_get_string_member_with_default (
    task->input, task->api == PEN_SIM_KIE_API_KONTEXT ? "outputFormat" : "output_format", "png");
  const char *number = json_object_get_string_member_with_default (task->input, "num_images", "1");
  gint64 count = json_object_get_int_member_with_default (task->input, "n",
                                                          pen_sim_kie_to_int (number));

  /* That is its default, to the surprise of everybody. */
  if (g_str_has_prefix (task->model, "wan/") && !json_object_has_member (task->input, "n"))
    count = 4;

  for (guint i = 0; task->results->len < count; i++)
    {
      g_autoptr(GdkPixbuf) picture = make_picture (state, task, i);
      g_autoptr(GBytes) bytes = pen_sim_picture_encode (picture, g_str_equal (format, "png")
                                                                 ? "png" : "jpeg");

      pen_sim_kie_add_result (state, visit, task, bytes, format);
    }
}

static JsonArray *
list_results (PenSimKieTask *task)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < task->results->len; i++)
    json_array_add_string_element (array, g_ptr_array_index (task->results, i));

  return array;
}

static JsonObject *
describe_results (PenSimKieState *state,
                  PenSimKieTask  *task)
{
  JsonObject *result = json_object_new ();

  if (g_strcmp0 (state->variant, "empty") == 0)
    return result;

  if (task->api == PEN_SIM_KIE_API_KONTEXT)
    {
      json_object_set_string_member (result, "originImageUrl", "https://127.0.0.1:1/gone.png");
      json_object_set_string_member (result, "resultImageUrl", task->results->pdata[0]);
    }
  else if (g_strcmp0 (state->variant, "resultUrl") == 0)
    json_object_set_string_member (result, "resultUrl", task->results->pdata[0]);
  else if (g_strcmp0 (state->variant, "result_urls") == 0)
    json_object_set_array_member (result, "result_urls", list_results (task));
  else
    json_object_set_array_member (result, "resultUrls", list_results (task));

  return result;
}

static void
describe_job (PenSimKieState *state,
              PenSimKieTask  *task,
              JsonObject     *data)
{
  static const char * const states[] = { "waiting", "queuing", "generating" };
  gboolean done = task->n_looks > N_LOOKS;
  gboolean failed = done && state->fail_text != NULL;
  const char *word = done ? "success" : states[(task->n_looks - 1) % N_LOOKS];
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (state->variant, "odd-state") == 0 && !done)
    word = "pondering";
  json_object_set_string_member (data, "model", task->model);
  json_object_set_string_member (data, "state", failed ? "fail" : word);
  json_object_set_string_member (data, "failCode", failed ? state->fail_code : "");
  json_object_set_string_member (data, "failMsg", failed ? state->fail_text : "");
  json_object_set_string_member (data, "resultJson", "");
  json_object_set_int_member (data, "createTime", task->created);
  json_object_set_int_member (data, "updateTime", g_get_real_time () / 1000);
  if (!done || failed)
    return;

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, describe_results (state, task));
  text = json_to_string (node, FALSE);
  json_object_set_string_member (data, "resultJson", text);
  json_object_set_int_member (data, "costTime", 1234);
  json_object_set_double_member (data, "creditsConsumed", task->credits);
}

static void
describe_flag (PenSimKieState *state,
               PenSimKieTask  *task,
               JsonObject     *data)
{
  gboolean done = task->n_looks > N_LOOKS;
  gboolean failed = done && state->fail_text != NULL;
  gboolean is_4o = task->api == PEN_SIM_KIE_API_4O;

  json_object_set_int_member (data, "successFlag", failed ? (is_4o ? 2 : 3) : done ? 1 : 0);
  if (is_4o)
    {
      json_object_set_string_member (data, "status", failed ? "GENERATE_FAILED" :
                                                     done ? "SUCCESS" : "GENERATING");
      json_object_set_string_member (data, "progress", done ? "1.00" : "0.48");
    }
  json_object_set_int_member (data, "errorCode", failed ? pen_sim_kie_to_int (state->fail_code)
                                                        : is_4o ? 200 : 0);
  json_object_set_string_member (data, "errorMessage", failed ? state->fail_text : "");
  if (done && !failed)
    json_object_set_object_member (data, "response", describe_results (state, task));
}

void
pen_sim_kie_look (PenSimKieState *state,
                  PenSimVisit    *visit,
                  PenSimKieApi    api)
{
  const char *id = pen_sim_visit_get_query (visit, "taskId");
  PenSimKieTask *task = id != NULL ? g_hash_table_lookup (state->tasks, id) : NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *data;

  if (task == NULL || task->api != api)
    {
      pen_sim_kie_answer (state, visit, 404, "the task does not exist", NULL);
      return;
    }

  if (state->unknown_looks > 0)
    {
      state->unknown_looks--;
      pen_sim_kie_answer (state, visit, 422, "recordInfo is null", NULL);
      return;
    }

  if (++task->n_looks == N_LOOKS + 1)
    finish_task (state, visit, task);

  data = json_object_new ();
  json_object_set_string_member (data, "taskId", task->id);
  json_object_set_string_member (data, api == PEN_SIM_KIE_API_JOBS ? "param" : "paramJson",
                                 task->param);
  if (api == PEN_SIM_KIE_API_JOBS)
    describe_job (state, task, data);
  else
    describe_flag (state, task, data);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, data);
  pen_sim_kie_answer (state, visit, 200, "success", node);
}
