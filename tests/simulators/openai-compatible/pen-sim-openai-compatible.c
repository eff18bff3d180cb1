/* pen-sim-openai-compatible.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Servers that have OpenAI's image routes, or something like them, one at a time.
 */

#define G_LOG_DOMAIN "pen-sim-openai-compatible"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "pen-sim-openai-compatible-private.h"

/* Faults of the answer. */
#define EMPTY_PICTURE "empty-picture"
#define EMPTY_LIST "empty-list"
#define MORE "more"
#define ERROR_IN_GOOD "error-in-200"

static const char * const flavours[] =
{
  [PEN_SIM_COMPATIBLE_PLAIN] = "plain",
  [PEN_SIM_COMPATIBLE_SDCPP] = "sd-server",
  [PEN_SIM_COMPATIBLE_KOBOLDCPP] = "koboldcpp",
  [PEN_SIM_COMPATIBLE_LOCALAI] = "localai",
  [PEN_SIM_COMPATIBLE_LEMONADE] = "lemonade",
  [PEN_SIM_COMPATIBLE_LLAMA_SWAP] = "llama-swap",
  NULL
};

/* What each server lists, and what gives it away. */
static const struct
{
  PenSimCompatibleFlavour flavour;
  const char *path, *answer;
}
answers[] =
{
  { PEN_SIM_COMPATIBLE_PLAIN, "/v1/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"painter\",\"object\":\"model\","
    "\"owned_by\":\"me\"},{\"id\":\"dall-e-3\",\"object\":\"model\"}]}" },
  { PEN_SIM_COMPATIBLE_SDCPP, "/v1/models",
    "{\"data\":[{\"id\":\"sd-cpp-local\",\"object\":\"model\",\"owned_by\":\"local\"}]}" },
  { PEN_SIM_COMPATIBLE_SDCPP, "/sdcpp/v1/capabilities",
    "{\"supported_modes\":[\"img_gen\"],\"model\":{\"name\":\"sd\"}}" },
  { PEN_SIM_COMPATIBLE_KOBOLDCPP, "/v1/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"koboldcpp/sd\",\"object\":\"model\","
    "\"owned_by\":\"koboldcpp\"}]}" },
  { PEN_SIM_COMPATIBLE_KOBOLDCPP, "/api/extra/version",
    "{\"result\":\"KoboldCpp\",\"version\":\"1.90\",\"protected\":false,\"txt2img\":true}" },
  { PEN_SIM_COMPATIBLE_LOCALAI, "/v1/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"llama\",\"object\":\"model\"},"
    "{\"id\":\"flux\",\"object\":\"model\"}]}" },
  { PEN_SIM_COMPATIBLE_LOCALAI, "/v1/models/capabilities",
    "{\"data\":[{\"id\":\"llama\",\"capabilities\":[\"chat\"],\"output_modalities\":[\"text\"]},"
    "{\"id\":\"flux\",\"capabilities\":[\"image\"],\"output_modalities\":[\"image\"]}]}" },
  { PEN_SIM_COMPATIBLE_LOCALAI, "/.well-known/localai.json",
    "{\"version\":\"v3\",\"endpoints\":{}}" },
  { PEN_SIM_COMPATIBLE_LEMONADE, "/v1/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"Qwen3\",\"labels\":[\"chat\"]},"
    "{\"id\":\"SD-Turbo\",\"labels\":[\"image\"]},{\"id\":\"Flux-Kontext\","
    "\"labels\":[\"image\",\"edit\"]},{\"id\":\"RealESRGAN-x4plus\","
    "\"labels\":[\"upscaling\"]}]}" },
  { PEN_SIM_COMPATIBLE_LEMONADE, "/v1/health",
    "{\"status\":\"ok\",\"version\":\"9\",\"model_loaded\":null,\"all_models_loaded\":[]}" },
  { PEN_SIM_COMPATIBLE_LLAMA_SWAP, "/v1/models",
    "{\"object\":\"list\",\"data\":[{\"id\":\"gemma\",\"architecture\":{\"output_modalities\":"
    "[\"text\"]}},{\"id\":\"sdxl\",\"architecture\":{\"output_modalities\":[\"image\"]}}]}" },
  { PEN_SIM_COMPATIBLE_LLAMA_SWAP, "/api/version",
    "{\"version\":\"170\",\"commit\":\"0bdb372\",\"build_date\":\"2026-08-22\"}" },
};

/* === Refusals === */

static void
answer_error (PenSimCompatibleState *state,
              PenSimVisit           *visit,
              guint                  status,
              const char            *message)
{
  const char *accept = pen_sim_visit_get_header (visit, "Accept");
  JsonObject *object = json_object_new ();
  JsonObject *inner = json_object_new ();

  json_object_set_int_member (inner, "code", status);
  json_object_set_string_member (inner, "message", message);
  json_object_set_string_member (inner, "msg", message);
  json_object_set_string_member (inner, "type", "invalid_request_error");

  if (state->flavour == PEN_SIM_COMPATIBLE_LLAMA_SWAP &&
      g_strcmp0 (accept, "application/json") != 0)
    {
      json_object_unref (inner);
      json_object_unref (object);
      pen_sim_visit_answer_text (visit, status, "text/plain", message);
      return;
    }

  if (state->flavour == PEN_SIM_COMPATIBLE_KOBOLDCPP)
    json_object_set_object_member (object, "detail", inner);
  else if (state->flavour == PEN_SIM_COMPATIBLE_SDCPP ||
           state->flavour == PEN_SIM_COMPATIBLE_LLAMA_SWAP)
    {
      /* A flat text, and for its own faults a name and the text beside it. */
      json_object_unref (inner);
      json_object_set_string_member (object, "error", status < 500 ? message : "server_error");
      if (status >= 500)
        json_object_set_string_member (object, "message", message);
    }
  else
    json_object_set_object_member (object, "error", inner);

  pen_sim_visit_answer_object (visit, status, object);
}

/* sd-server says nothing at all of a path that it does not have. */
static void
answer_nowhere (PenSimCompatibleState *state,
                PenSimVisit           *visit)
{
  JsonObject *object;

  if (state->flavour == PEN_SIM_COMPATIBLE_SDCPP)
    {
      pen_sim_visit_answer_text (visit, 404, NULL, "");
      return;
    }

  object = json_object_new ();
  json_object_set_string_member (object, "detail", "Not Found");
  pen_sim_visit_answer_object (visit, 404, object);
}

static const struct { const char *name; guint status; const char *message; } refusals[] =
{
  { "busy", 503, "Server is busy; please try again later." },
  { "server_error", 500, "The backend crashed" },
  { "too-many", 429, "job queue is full" },
  { "payment", 402, "Insufficient credits" },
  { "forbidden", 403, "No" },
  { "too-large", 413, "Body too large" },
  { "unknown-model", 404, "no router for requested model" },
};

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].name, name))
      {
        if (value != NULL)
          pen_sim_visit_set_header (visit, "Retry-After", value);
        answer_error (data, visit, refusals[i].status, refusals[i].message);
        return TRUE;
      }

  return FALSE;
}

static gboolean
knows (const char *name)
{
  static const char * const late[] = { EMPTY_PICTURE, EMPTY_LIST, MORE, ERROR_IN_GOOD, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    if (g_str_equal (refusals[i].name, name))
      return TRUE;

  return g_strv_contains (late, name);
}

static gboolean
check_key (PenSimCompatibleState *state,
           PenSimVisit           *visit)
{
  const char *header = pen_sim_visit_get_header (visit, "Authorization");
  gboolean open = state->key == NULL || state->flavour == PEN_SIM_COMPATIBLE_SDCPP ||
                  state->flavour == PEN_SIM_COMPATIBLE_KOBOLDCPP;

  if (open || (header != NULL && g_str_has_prefix (header, "Bearer ") &&
               g_str_equal (header + 7, state->key)))
    return TRUE;

  answer_error (state, visit, 401, "unauthorized");
  return FALSE;
}

/* === Answers === */

/* LocalAI puts it where it can be fetched, at the address that it was called by. */
static char *
store (PenSimCompatibleState *state,
       PenSimVisit           *visit,
       GBytes                *bytes)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, bytes);
  const char *host = pen_sim_visit_get_header (visit, "Host");

  if (pen_sim_fault_is (visit->fault, "foreign-address"))
    return g_strdup (visit->fault->value);

  g_hash_table_replace (state->pictures, g_strdup (digest), g_bytes_ref (bytes));
  return g_strdup_printf ("http://%s/%s/generated-images/%s.png", host,
                          visit->service->klass->name, digest);
}

static gboolean
answers_with_address (PenSimCompatibleAsk *ask)
{
  const char *format = ask->json != NULL ? pen_sim_compatible_get_text (ask, "response_format")
                                         : NULL;

  return ask->route->flavour == PEN_SIM_COMPATIBLE_LOCALAI &&
         g_strcmp0 (format, "b64_json") != 0;
}

static JsonObject *
build_item (PenSimCompatibleState *state,
            PenSimVisit           *visit,
            PenSimCompatibleAsk   *ask,
            guint                  index)
{
  const char *format = pen_sim_compatible_get_text (ask, "output_format");
  g_autoptr(GdkPixbuf) picture = pen_sim_compatible_draw (ask, visit, index);
  g_autoptr(GBytes) good = pen_sim_picture_encode (picture, format != NULL ? format : "png");
  g_autoptr(GBytes) bytes = pen_sim_visit_spoil (visit, good);
  JsonObject *item = json_object_new ();
  g_autofree char *text = NULL;

  if (answers_with_address (ask) || pen_sim_fault_is (visit->fault, "foreign-address"))
    {
      text = store (state, visit, bytes);
      json_object_set_string_member (item, "url", text);
      return item;
    }

  text = pen_sim_fault_is (visit->fault, EMPTY_PICTURE)
         ? g_strdup ("")
         : g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  json_object_set_string_member (item, "b64_json", text);
  return item;
}

static void
answer_pictures (PenSimCompatibleState *state,
                 PenSimVisit           *visit,
                 PenSimCompatibleAsk   *ask)
{
  JsonObject *object = json_object_new ();
  JsonArray *data = json_array_new ();
  guint n = (guint) CLAMP (pen_sim_compatible_get_integer (ask, "n", 1), 1, 8);

  if (pen_sim_fault_is (visit->fault, EMPTY_LIST))
    n = 0;
  else if (pen_sim_fault_is (visit->fault, MORE))
    n += 2;

  for (guint i = 0; i < n; i++)
    json_array_add_object_element (data, build_item (state, visit, ask, i));

  json_object_set_int_member (object, "created", 1776000000);
  json_object_set_array_member (object, "data", data);
  if (pen_sim_fault_is (visit->fault, ERROR_IN_GOOD))
    json_object_set_string_member (object, "error", "generation failed");
  pen_sim_visit_answer_object (visit, 200, object);
}

/* === Requests === */

static gboolean
read_ask (PenSimVisit         *visit,
          PenSimCompatibleAsk *ask)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (ask->route->is_form)
    {
      ask->form = pen_sim_form_new (content_type, visit->body, NULL);
      if (ask->form != NULL)
        json_object_set_object_member (visit->entry, "fields", pen_sim_form_describe (ask->form));
      return ask->form != NULL;
    }

  text = g_strndup (g_bytes_get_data (visit->body, NULL), g_bytes_get_size (visit->body));
  node = json_from_string (text, NULL);
  if (g_strcmp0 (content_type, "application/json") != 0 || node == NULL ||
      !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  ask->json = json_object_ref (json_node_get_object (node));
  json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (node));
  return TRUE;
}

static char *
get_digest (PenSimVisit         *visit,
            PenSimCompatibleAsk *ask)
{
  if (ask->form != NULL)
    return pen_sim_form_get_digest (ask->form, visit->path);

  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, visit->body);
}

static void
make (PenSimCompatibleState *state,
      PenSimVisit           *visit,
      PenSimCompatibleAsk   *ask)
{
  g_autofree char *problem = NULL;
  g_autofree char *digest = NULL;

  if (!read_ask (visit, ask))
    {
      answer_error (state, visit, 400, ask->route->is_form
                                       ? "Content-Type must be multipart/form-data"
                                       : "invalid json");
      return;
    }

  problem = pen_sim_compatible_check (ask, visit->entry);
  if (problem == NULL && !pen_sim_compatible_read_prompt (ask))
    problem = g_strdup ("invalid sd_cpp_extra_args");
  if (problem != NULL)
    {
      answer_error (state, visit, 400, problem);
      return;
    }
  if (pen_sim_visit_goes_wrong (visit))
    return;

  json_object_set_string_member (visit->entry, "prompt", ask->prompt);
  if (ask->arguments != NULL)
    json_object_set_object_member (visit->entry, "arguments", json_object_ref (ask->arguments));
  digest = get_digest (visit, ask);
  pen_sim_visit_pay (visit, digest, 0);
  answer_pictures (state, visit, ask);
}

static gboolean
handle_get (PenSimCompatibleState *state,
            PenSimVisit           *visit)
{
  static const char folder[] = "/generated-images/";
  GBytes *bytes = NULL;
  g_autofree char *name = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    if (answers[i].flavour == state->flavour && g_str_equal (answers[i].path, visit->path))
      {
        /* What is well known stays open. */
        if ((g_str_has_prefix (visit->path, "/.well-known") || check_key (state, visit)) &&
            !pen_sim_visit_goes_wrong (visit))
          pen_sim_visit_answer_text (visit, 200, "application/json", answers[i].answer);
        return TRUE;
      }

  if (!g_str_has_prefix (visit->path, folder))
    return FALSE;

  name = g_strndup (visit->path + strlen (folder),
                    strcspn (visit->path + strlen (folder), "."));
  bytes = g_hash_table_lookup (state->pictures, name);
  if (bytes == NULL)
    return FALSE;

  if (check_key (state, visit))
    pen_sim_visit_answer (visit, 200, "image/png", bytes);
  return TRUE;
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  PenSimCompatibleState *state = data;
  PenSimCompatibleAsk ask = { NULL };
  const char *method = pen_sim_visit_get_method (visit);

  ask.route = pen_sim_compatible_find_route (state->flavour, visit->path);
  if (g_str_equal (method, "POST") && ask.route != NULL)
    {
      if (check_key (state, visit))
        make (state, visit, &ask);
    }
  else if (!g_str_equal (method, "GET") || !handle_get (state, visit))
    answer_nowhere (state, visit);

  g_clear_pointer (&ask.json, json_object_unref);
  g_clear_pointer (&ask.form, pen_sim_form_free);
  g_clear_pointer (&ask.prompt, g_free);
  g_clear_pointer (&ask.arguments, json_object_unref);
}

/* === Its state === */

static gpointer
create (void)
{
  PenSimCompatibleState *state = g_new0 (PenSimCompatibleState, 1);

  state->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_bytes_unref);
  return state;
}

static void
destroy (gpointer data)
{
  PenSimCompatibleState *state = data;

  g_clear_pointer (&state->key, g_free);
  g_clear_pointer (&state->pictures, g_hash_table_unref);
  g_free (state);
}

static gboolean
control (gpointer     data,
         JsonObject  *command,
         GError     **error)
{
  PenSimCompatibleState *state = data;
  const char *flavour = json_object_get_string_member_with_default (command, "flavour", NULL);
  const char *key = json_object_get_string_member_with_default (command, "key", NULL);

  if (key != NULL)
    {
      g_free (state->key);
      state->key = *key != '\0' ? g_strdup (key) : NULL;
    }
  if (json_object_has_member (command, "forget"))
    g_hash_table_remove_all (state->pictures);
  if (flavour == NULL)
    return TRUE;

  for (guint i = 0; flavours[i] != NULL; i++)
    if (g_str_equal (flavours[i], flavour))
      {
        state->flavour = i;
        return TRUE;
      }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "flavour: there is no “%s”",
               flavour);
  return FALSE;
}

const PenSimServiceClass pen_sim_openai_compatible_class =
{
  "openai-compatible", create, destroy, handle, refuse, knows, control,
};
