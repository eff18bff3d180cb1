/* test-finder.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-finder"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-error.h"
#include "pen-finder.h"
#include "pen-simulator.h"

typedef struct
{
  PenHttp      *http;
  PenSimulator *simulator;
  PenSimulator *other;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->http = pen_http_new ();
  self->simulator = pen_simulator_new (0, NULL);
  self->other = pen_simulator_new (0, NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  pen_simulator_free (self->simulator);
  pen_simulator_free (self->other);
  g_assert_finalize_object (self->http);
}

static void
store_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static GPtrArray *
find (Fixture             *self,
      const char * const  *addresses,
      GCancellable        *cancellable,
      GError             **error)
{
  GAsyncResult *place = NULL;
  GPtrArray *found;

  pen_finder_find_async (self->http, addresses, cancellable, store_cb, &place);
  while (place == NULL)
    g_main_context_iteration (NULL, TRUE);
  found = pen_finder_find_finish (self->http, place, error);
  g_object_unref (place);

  return found;
}

/* The one engine at the simulated @service. */
static PenFound *
find_one (Fixture    *self,
          const char *service,
          GPtrArray **ret_found)
{
  g_autofree char *address = pen_simulator_get_address (self->simulator, service);
  const char *addresses[] = { address, NULL };

  *ret_found = find (self, addresses, NULL, NULL);
  g_assert_nonnull (*ret_found);

  return (*ret_found)->len > 0 ? g_ptr_array_index (*ret_found, 0) : NULL;
}

static void
test_flavours (Fixture       *self,
               gconstpointer  data)
{
  static const struct { const char *flavour; const char *title; } table[] =
  {
    { "a1111", "AUTOMATIC1111" },
    { "forge", "Forge" },
    { "sdnext", "SD.Next" },
    /* It answers the questions for ComfyUI and for Ollama as well. */
    { "koboldcpp", "KoboldCpp" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *command = g_strdup_printf ("{\"service\":\"sdapi\",\"flavour\":\"%s\"}",
                                                  table[i].flavour);
      g_autoptr(GPtrArray) all = NULL;
      PenFound *found;

      pen_simulator_tell (self->simulator, command);
      found = find_one (self, "sdapi", &all);
      g_assert_nonnull (found);
      g_assert_cmpstr (found->engine.title, ==, table[i].title);
      g_assert_cmpstr (found->engine.provider, ==, "sdapi");
      g_assert_null (found->engine.problem);
      g_assert_false (found->engine.wants_key);
    }
}

static void
test_comfyui (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) all = NULL;
  PenFound *found = find_one (self, "comfyui", &all);

  g_assert_nonnull (found);
  g_assert_cmpstr (found->engine.title, ==, "ComfyUI");
  g_assert_cmpstr (found->engine.provider, ==, "comfyui");
}

/* Those that speak like OpenAI; two of them like the web UI as well. */
static void
test_compatible (Fixture       *self,
                 gconstpointer  data)
{
  static const struct { const char *flavour, *title, *provider, *other; } table[] =
  {
    { "sd-server", "stable-diffusion.cpp", "sdapi", "openai-compatible" },
    { "koboldcpp", "KoboldCpp", "sdapi", "openai-compatible" },
    { "localai", "LocalAI", "openai-compatible", NULL },
    { "lemonade", "lemonade", "openai-compatible", NULL },
    { "llama-swap", "llama-swap", "openai-compatible", NULL },
    { "plain", "OpenAI-compatible server", "openai-compatible", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *command = g_strdup_printf ("{\"service\":\"openai-compatible\","
                                                  "\"flavour\":\"%s\"}", table[i].flavour);
      g_autoptr(GPtrArray) all = NULL;
      PenFound *found;

      g_test_message ("%s", table[i].flavour);
      pen_simulator_tell (self->simulator, command);
      found = find_one (self, "openai-compatible", &all);
      g_assert_nonnull (found);
      g_assert_cmpstr (found->engine.title, ==, table[i].title);
      g_assert_cmpstr (found->engine.provider, ==, table[i].provider);
      g_assert_cmpstr (found->engine.other, ==, table[i].other);
    }
}

static void
test_password (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) all = NULL;
  PenFound *found;

  pen_simulator_tell (self->simulator, "{\"service\":\"sdapi\",\"login\":\"painter:secret\"}");
  found = find_one (self, "sdapi", &all);
  g_assert_nonnull (found);
  g_assert_true (found->engine.wants_key);
  g_assert_cmpstr (found->engine.provider, ==, "sdapi");
}

/* In the order of the addresses; where nobody is, or something else, there is no entry. */
static void
test_several (Fixture       *self,
              gconstpointer  data)
{
  PenSimulator *gone = pen_simulator_new (0, NULL);
  g_autofree char *nobody = pen_simulator_get_address (gone, "sdapi");
  g_autofree char *service = pen_simulator_get_address (self->simulator, "stability");
  g_autofree char *first = pen_simulator_get_address (self->other, "sdapi");
  g_autofree char *second = pen_simulator_get_address (self->simulator, "sdapi");
  const char *addresses[] = { nobody, "no address", service, first, second, NULL };
  g_autoptr(GPtrArray) found = NULL;

  pen_simulator_free (gone);
  pen_simulator_tell (self->other, "{\"service\":\"sdapi\",\"flavour\":\"forge\"}");
  found = find (self, addresses, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (((PenFound *) found->pdata[0])->address, ==, first);
  g_assert_cmpstr (((PenFound *) found->pdata[0])->engine.title, ==, "Forge");
  g_assert_cmpstr (((PenFound *) found->pdata[1])->engine.title, ==, "AUTOMATIC1111");
}

static void
test_nowhere (Fixture       *self,
              gconstpointer  data)
{
  const char *addresses[] = { NULL };
  g_autoptr(GPtrArray) found = find (self, addresses, NULL, NULL);

  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_cancelled (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *address = pen_simulator_get_address (self->simulator, "sdapi");
  const char *addresses[] = { address, NULL };
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (find (self, addresses, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Somebody who takes the question and says nothing holds up nobody. */
static void
test_silent (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) all = NULL;

  pen_simulator_tell (self->simulator, "{\"service\":\"sdapi\",\"fault\":\"hold\"}");
  g_assert_null (find_one (self, "sdapi", &all));
  pen_simulator_release (self->simulator, "sdapi");
}

/* === Answers of engines that are not simulated === */

static gboolean
read_answer (const char     *path,
             guint           status,
             const char     *json,
             PenLocalEngine *ret_engine)
{
  g_autoptr(PenReply) reply = pen_reply_new (status);
  g_autoptr(JsonNode) root = json != NULL ? json_from_string (json, NULL) : NULL;

  pen_reply_set_json (reply, root);
  for (guint i = 0; pen_local_probe_get_path (i) != NULL; i++)
    if (g_str_equal (pen_local_probe_get_path (i), path) &&
        pen_local_probe_read (i, reply, ret_engine))
      return TRUE;

  return FALSE;
}

static void
test_answers (void)
{
  static const struct
  {
    const char *path;
    guint       status;
    const char *json;
    const char *title;
    const char *provider;
  } table[] =
  {
    { "/sdcpp/v1/capabilities", 200, "{\"supported_modes\":[\"img_gen\"],\"model\":{}}",
      "stable-diffusion.cpp", "sdapi" },
    { "/sdcpp/v1/capabilities", 200, "{\"supported_modes\":[\"vid_gen\"],\"model\":{}}" },
    { "/sdcpp/v1/capabilities", 200, "[]" },
    { "/sdcpp/v1/capabilities", 404, NULL },
    { "/api/extra/version", 200, "{\"result\":\"KoboldCpp\",\"txt2img\":false}", "KoboldCpp",
      "sdapi" },
    { "/api/extra/version", 200, "{\"result\":\"Else\",\"txt2img\":true}" },
    { "/system_stats", 200, "{\"system\":{\"comfyui_version\":\"0.3.64\"},\"devices\":"
      "[{\"name\":\"cuda:0\"}]}", "ComfyUI", "comfyui" },
    { "/system_stats", 200, "{\"system\":{\"comfyui_version\":\"0.3.64\"},\"devices\":"
      "[{\"name\":\"koboldcpp\"}]}" },
    { "/system_stats", 200, "{\"system\":[]}" },
    { "/.well-known/localai.json", 200, "{\"version\":\"3\",\"endpoints\":{}}", "LocalAI",
      "openai-compatible" },
    { "/api/version", 200, "{\"version\":\"1\",\"commit\":\"c\",\"build_date\":\"d\"}",
      "llama-swap", "openai-compatible" },
    { "/v1/health", 200, "{\"status\":\"ok\",\"version\":\"9\",\"model_loaded\":null,"
      "\"all_models_loaded\":[]}", "lemonade", "openai-compatible" },
    { "/v1/health", 200, "{\"status\":\"ok\"}" },
    { "/api/version", 200, "{\"version\":\"0.33.0\"}", "Ollama", NULL },
    { "/internal/ping", 200, "{}", "Stable Diffusion Web UI", "sdapi" },
    { "/v1/models", 200, "{\"object\":\"list\",\"data\":[]}", "OpenAI-compatible server",
      "openai-compatible" },
    { "/v1/models", 401, "{}" },
    { "/sdapi/v1/version", 401, NULL, "Stable Diffusion Web UI", "sdapi" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      PenLocalEngine engine = { NULL };
      gboolean known = read_answer (table[i].path, table[i].status, table[i].json, &engine);

      g_test_message ("%s %s", table[i].path, table[i].json);
      g_assert_cmpint (known, ==, table[i].title != NULL);
      g_assert_cmpstr (engine.title, ==, table[i].title);
      g_assert_cmpstr (engine.provider, ==, table[i].provider);
    }
}

static void
test_problems (void)
{
  PenLocalEngine engine = { NULL };

  g_assert_true (read_answer ("/internal/ping", 200, "{}", &engine));
  g_assert_nonnull (strstr (engine.problem, "--api"));
  g_assert_true (read_answer ("/api/extra/version", 200,
                              "{\"result\":\"KoboldCpp\",\"txt2img\":false}", &engine));
  g_assert_nonnull (engine.problem);
  /* A language model's server answers as one for pictures does. */
  g_assert_true (read_answer ("/v1/models", 200, "{\"data\":[]}", &engine));
  g_assert_true (engine.is_guess);
}

static void
test_order (void)
{
  guint kobold = 0, comfy = 0, llama = 0, ollama = 0;

  for (guint i = 0; pen_local_probe_get_path (i) != NULL; i++)
    {
      const char *path = pen_local_probe_get_path (i);

      kobold = g_str_equal (path, "/api/extra/version") ? i : kobold;
      comfy = g_str_equal (path, "/system_stats") ? i : comfy;
      ollama = g_str_equal (path, "/api/version") ? i : ollama;
      llama = g_str_equal (path, "/api/version") && llama == 0 ? i : llama;
    }
  g_assert_cmpuint (kobold, <, comfy);
  g_assert_cmpuint (comfy, <, llama);
  g_assert_cmpuint (llama, <, ollama);
}

#define ADD(path, function) \
  g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/finder/answers", test_answers);
  g_test_add_func ("/finder/problems", test_problems);
  g_test_add_func ("/finder/order", test_order);
  ADD ("/finder/flavours", test_flavours);
  ADD ("/finder/comfyui", test_comfyui);
  ADD ("/finder/compatible", test_compatible);
  ADD ("/finder/password", test_password);
  ADD ("/finder/several", test_several);
  ADD ("/finder/nowhere", test_nowhere);
  ADD ("/finder/cancelled", test_cancelled);
  ADD ("/finder/silent", test_silent);

  return g_test_run ();
}
