/* pen-sim-sdapi.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * An engine on the user's own machine: AUTOMATIC1111's interface, as it, Forge, SD.Next
 * and KoboldCpp speak it.
 *
 * These engines swallow much that they should refuse.  So does this one, but it puts a
 * remark into the log, and our tests want none.
 */

#define G_LOG_DOMAIN "pen-sim-sdapi"

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "pen-sim-sdapi-private.h"

static const char *flavours[] = { "a1111", "forge", "sdnext", "koboldcpp", "sdcpp" };

/* Faults that go out with status 200. */
static const char * const oddities[] =
{
  "empty-image", "no-images", "bad-info", "extra-images", "grid-first", NULL,
};

static const char * const refusals[] =
{
  "unauthorized", "not-found", "validation", "out-of-memory", "internal", "busy",
  "sampler-not-found", "login-echo", "queue-full", "job-fails", "job-cancelled", "job-expired",
  NULL,
};

/* === Errors, in the shape of each engine === */

/**
 * pen_sim_sdapi_answer_error:
 * @state: an engine
 * @visit: a request
 * @status: the HTTP status
 * @detail: what is wrong
 *
 * An error that the engine's own code raises.
 */
void
pen_sim_sdapi_answer_error (PenSimSdapiState *state,
                            PenSimVisit      *visit,
                            guint             status,
                            const char       *detail)
{
  JsonObject *object = json_object_new ();

  if (state->flavour == PEN_SIM_SDAPI_A1111 || state->flavour == PEN_SIM_SDAPI_SDNEXT)
    json_object_set_string_member (object, "error", "HTTPException");
  if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
    json_object_set_int_member (object, "code", status);
  json_object_set_string_member (object, "detail", detail);
  if (state->flavour == PEN_SIM_SDAPI_A1111 || state->flavour == PEN_SIM_SDAPI_SDNEXT)
    {
      json_object_set_string_member (object, "body", "");
      json_object_set_string_member (object, "errors", "");
    }

  pen_sim_visit_answer_object (visit, status, object);
}

/* An error that nobody caught: kind and text of the exception. */
void
pen_sim_sdapi_answer_crash (PenSimSdapiState *state,
                            PenSimVisit      *visit,
                            const char       *kind,
                            const char       *text)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "error", kind);
  if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
    json_object_set_int_member (object, "code", 500);
  json_object_set_string_member (object, "detail", "");
  json_object_set_string_member (object, "body", "");
  if (state->flavour == PEN_SIM_SDAPI_FORGE)
    json_object_set_string_member (object, "message", text);
  else
    json_object_set_string_member (object, "errors", text);

  pen_sim_visit_answer_object (visit, 500, object);
}

/* A field of the body that has the wrong type. */
void
pen_sim_sdapi_answer_field (PenSimVisit *visit,
                            const char  *field,
                            const char  *text,
                            const char  *kind)
{
  JsonObject *object = json_object_new ();
  JsonArray *details = json_array_new ();
  JsonObject *detail = json_object_new ();
  JsonArray *place = json_array_new ();

  json_array_add_string_element (place, "body");
  if (field != NULL)
    json_array_add_string_element (place, field);
  json_object_set_array_member (detail, "loc", place);
  json_object_set_string_member (detail, "msg", text);
  json_object_set_string_member (detail, "type", kind);
  json_array_add_object_element (details, detail);
  json_object_set_array_member (object, "detail", details);

  pen_sim_visit_answer_object (visit, 422, object);
}

/* KoboldCpp's shape. */
static void
answer_kobold (PenSimVisit *visit,
               guint        status,
               const char  *text,
               const char  *kind)
{
  JsonObject *object = json_object_new ();
  JsonObject *detail = json_object_new ();

  json_object_set_string_member (detail, "msg", text);
  json_object_set_string_member (detail, "type", kind);
  json_object_set_object_member (object, "detail", detail);
  pen_sim_visit_answer_object (visit, status, object);
}

static void
refuse_login (PenSimSdapiState *state,
              PenSimVisit      *visit)
{
  gboolean sent = pen_sim_visit_get_header (visit, "Authorization") != NULL;

  if (state->flavour == PEN_SIM_SDAPI_FORGE)
    pen_sim_visit_set_header (visit, "WWW-Authenticate", "Basic");
  if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
    pen_sim_sdapi_answer_error (state, visit, 401, "Unauthorized");
  else
    pen_sim_sdapi_answer_error (state, visit, 401, sent ? "Incorrect username or password"
                                : "Not authenticated");
}

static void
refuse_busy (PenSimSdapiState *state,
             PenSimVisit      *visit)
{
  answer_kobold (visit, 503, "Server is busy; please try again later.", "service_unavailable");
}

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  PenSimSdapiState *state = data;

  if (g_str_equal (name, "unauthorized"))
    refuse_login (state, visit);
  else if (g_str_equal (name, "not-found"))
    pen_sim_sdapi_answer_error (state, visit, 404, "Not Found");
  else if (g_str_equal (name, "sampler-not-found"))
    pen_sim_sdapi_answer_error (state, visit, 404, "Sampler not found");
  else if (g_str_equal (name, "validation"))
    pen_sim_sdapi_answer_field (visit, "steps", "value is not a valid integer",
                                "type_error.integer");
  else if (g_str_equal (name, "out-of-memory"))
    pen_sim_sdapi_answer_crash (state, visit, "OutOfMemoryError",
                                "CUDA out of memory. Tried to allocate 2.00 GiB.");
  else if (g_str_equal (name, "internal"))
    pen_sim_visit_answer_text (visit, 500, "application/json", "\"unsupported operand\"");
  else if (g_str_equal (name, "login-echo"))
    {
      g_autofree char *text = g_strdup_printf ("%s (%s) is odd", state->login,
                                               pen_sim_visit_get_header (visit, "Authorization"));

      pen_sim_sdapi_answer_error (state, visit, 422, text);
    }
  else if (g_str_equal (name, "busy"))
    {
      if (value != NULL)
        pen_sim_visit_set_header (visit, "Retry-After", value);
      refuse_busy (state, visit);
    }
  else
    return FALSE;

  return TRUE;
}

static gboolean
knows (const char *name)
{
  return g_strv_contains (refusals, name) || g_strv_contains (oddities, name);
}

/* === Requests === */

static gboolean
is_let_in (PenSimSdapiState *state,
           PenSimVisit      *visit)
{
  const char *header = pen_sim_visit_get_header (visit, "Authorization");
  g_autofree char *text = NULL;
  g_autofree guchar *login = NULL;
  gsize length = 0;

  if (state->login == NULL || state->flavour == PEN_SIM_SDAPI_KOBOLDCPP ||
      !g_str_has_prefix (visit->path, "/sdapi/"))
    return TRUE;
  if (header == NULL || !g_str_has_prefix (header, "Basic "))
    return FALSE;

  login = g_base64_decode (header + strlen ("Basic "), &length);
  text = g_strndup ((const char *) login, length);

  return g_str_equal (text, state->login);
}

/**
 * pen_sim_sdapi_read_body:
 * @state: an engine
 * @visit: a request
 *
 * Returns: (transfer full) (nullable): its JSON object; %NULL if it was refused
 */
JsonObject *
pen_sim_sdapi_read_body (PenSimSdapiState *state,
                         PenSimVisit      *visit)
{
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  gsize length = 0;
  const char *data = g_bytes_get_data (visit->body, &length);
  gboolean good;

  good = data != NULL && json_parser_load_from_data (parser, data, (gssize) length, NULL) &&
         json_parser_get_root (parser) != NULL &&
         JSON_NODE_HOLDS_OBJECT (json_parser_get_root (parser));

  if (!good && state->flavour == PEN_SIM_SDAPI_KOBOLDCPP)
    answer_kobold (visit, 500, "Error parsing input.", "bad_input");
  else if (!good)
    pen_sim_sdapi_answer_field (visit, NULL, "Expecting value", "value_error.jsondecode");
  else if (content_type == NULL || !g_str_has_prefix (content_type, "application/json"))
    pen_sim_sdapi_answer_field (visit, NULL, "value is not a valid dict", "type_error.dict");
  else
    {
      JsonNode *root = json_parser_get_root (parser);

      json_object_set_member (visit->entry, "fields", pen_sim_log_shorten (root));
      return json_object_ref (json_node_get_object (root));
    }

  return NULL;
}

static void
set_options (PenSimSdapiState *state,
             PenSimVisit      *visit)
{
  g_autoptr(JsonObject) object = pen_sim_sdapi_read_body (state, visit);
  g_autoptr(JsonNode) null = json_node_init_null (json_node_alloc ());
  const char *model;

  if (object == NULL)
    return;

  model = json_object_get_string_member_with_default (object, "sd_model_checkpoint", NULL);
  if (model != NULL && !pen_sim_sdapi_has_model (model))
    {
      g_autofree char *text = g_strdup_printf ("model '%s' not found", model);

      pen_sim_sdapi_answer_crash (state, visit, "RuntimeError", text);
      return;
    }

  if (model != NULL)
    {
      g_free (state->checkpoint);
      state->checkpoint = g_strdup (model);
    }
  pen_sim_log_remark (visit->entry, "changes the settings of everybody");
  pen_sim_visit_answer_json (visit, 200, null);
}

static void
interrupt (PenSimSdapiState *state,
           PenSimVisit      *visit)
{
  if (state->flavour == PEN_SIM_SDAPI_KOBOLDCPP)
    {
      pen_sim_sdapi_answer_error (state, visit, 404, "Not Found");
      return;
    }

  if (!g_queue_is_empty (&state->queue))
    pen_sim_log_count (visit->service->log, PEN_SIM_COUNT_INTERRUPTED, 1);
  pen_sim_sdapi_interrupt (state);

  if (state->flavour == PEN_SIM_SDAPI_SDNEXT)
    {
      g_autoptr(GBytes) nothing = g_bytes_new (NULL, 0);

      pen_sim_visit_answer (visit, 204, NULL, nothing);
    }
  else
    pen_sim_visit_answer_text (visit, 200, "application/json", "{}");
}

static void
generate (PenSimSdapiState *state,
          PenSimVisit      *visit)
{
  gboolean busy = state->flavour == PEN_SIM_SDAPI_KOBOLDCPP && !g_queue_is_empty (&state->queue);

  if (busy)
    refuse_busy (state, visit);
  else
    pen_sim_sdapi_generate (state, visit, g_str_has_suffix (visit->path, "/img2img"));
}

static void
handle_post (PenSimSdapiState *state,
             PenSimVisit      *visit)
{
  const char *path = visit->path;

  if (g_str_equal (path, "/sdapi/v1/txt2img") || g_str_equal (path, "/sdapi/v1/img2img"))
    generate (state, visit);
  else if (g_str_equal (path, "/sdapi/v1/extra-single-image") &&
           state->flavour != PEN_SIM_SDAPI_KOBOLDCPP)
    pen_sim_sdapi_upscale (state, visit);
  else if (g_str_equal (path, "/sdapi/v1/options"))
    set_options (state, visit);
  else if (g_str_equal (path, "/sdapi/v1/interrupt"))
    interrupt (state, visit);
  else if (g_str_equal (path, "/sdapi/v1/refresh-checkpoints"))
    pen_sim_visit_answer_text (visit, 200, "application/json", "null");
  else
    pen_sim_sdapi_answer_error (state, visit, 404, "Not Found");
}

static void
handle_get (PenSimSdapiState *state,
            PenSimVisit      *visit)
{
  gboolean progress = g_str_equal (visit->path, "/sdapi/v1/progress");
  g_autoptr(JsonNode) list = pen_sim_sdapi_list (state, visit->path);

  if (pen_sim_visit_goes_wrong (visit))
    return;

  if (progress && state->flavour != PEN_SIM_SDAPI_KOBOLDCPP)
    pen_sim_sdapi_progress (state, visit);
  else if (list != NULL)
    pen_sim_visit_answer_json (visit, 200, list);
  else if (g_str_has_suffix (visit->path, "2img") || g_str_has_suffix (visit->path, "/interrupt"))
    pen_sim_sdapi_answer_error (state, visit, 405, "Method Not Allowed");
  else
    pen_sim_sdapi_answer_error (state, visit, 404, "Not Found");
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  PenSimSdapiState *state = data;
  const char *method = pen_sim_visit_get_method (visit);

  if (pen_sim_visit_get_header (visit, "Origin") != NULL)
    pen_sim_log_remark (visit->entry, "has an Origin");

  if (state->flavour == PEN_SIM_SDAPI_SDCPP)
    pen_sim_sdapi_native_handle (state, visit);
  else if (!is_let_in (state, visit))
    refuse_login (state, visit);
  else if (g_str_equal (method, "POST"))
    handle_post (state, visit);
  else if (g_str_equal (method, "GET"))
    handle_get (state, visit);
  else
    pen_sim_sdapi_answer_error (state, visit, 405, "Method Not Allowed");
}

/* === Its state === */

static gpointer
create (void)
{
  PenSimSdapiState *state = g_new0 (PenSimSdapiState, 1);

  state->checkpoint = g_strdup (pen_sim_sdapi_default_model ());
  state->samples_format = g_strdup ("png");
  state->previews = TRUE;
  g_queue_init (&state->queue);

  return state;
}

static void
destroy (gpointer data)
{
  PenSimSdapiState *state = data;

  pen_sim_sdapi_drop_jobs (state);
  g_clear_pointer (&state->jobs, g_hash_table_unref);
  g_clear_pointer (&state->login, g_free);
  g_clear_pointer (&state->checkpoint, g_free);
  g_clear_pointer (&state->samples_format, g_free);
  g_free (state);
}

static gboolean
set_flavour (PenSimSdapiState *state,
             const char       *name,
             GError          **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (flavours); i++)
    {
      if (!g_str_equal (flavours[i], name))
        continue;

      state->flavour = i;
      return TRUE;
    }

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               "flavour: there is no engine “%s”", name);
  return FALSE;
}

static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  PenSimSdapiState *state = data;
  const char *flavour = json_object_get_string_member_with_default (command, "flavour", NULL);
  const char *login = json_object_get_string_member_with_default (command, "login", NULL);
  const char *format = json_object_get_string_member_with_default (command, "samples_format", NULL);

  if (flavour != NULL && !set_flavour (state, flavour, error))
    return FALSE;

  if (login != NULL)
    {
      g_free (state->login);
      state->login = *login != '\0' ? g_strdup (login) : NULL;
    }
  if (format != NULL)
    {
      g_free (state->samples_format);
      state->samples_format = g_strdup (format);
    }
  state->pace = (gint) json_object_get_int_member_with_default (command, "pace", state->pace);
  state->bare = json_object_get_boolean_member_with_default (command, "bare", state->bare);
  state->previews = json_object_get_boolean_member_with_default (command, "previews",
                                                                 state->previews);
  pen_sim_sdapi_schedule (state);

  return TRUE;
}

const PenSimServiceClass pen_sim_sdapi_class =
{
  "sdapi", create, destroy, handle, refuse, knows, control,
};
