/* pen-sim-together.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Together AI: pictures from one call, and the list of models.  Links to pictures are short
 * and lead on to a storage that refuses the key.
 */

#define G_LOG_DOMAIN "pen-sim-together"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-json.h"

#define GENERATIONS "/images/generations"
#define SHORT "/shrt/"
#define STORAGE "/storage/"

/* How much an instruction changes a picture: enough to be seen. */
#define CHANGE 0.5

typedef enum
{
  TAKES_SIZE      = 1 << 0,
  TAKES_ASPECT    = 1 << 1,
  TAKES_STEPS     = 1 << 2,
  TAKES_NUMBER    = 1 << 3,
  TAKES_SEED      = 1 << 4,
  TAKES_ONE       = 1 << 5,
  TAKES_SEVERAL   = 1 << 6,
  TAKES_NEGATIVE  = 1 << 7,
  TAKES_UPSAMPLER = 1 << 8,
  TAKES_FORMAT    = 1 << 9,
  TAKES_UNSAFE    = 1 << 10,
} Takes;

#define FLUX1 (TAKES_SIZE | TAKES_SEED | TAKES_FORMAT)
#define FLUX2 (FLUX1 | TAKES_UPSAMPLER | TAKES_SEVERAL)
#define KONTEXT (TAKES_SEED | TAKES_FORMAT | TAKES_ASPECT | TAKES_ONE)

static const struct { const char *id; guint takes; } models[] =
{
  { "black-forest-labs/FLUX.2-pro", FLUX2 | TAKES_ONE },
  { "black-forest-labs/FLUX.2-flex", FLUX2 | TAKES_ONE },
  { "black-forest-labs/FLUX.2-max", FLUX2 },
  { "black-forest-labs/FLUX.2-dev", FLUX2 | TAKES_UNSAFE },
  { "black-forest-labs/FLUX.1-kontext-pro", KONTEXT },
  { "black-forest-labs/FLUX.1-kontext-max", KONTEXT },
  { "black-forest-labs/FLUX.1-schnell", FLUX1 | TAKES_STEPS | TAKES_NUMBER | TAKES_UNSAFE },
  { "black-forest-labs/FLUX.1.1-pro", FLUX1 },
  { "google/gemini-3-pro-image", TAKES_SEVERAL },
  { "google/flash-image-2.5", TAKES_SEVERAL },
  { "google/flash-image-3.1", 0 },
  { "google/flash-image-3.1-lite", 0 },
  { "google/imagen-4.0-preview", 0 },
  { "google/imagen-4.0-fast", 0 },
  { "google/imagen-4.0-ultra", 0 },
  { "openai/gpt-image-2", 0 },
  { "openai/gpt-image-1.5", 0 },
  { "ByteDance/Seedream-5.0-lite", 0 },
  { "ByteDance-Seed/Seedream-4.0", 0 },
  { "ByteDance-Seed/Seedream-3.0", 0 },
  { "Qwen/Qwen-Image-2.0-Pro", 0 },
  { "Qwen/Qwen-Image-2.0", 0 },
  { "Qwen/Qwen-Image", 0 },
  { "Wan-AI/Wan2.6-image", 0 },
  { "ideogram/ideogram-4.0", 0 },
  { "ideogram/ideogram-3.0", 0 },
  { "prunaai/p-image-ideogram", 0 },
  { "RunDiffusion/Juggernaut-pro-flux", FLUX1 },
  { "Rundiffusion/Juggernaut-Lightning-Flux", FLUX1 },
  { "stabilityai/stable-diffusion-xl-base-1.0", FLUX1 | TAKES_STEPS | TAKES_NEGATIVE },
  { "somebody/new-image", 0 },
};

static const char * const aspects[] = { "1:1", "16:9", "9:16", "4:3", "3:2", NULL };
static const char * const answers[] = { "base64", "url", NULL };
static const char * const formats[] = { "jpeg", "png", NULL };
static const PenSimPictureRule any_picture = { 1, 0, 0, 0 };

static const PenSimJsonRule rules[] =
{
  { "model", PEN_SIM_JSON_TEXT, TRUE },
  { "prompt", PEN_SIM_JSON_TEXT, TRUE, 1 },
  { "response_format", PEN_SIM_JSON_CHOICE, FALSE, 0, 0, 0, answers },
  { "width", PEN_SIM_JSON_INTEGER, FALSE, 256, 1920, 8 },
  { "height", PEN_SIM_JSON_INTEGER, FALSE, 256, 1920, 8 },
  { "aspect_ratio", PEN_SIM_JSON_CHOICE, FALSE, 0, 0, 0, aspects },
  { "steps", PEN_SIM_JSON_INTEGER, FALSE, 1, 100 },
  { "guidance_scale", PEN_SIM_JSON_NUMBER, FALSE, 0, 100 },
  { "n", PEN_SIM_JSON_INTEGER, FALSE, 1, 4 },
  { "seed", PEN_SIM_JSON_INTEGER, FALSE, -1e18, 1e18 },
  { "image_url", PEN_SIM_JSON_DATA_URI, FALSE, 0, 0, 0, NULL, &any_picture },
  { "reference_images", PEN_SIM_JSON_DATA_URIS, FALSE, 1, 14, 0, NULL, &any_picture },
  { "negative_prompt", PEN_SIM_JSON_TEXT },
  { "prompt_upsampling", PEN_SIM_JSON_BOOLEAN },
  { "output_format", PEN_SIM_JSON_CHOICE, FALSE, 0, 0, 0, formats },
  { "disable_safety_checker", PEN_SIM_JSON_BOOLEAN },
  { NULL }
};

/* The members that only some models take. */
static const struct { const char *name; guint takes; } special[] =
{
  { "width", TAKES_SIZE }, { "height", TAKES_SIZE }, { "aspect_ratio", TAKES_ASPECT },
  { "steps", TAKES_STEPS }, { "guidance_scale", TAKES_NEGATIVE }, { "n", TAKES_NUMBER },
  { "seed", TAKES_SEED }, { "image_url", TAKES_ONE }, { "reference_images", TAKES_SEVERAL },
  { "negative_prompt", TAKES_NEGATIVE }, { "prompt_upsampling", TAKES_UPSAMPLER },
  { "output_format", TAKES_FORMAT }, { "disable_safety_checker", TAKES_UNSAFE },
};

typedef struct
{
  GHashTable *keys;       /* (element-type utf8 double) */
  GHashTable *pictures;   /* (element-type utf8 GBytes): by name */
} State;

#define ERROR(message, type, code) \
  "{\"id\":\"simulated\",\"error\":{\"message\":\"" message "\",\"type\":\"" type "\"," \
  "\"param\":null,\"code\":" code "}}"

static const struct { const char *name; guint status; const char *body; } refusals[] =
{
  { "bad-request", 400, ERROR ("width is odd", "invalid_request_error", "null") },
  { "invalid-key", 401, ERROR ("Invalid API key provided. You can find your API key at "
                               "https://api.together.ai/settings/api-keys.",
                               "invalid_request_error", "\"invalid_api_key\"") },
  { "unauthorized", 401, "{\"error\":{\"message\":\"Unauthorized\"}}" },
  { "no-credit", 402, ERROR ("Credit limit exceeded", "credit_limit", "null") },
  { "tier", 403, ERROR ("Upgrade your tier", "tier", "null") },
  { "not-available", 404, ERROR ("Unable to access model x", "invalid_request_error",
                                 "\"model_not_available\"") },
  { "safety", 422, ERROR ("NSFW content detected", "invalid_request_error", "null") },
  { "bare-message", 400, "{\"message\":\"A bare message\"}" },
  { "rate", 429, ERROR ("Too fast", "dynamic_request_limited", "null") },
  { "server", 500, ERROR ("Server error", "server_error", "null") },
  { "overloaded", 503, ERROR ("Overloaded", "service_unavailable", "null") },
  { "timeout", 504, ERROR ("Timeout", "timeout", "null") },
  { "no-data", 200, "{\"id\":\"x\",\"model\":\"x\",\"object\":\"list\",\"data\":[]}" },
  { NULL }
};

/* Read where the answer is made. */
static const char * const quirks[] = { "links", "shuffled", NULL };

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  for (guint i = 0; refusals[i].name != NULL; i++)
    if (g_str_equal (refusals[i].name, name))
      {
        if (value != NULL)
          pen_sim_visit_set_header (visit, "x-ratelimit-reset", value);
        pen_sim_visit_answer_text (visit, refusals[i].status, "application/json",
                                   refusals[i].body);
        return TRUE;
      }

  return FALSE;
}

static gboolean
knows (const char *name)
{
  for (guint i = 0; refusals[i].name != NULL; i++)
    if (g_str_equal (refusals[i].name, name))
      return TRUE;

  return g_strv_contains (quirks, name);
}

static gboolean
has_key (State       *state,
         PenSimVisit *visit)
{
  return pen_sim_accounts_find (state->keys, pen_sim_get_bearer (visit)) != NULL;
}

/* === Pictures === */

static void
answer_invalid (PenSimVisit *visit,
                const char  *field,
                const char  *text)
{
  JsonObject *object = json_object_new ();
  JsonObject *error = json_object_new ();
  g_autofree char *message = g_strdup_printf ("%s: %s", field, text);

  json_object_set_string_member (error, "message", message);
  json_object_set_string_member (error, "type", "invalid_request_error");
  json_object_set_null_member (error, "param");
  json_object_set_null_member (error, "code");
  json_object_set_string_member (object, "id", "simulated");
  json_object_set_object_member (object, "error", error);
  pen_sim_visit_answer_object (visit, 400, object);
}

/* Whether the body is in order; if not, it has been refused. */
static gboolean
check (PenSimVisit *visit,
       JsonObject  *body)
{
  g_autoptr(GPtrArray) errors = pen_sim_json_errors_new ();
  const char *id;
  guint model = 0;

  pen_sim_json_check (body, rules, errors);
  if (errors->len > 0)
    {
      PenSimJsonError *error = g_ptr_array_index (errors, 0);

      answer_invalid (visit, error->field, error->text);
      return FALSE;
    }

  id = json_object_get_string_member (body, "model");
  while (model < G_N_ELEMENTS (models) && !g_str_equal (models[model].id, id))
    model++;
  if (model == G_N_ELEMENTS (models))
    {
      refuse (NULL, visit, "not-available", NULL);
      return FALSE;
    }

  for (guint i = 0; i < G_N_ELEMENTS (special); i++)
    if (json_object_has_member (body, special[i].name) &&
        (models[model].takes & special[i].takes) == 0)
      {
        answer_invalid (visit, special[i].name, "is not supported by this model");
        return FALSE;
      }

  if (json_object_has_member (body, "image_url") &&
      json_object_has_member (body, "reference_images"))
    {
      answer_invalid (visit, "image_url", "either one picture or several");
      return FALSE;
    }

  return TRUE;
}

static GdkPixbuf *
find_source (JsonObject *body)
{
  const char *text = json_object_get_string_member_with_default (body, "image_url", NULL);
  g_autoptr(GBytes) bytes = NULL;

  if (text == NULL && json_object_has_member (body, "reference_images"))
    text = json_array_get_string_element (
      json_object_get_array_member (body, "reference_images"), 0);
  if (text == NULL)
    return NULL;

  bytes = pen_sim_json_decode (text, PEN_SIM_JSON_DATA_URI, NULL);
  return pen_sim_picture_decode (bytes);
}

static GBytes *
draw (JsonObject *body,
      guint       index)
{
  const char *prompt = json_object_get_string_member (body, "prompt");
  const char *format = json_object_get_string_member_with_default (body, "output_format", "jpeg");
  gint64 seed = json_object_get_int_member_with_default (body, "seed", 4242) + index;
  gint width = json_object_get_int_member_with_default (body, "width", 256);
  gint height = json_object_get_int_member_with_default (body, "height", 256);
  g_autoptr(GdkPixbuf) source = find_source (body);
  g_autoptr(GdkPixbuf) picture = NULL;

  if (source != NULL)
    picture = pen_sim_picture_alter (source, prompt, seed, CHANGE, width, height);
  else
    picture = pen_sim_picture_draw (prompt, seed, width, height);

  return pen_sim_picture_encode (picture, format);
}

static JsonObject *
make_item (State       *state,
           PenSimVisit *visit,
           GBytes      *picture,
           gboolean     as_link,
           guint        index)
{
  JsonObject *item = json_object_new ();
  JsonObject *timings = json_object_new ();
  g_autofree char *text = NULL;

  json_object_set_int_member (item, "index", index);
  if (as_link)
    {
      g_autofree char *name = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, picture);

      text = g_strdup_printf ("http://%s/together" SHORT "%s",
                              pen_sim_visit_get_header (visit, "Host"), name);
      g_hash_table_replace (state->pictures, g_steal_pointer (&name), g_bytes_ref (picture));
    }
  else
    text = g_base64_encode (g_bytes_get_data (picture, NULL), g_bytes_get_size (picture));

  json_object_set_string_member (item, as_link ? "url" : "b64_json",
                                 pen_sim_fault_is (visit->fault, "foreign-address") ?
                                 visit->fault->value : text);
  json_object_set_double_member (timings, "inference", 1.2);
  json_object_set_object_member (item, "timings", timings);

  return item;
}

static void
handle_generate (State       *state,
                 PenSimVisit *visit)
{
  const char *accept = pen_sim_visit_get_header (visit, "Accept");
  g_autoptr(JsonObject) body = pen_sim_json_read (visit);
  g_autofree char *digest = pen_sim_json_get_digest (visit);
  JsonObject *answer;
  JsonArray *data;
  gint64 number;
  gboolean as_link;

  if (body == NULL || g_strcmp0 (accept, "application/json") != 0 ||
      pen_sim_visit_get_header (visit, "User-Agent") == NULL)
    {
      answer_invalid (visit, "body", "this is no JSON for us");
      return;
    }
  if (!check (visit, body) || pen_sim_visit_goes_wrong (visit))
    return;
  if (!has_key (state, visit))
    {
      refuse (state, visit, "invalid-key", NULL);
      return;
    }

  number = json_object_get_int_member_with_default (body, "n", 1);
  as_link = pen_sim_fault_is (visit->fault, "links") ||
            g_strcmp0 (json_object_get_string_member_with_default (body, "response_format", "url"),
                       "url") == 0;
  pen_sim_visit_pay (visit, digest, 0.03 * (double) number);
  answer = json_object_new ();
  data = json_array_new ();
  for (guint i = 0; i < number; i++)
    {
      guint index = pen_sim_fault_is (visit->fault, "shuffled") ? (guint) number - 1 - i : i;
      g_autoptr(GBytes) picture = draw (body, index);
      g_autoptr(GBytes) spoilt = pen_sim_visit_spoil (visit, picture);

      json_array_add_object_element (data, make_item (state, visit, spoilt, as_link, index));
    }

  json_object_set_string_member (answer, "id", "simulated");
  json_object_set_string_member (answer, "model", json_object_get_string_member (body, "model"));
  json_object_set_string_member (answer, "object", "list");
  json_object_set_array_member (answer, "data", data);
  pen_sim_visit_answer_object (visit, 200, answer);
}

/* Short links lead on; neither they nor the storage want the key. */
static void
handle_download (State       *state,
                 PenSimVisit *visit)
{
  gboolean is_short = g_str_has_prefix (visit->path, SHORT);
  const char *name = visit->path + strlen (is_short ? SHORT : STORAGE);
  GBytes *picture = g_hash_table_lookup (state->pictures, name);

  if (pen_sim_visit_get_header (visit, "Authorization") != NULL)
    pen_sim_visit_answer_text (visit, 400, "application/xml", "<Error/>");
  else if (picture == NULL)
    pen_sim_visit_answer_text (visit, 404, "application/xml", "<Error/>");
  else if (is_short)
    {
      g_autofree char *to = g_strdup_printf ("/together" STORAGE "%s", name);

      pen_sim_visit_set_header (visit, "Location", to);
      pen_sim_visit_answer_text (visit, 302, "text/plain", "");
    }
  else
    pen_sim_visit_answer (visit, 200, "image/jpeg", picture);
}

/* === The list === */

static void
add_model (GString    *list,
           const char *id,
           const char *type,
           const char *pricing)
{
  g_string_append_printf (list, "%s{\"id\":\"%s\",\"object\":\"model\",\"created\":0,"
                          "\"type\":\"%s\",\"display_name\":\"Shown as %s\","
                          "\"pricing\":{\"hourly\":0,%s}}", list->len > 1 ? "," : "", id, type,
                          id, pricing);
}

static void
handle_list (State       *state,
             PenSimVisit *visit)
{
  g_autoptr(GString) list = g_string_new ("[");

  if (pen_sim_visit_goes_wrong (visit))
    return;
  if (!has_key (state, visit))
    {
      refuse (state, visit, "unauthorized", NULL);
      return;
    }

  add_model (list, "somebody/words", "chat", "\"image_pixel\":0,\"image\":0");
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    add_model (list, models[i].id, "image", i % 2 == 0
               ? "\"image_pixel\":{\"price_per_megapixel\":0.05,\"min_steps\":4},\"image\":0"
               : "\"image_pixel\":0,\"image\":{\"example_price\":0.03}");
  g_string_append_c (list, ']');
  pen_sim_visit_answer_text (visit, 200, "application/json", list->str);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  State *state = data;
  gboolean get = g_str_equal (pen_sim_visit_get_method (visit), "GET");

  if (!get && g_str_equal (visit->path, GENERATIONS))
    handle_generate (state, visit);
  else if (get && g_str_equal (visit->path, "/models"))
    handle_list (state, visit);
  else if (get && (g_str_has_prefix (visit->path, SHORT) ||
                   g_str_has_prefix (visit->path, STORAGE)))
    handle_download (state, visit);
  else
    pen_sim_visit_answer_text (visit, 404, "text/html", "<html>Not Found</html>");
}

/* === Its state === */

static gpointer
create (void)
{
  State *state = g_new0 (State, 1);

  state->keys = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 0);
  state->pictures = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                           (GDestroyNotify) g_bytes_unref);

  return state;
}

static void
destroy (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->keys, g_hash_table_unref);
  g_clear_pointer (&state->pictures, g_hash_table_unref);
  g_free (state);
}

static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  State *state = data;

  pen_sim_accounts_control (state->keys, command, "credits", 0);

  return TRUE;
}

const PenSimServiceClass pen_sim_together_class =
{
  "together", create, destroy, handle, refuse, knows, control,
};
