/* pen-sim-gemini.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Google's Gemini interface, version 1beta: generateContent of the image models, and the
 * list of models.
 */

#define G_LOG_DOMAIN "pen-sim-gemini"

#include "config.h"

#include <string.h>

#include "pen-sim-account.h"
#include "pen-sim-gemini-private.h"

#define MODELS "/models"
#define VERB ":generateContent"
#define MAX_REQUEST (20 * 1000 * 1000)
#define NEXT_PAGE "page two"

typedef struct
{
  GHashTable *keys;      /* (element-type utf8 double) */
  gint64      page_size; /* the most models of a page */
} State;

static gboolean
refuse (gpointer     data,
        PenSimVisit *visit,
        const char  *name,
        const char  *value)
{
  return pen_sim_gemini_refuse (visit, name, value);
}

/* The key belongs into its own header, and nowhere else. */
static gboolean
check_key (State       *state,
           PenSimVisit *visit)
{
  const char *key = pen_sim_visit_get_header (visit, "x-goog-api-key");

  if (pen_sim_visit_get_header (visit, "Authorization") != NULL)
    {
      pen_sim_gemini_refuse (visit, "unauthenticated", NULL);
      return FALSE;
    }
  if (key == NULL || pen_sim_visit_get_query (visit, "key") != NULL ||
      !g_hash_table_contains (state->keys, key))
    {
      pen_sim_gemini_refuse (visit, key == NULL ? "permission-denied" : "api-key-invalid", NULL);
      return FALSE;
    }

  return TRUE;
}

static void
answer_invalid (PenSimVisit *visit,
                const char  *text)
{
  JsonObject *object = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_int_member (error, "code", 400);
  json_object_set_string_member (error, "message", text);
  json_object_set_string_member (error, "status", "INVALID_ARGUMENT");
  json_object_set_object_member (object, "error", error);
  pen_sim_visit_answer_object (visit, 400, object);
}

static const PenSimGeminiModel *
find_model (const char *id)
{
  for (guint i = 0; pen_sim_gemini_models[i].id != NULL; i++)
    if (g_str_equal (pen_sim_gemini_models[i].id, id))
      return &pen_sim_gemini_models[i];

  return NULL;
}

static void
handle_generate (State       *state,
                 PenSimVisit *visit,
                 const char  *id)
{
  const PenSimGeminiModel *model = find_model (id);
  g_autoptr(JsonObject) body = pen_sim_json_read (visit);
  g_autofree char *digest = pen_sim_json_get_digest (visit);
  g_autofree char *wrong = NULL;
  g_autoptr(GBytes) picture = NULL;
  g_autoptr(GBytes) spoilt = NULL;

  if (g_bytes_get_size (visit->body) > MAX_REQUEST)
    {
      pen_sim_gemini_refuse (visit, "too-large", NULL);
      return;
    }
  if (model == NULL)
    {
      pen_sim_gemini_refuse (visit, "model-gone", NULL);
      return;
    }

  wrong = body != NULL ? pen_sim_gemini_check (model, body) : g_strdup ("This is no JSON object");
  if (wrong != NULL)
    {
      answer_invalid (visit, wrong);
      return;
    }
  if (pen_sim_visit_goes_wrong (visit) || !check_key (state, visit))
    return;

  pen_sim_visit_pay (visit, digest, 0.0336);
  picture = pen_sim_gemini_draw (body);
  spoilt = pen_sim_visit_spoil (visit, picture);
  pen_sim_gemini_answer (visit, id, spoilt, body);
}

static JsonObject *
describe (const char *id,
          const char *title,
          const char *method)
{
  JsonObject *object = json_object_new ();
  JsonArray *methods = json_array_new ();
  g_autofree char *name = g_strconcat ("models/", id, NULL);

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "version", "1");
  json_object_set_string_member (object, "displayName", title);
  json_object_set_int_member (object, "inputTokenLimit", 65536);
  json_object_set_int_member (object, "outputTokenLimit", 32768);
  json_array_add_string_element (methods, method);
  json_array_add_string_element (methods, "countTokens");
  json_object_set_array_member (object, "supportedGenerationMethods", methods);

  return object;
}

/* Whole, or in pages where there is a limit to them. */
static void
handle_list (State       *state,
             PenSimVisit *visit)
{
  const char *token = pen_sim_visit_get_query (visit, "pageToken");
  const char *wanted = pen_sim_visit_get_query (visit, "pageSize");
  guint from = token != NULL ? (guint) state->page_size : 0;
  gboolean more = FALSE;
  JsonObject *object;
  JsonArray *models;

  if (pen_sim_visit_goes_wrong (visit) || !check_key (state, visit))
    return;
  if ((token != NULL && !g_str_equal (token, NEXT_PAGE)) || g_strcmp0 (wanted, "1000") != 0)
    {
      answer_invalid (visit, "Page token or page size is not valid");
      return;
    }

  object = json_object_new ();
  models = json_array_new ();
  json_array_add_object_element (models, describe ("gemini-9-pro", "Words", "generateContent"));
  json_array_add_object_element (models, describe ("imagen-9", "Imagen 9", "predict"));
  for (guint i = from; pen_sim_gemini_models[i].id != NULL; i++)
    if (token == NULL && i == state->page_size)
      {
        more = TRUE;
        break;
      }
    else
      json_array_add_object_element (models, describe (pen_sim_gemini_models[i].id,
                                                       pen_sim_gemini_models[i].title,
                                                       "generateContent"));

  json_object_set_array_member (object, "models", models);
  if (more)
    json_object_set_string_member (object, "nextPageToken", NEXT_PAGE);
  pen_sim_visit_answer_object (visit, 200, object);
}

static void
handle_describe (State       *state,
                 PenSimVisit *visit,
                 const char  *id)
{
  const PenSimGeminiModel *model = find_model (id);

  if (pen_sim_visit_goes_wrong (visit) || !check_key (state, visit))
    return;

  if (g_str_equal (id, "gemini-9-pro"))
    pen_sim_visit_answer_object (visit, 200, describe (id, "Words", "generateContent"));
  else if (model != NULL)
    pen_sim_visit_answer_object (visit, 200, describe (id, model->title, "generateContent"));
  else
    pen_sim_gemini_refuse (visit, "model-gone", NULL);
}

static void
handle (gpointer     data,
        PenSimVisit *visit)
{
  State *state = data;
  gboolean get = g_str_equal (pen_sim_visit_get_method (visit), "GET");

  if (get && g_str_equal (visit->path, MODELS))
    handle_list (state, visit);
  else if (get && g_str_has_prefix (visit->path, MODELS "/"))
    handle_describe (state, visit, visit->path + strlen (MODELS "/"));
  else if (!get && g_str_has_prefix (visit->path, MODELS "/") &&
           g_str_has_suffix (visit->path, VERB))
    {
      const char *id = visit->path + strlen (MODELS "/");
      g_autofree char *name = g_strndup (id, strlen (id) - strlen (VERB));

      handle_generate (state, visit, name);
    }
  else
    pen_sim_visit_answer_text (visit, 404, "text/html", "<html>Not Found</html>");
}

/* === Its state === */

static gpointer
create (void)
{
  State *state = g_new0 (State, 1);

  state->keys = pen_sim_accounts_new (PEN_SIMULATOR_KEY, 0);
  state->page_size = G_MAXINT;

  return state;
}

static void
destroy (gpointer data)
{
  State *state = data;

  g_clear_pointer (&state->keys, g_hash_table_unref);
  g_free (state);
}

static gboolean
control (gpointer    data,
         JsonObject *command,
         GError    **error)
{
  State *state = data;

  pen_sim_accounts_control (state->keys, command, "credits", 0);
  state->page_size = json_object_get_int_member_with_default (command, "page_size",
                                                              state->page_size);

  return TRUE;
}

const PenSimServiceClass pen_sim_gemini_class =
{
  "gemini", create, destroy, handle, refuse, pen_sim_gemini_knows, control,
};
