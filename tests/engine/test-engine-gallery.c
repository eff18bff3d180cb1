/* test-engine-gallery.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-engine-gallery"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-engine-fixture.h"

static PenPicture *
make_picture (PenEngineFixture *fixture)
{
  g_autoptr(PenRequest) request = NULL;
  PenJob *job;

  request = pen_engine_fixture_request (fixture, "stability/core", PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "a blue door");

  job = pen_engine_fixture_run (fixture, request);
  return g_list_model_get_item (pen_job_get_pictures (job), 0);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_trash (PenEngineFixture *fixture,
            gconstpointer     data)
{
  g_autoptr(PenPicture) picture = make_picture (fixture);
  g_autoptr(GAsyncResult) trashed = NULL;
  g_autoptr(GAsyncResult) restored = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) one = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *place = NULL;
  guint n_removed = 0;
  guint n_added = 0;

  g_signal_connect_swapped (fixture->engine, "picture-removed", G_CALLBACK (count_cb), &n_removed);
  g_signal_connect_swapped (fixture->engine, "picture-added", G_CALLBACK (count_cb), &n_added);

  pen_engine_trash_picture_async (fixture->engine, picture, pen_engine_fixture_store, &place);
  trashed = pen_engine_fixture_await (&place);
  pen_engine_trash_picture_finish (fixture->engine, trashed, &error);
  g_assert_no_error (error);
  g_assert_false (g_file_test (pen_picture_get_path (picture), G_FILE_TEST_EXISTS));
  g_assert_cmpuint (n_removed, ==, 1);
  none = pen_engine_fixture_gallery (fixture, NULL);
  g_assert_cmpuint (none->len, ==, 0);

  pen_engine_restore_picture_async (fixture->engine, picture, pen_engine_fixture_store, &place);
  restored = pen_engine_fixture_await (&place);
  pen_engine_restore_picture_finish (fixture->engine, restored, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_test (pen_picture_get_path (picture), G_FILE_TEST_EXISTS));
  g_assert_cmpuint (n_added, ==, 1);
  one = pen_engine_fixture_gallery (fixture, "blue");
  g_assert_cmpuint (one->len, ==, 1);
}

static void
test_export (PenEngineFixture *fixture,
             gconstpointer     data)
{
  g_autoptr(PenPicture) picture = make_picture (fixture);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "out", NULL);
  g_autofree char *wanted = g_build_filename (folder, "door.png", NULL);
  g_autofree char *second = g_build_filename (folder, "door-2.png", NULL);
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  for (guint i = 0; i < 2; i++)
    {
      GAsyncResult *place = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autofree char *path = NULL;

      pen_engine_export_picture_async (fixture->engine, picture, wanted,
                                       pen_engine_fixture_store, &place);
      result = pen_engine_fixture_await (&place);
      path = pen_engine_export_picture_finish (fixture->engine, result, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (path, ==, i == 0 ? wanted : second);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_export_nowhere (PenEngineFixture *fixture,
                     gconstpointer     data)
{
  g_autoptr(PenPicture) picture = make_picture (fixture);
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  pen_engine_export_picture_async (fixture->engine, picture, "/proc/nowhere/door.png",
                                   pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  path = pen_engine_export_picture_finish (fixture->engine, result, &error);
  g_assert_null (path);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

static void
test_star (PenEngineFixture *fixture,
           gconstpointer     data)
{
  g_autoptr(PenPicture) picture = make_picture (fixture);
  PenPictureQuery query = { .starred = TRUE, .limit = 10 };
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) found = NULL;
  guint n_notified = 0;

  g_signal_connect_swapped (picture, "notify::starred", G_CALLBACK (count_cb), &n_notified);
  pen_engine_set_starred (fixture->engine, picture, TRUE);
  pen_engine_set_starred (fixture->engine, picture, TRUE);
  g_assert_cmpuint (n_notified, ==, 1);

  pen_engine_list_pictures_async (fixture->engine, &query, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  found = pen_engine_list_pictures_finish (fixture->engine, result, NULL);
  g_assert_cmpuint (found->len, ==, 1);
}

/* A picture that has no file yet, kept once however often it comes. */
static void
test_keep_input (PenEngineFixture *fixture,
                 gconstpointer     data)
{
  g_autofree char *source = pen_engine_fixture_source (64, 64);
  g_autofree char *first = NULL;
  g_autofree char *contents = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GBytes) words = g_bytes_new_static ("no picture", 10);
  g_autoptr(GAsyncResult) refused = NULL;
  g_autoptr(GError) error = NULL;
  GAsyncResult *place = NULL;
  gsize length;

  g_file_get_contents (source, &contents, &length, &error);
  g_assert_no_error (error);
  bytes = g_bytes_new (contents, length);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autofree char *path = NULL;

      pen_engine_keep_input_async (fixture->engine, bytes, pen_engine_fixture_store, &place);
      result = pen_engine_fixture_await (&place);
      path = pen_engine_keep_input_finish (fixture->engine, result, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
      if (first == NULL)
        first = g_steal_pointer (&path);
      else
        g_assert_cmpstr (path, ==, first);
    }

  pen_engine_keep_input_async (fixture->engine, words, pen_engine_fixture_store, &place);
  refused = pen_engine_fixture_await (&place);
  g_assert_null (pen_engine_keep_input_finish (fixture->engine, refused, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
}

static void
test_fetch_input (PenEngineFixture *fixture,
                  gconstpointer     data)
{
  const char * const bad[] = { "file:///etc/passwd", "not an address", "javascript:alert(1)" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      GAsyncResult *place = NULL;
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      pen_engine_fetch_input_async (fixture->engine, bad[i], NULL, pen_engine_fixture_store,
                                    &place);
      result = pen_engine_fixture_await (&place);
      g_assert_null (pen_engine_fetch_input_finish (fixture->engine, result, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
    }
}

static void
test_draft (PenEngineFixture *fixture,
            gconstpointer     data)
{
  g_autoptr(JsonNode) draft = json_from_string ("{\"prompt\":\"half a sent\"}", NULL);
  g_autoptr(JsonNode) loaded = NULL;

  g_assert_null (pen_engine_load_draft (fixture->engine, "image"));
  pen_engine_save_draft (fixture->engine, "image", draft);
  while (loaded == NULL)
    {
      g_main_context_iteration (NULL, TRUE);
      loaded = pen_engine_load_draft (fixture->engine, "image");
    }
  g_assert_true (json_node_equal (draft, loaded));
}

/* Typed in the last moment before the program ends. */
static void
test_draft_at_the_end (PenEngineFixture *fixture,
                       gconstpointer     data)
{
  g_autoptr(JsonNode) draft = json_from_string ("{\"prompt\":\"the last wor\"}", NULL);
  g_autoptr(JsonNode) loaded = NULL;

  pen_engine_save_draft (fixture->engine, "text", draft);
  pen_engine_close (fixture->engine);
  loaded = pen_engine_load_draft (fixture->engine, "text");
  g_assert_nonnull (loaded);
  g_assert_true (json_node_equal (draft, loaded));
}

static void
test_address (PenEngineFixture *fixture,
              gconstpointer     data)
{
  g_autoptr(GError) plain = NULL;
  g_autoptr(GError) nonsense = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *address = NULL;
  gboolean overridden;

  g_unsetenv ("PENTIMENTO_ENDPOINTS");
  address = pen_engine_dup_address (fixture->engine, "stability", &overridden);
  g_assert_cmpstr (address, ==, "https://api.stability.ai");
  g_assert_false (overridden);

  g_assert_false (pen_engine_set_address (fixture->engine, "stability", "http://example.org",
                                          &plain));
  g_assert_error (plain, PEN_ERROR, PEN_ERROR_USAGE);
  g_assert_false (pen_engine_set_address (fixture->engine, "stability", "gopher://x", &nonsense));
  g_assert_nonnull (nonsense);
  g_assert_true (pen_engine_set_address (fixture->engine, "sdapi", "http://192.168.1.7:7860",
                                         &error));
  g_assert_no_error (error);
  g_assert_true (pen_engine_set_address (fixture->engine, "sdapi", NULL, &error));
}

static void
test_models (PenEngineFixture *fixture,
             gconstpointer     data)
{
  g_autoptr(GError) nobody = NULL;
  g_autoptr(GError) nothing = NULL;
  g_autoptr(GError) nameless = NULL;

  g_assert_null (pen_engine_find_model (fixture->engine, "nobody/x", &nobody));
  g_assert_error (nobody, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_assert_null (pen_engine_find_model (fixture->engine, "stability/x", &nothing));
  g_assert_error (nothing, PEN_ERROR, PEN_ERROR_NOT_FOUND);
  g_assert_null (pen_engine_find_model (fixture->engine, "core", &nameless));
  g_assert_error (nameless, PEN_ERROR, PEN_ERROR_USAGE);
}

/* Keys and running engines, as the window asks for them. */
static void
test_availability (PenEngineFixture *fixture,
                   gconstpointer     data)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autofree char *reason = NULL;
  PenModel *model = pen_engine_find_model (fixture->engine, "stability/core", NULL);

  pen_engine_refresh_async (fixture->engine, NULL, pen_engine_fixture_store, &place);
  first = pen_engine_fixture_await (&place);
  g_assert_true (pen_engine_refresh_finish (fixture->engine, first, NULL));
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "stability"), ==, PEN_AVAILABLE);
  g_assert_cmpint (pen_engine_get_key_source (fixture->engine, "stability"), ==,
                   PEN_KEY_SOURCE_ENVIRONMENT);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "sdapi"), ==, PEN_AVAILABLE);
  g_assert_null (pen_engine_explain_model (fixture->engine, model, PEN_TASK_TEXT_TO_IMAGE));

  g_unsetenv ("STABILITY_API_KEY");
  g_setenv ("PENTIMENTO_ENDPOINTS", "sdapi=http://127.0.0.1:1", TRUE);
  pen_engine_refresh_async (fixture->engine, NULL, pen_engine_fixture_store, &place);
  second = pen_engine_fixture_await (&place);
  g_assert_true (pen_engine_refresh_finish (fixture->engine, second, NULL));
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "stability"), ==, PEN_NEEDS_KEY);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "sdapi"), ==, PEN_NOT_RUNNING);
  reason = pen_engine_explain_model (fixture->engine, model, PEN_TASK_TEXT_TO_IMAGE);
  g_assert_nonnull (reason);
}

static void
test_check_key (PenEngineFixture *fixture,
                gconstpointer     data)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) good = NULL;
  g_autoptr(GAsyncResult) bad = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr(GError) error = NULL;

  pen_engine_check_key_async (fixture->engine, "stability", NULL, pen_engine_fixture_store, &place);
  good = pen_engine_fixture_await (&place);
  sentence = pen_engine_check_key_finish (fixture->engine, good, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (sentence, "1000"));

  g_setenv ("STABILITY_API_KEY", "sk-wrong000000000000000000000000000", TRUE);
  pen_engine_check_key_async (fixture->engine, "stability", NULL, pen_engine_fixture_store, &place);
  bad = pen_engine_fixture_await (&place);
  g_assert_null (pen_engine_check_key_finish (fixture->engine, bad, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEY_REJECTED);
  g_assert_null (strstr (error->message, "sk-wrong"));
}

static void
refresh (PenEngineFixture *fixture)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  pen_engine_refresh_async (fixture->engine, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  g_assert_true (pen_engine_refresh_finish (fixture->engine, result, NULL));
}

/* A service whose key is there is asked for its models; one that tells none is usable. */
static void
test_listed_models (PenEngineFixture *fixture,
                    gconstpointer     data)
{
  g_autofree char *address = pen_simulator_get_address (fixture->simulator, "openai");
  g_autofree char *endpoints = g_strdup_printf ("openai=%s sdapi=http://127.0.0.1:1", address);
  PenModel *model;

  g_setenv ("PENTIMENTO_ENDPOINTS", endpoints, TRUE);
  pen_simulator_tell (fixture->simulator, "{\"service\":\"openai\",\"model\":\"gpt-image-9\","
                      "\"end\":\"2031-02-03\"}");
  refresh (fixture);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "openai"), ==, PEN_NEEDS_KEY);
  g_assert_null (pen_engine_find_model (fixture->engine, "openai/gpt-image-9", NULL));
  g_assert_cmpuint (pen_simulator_get_count (fixture->simulator, "openai", PEN_SIM_COUNT_SEEN), ==,
                    0);

  g_setenv ("OPENAI_API_KEY", PEN_SIMULATOR_KEY, TRUE);
  pen_simulator_fail (fixture->simulator, "openai", "missing_scopes");
  refresh (fixture);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "openai"), ==, PEN_AVAILABLE);
  g_assert_null (pen_engine_find_model (fixture->engine, "openai/gpt-image-9", NULL));

  refresh (fixture);
  model = pen_engine_find_model (fixture->engine, "openai/gpt-image-9", NULL);
  g_assert_nonnull (model);
  g_assert_cmpstr (pen_model_get_retires (model), ==, "2031-02-03");
  g_unsetenv ("OPENAI_API_KEY");
}

/* An engine at a usual port is used without the user's word, and stays known. */
static void
test_found (PenEngineFixture *fixture,
            gconstpointer     data)
{
  g_autofree char *place = pen_simulator_get_address (fixture->simulator, "sdapi");
  g_autofree char *usual = g_strdup_printf ("http://127.0.0.1:1 %s/", place);
  g_autofree char *address = NULL;
  g_autofree char *later = NULL;
  gboolean overridden = TRUE;
  PenFoundEngine *found;

  pen_simulator_tell (fixture->simulator, "{\"service\":\"sdapi\",\"flavour\":\"koboldcpp\"}");
  g_unsetenv ("PENTIMENTO_ENDPOINTS");
  g_setenv ("PENTIMENTO_ENGINES", usual, TRUE);
  refresh (fixture);
  g_setenv ("PENTIMENTO_ENGINES", "", TRUE);

  g_assert_cmpuint (pen_engine_list_found (fixture->engine)->len, ==, 1);
  found = g_ptr_array_index (pen_engine_list_found (fixture->engine), 0);
  g_assert_cmpstr (found->title, ==, "KoboldCpp");
  g_assert_cmpstr (found->provider, ==, "sdapi");
  g_assert_cmpstr (found->address, ==, place);
  g_assert_true (found->in_use);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "sdapi"), ==, PEN_AVAILABLE);
  address = pen_engine_dup_address (fixture->engine, "sdapi", &overridden);
  g_assert_cmpstr (address, ==, place);
  g_assert_false (overridden);

  /* Another start of the program finds a job's engine again before it has looked. */
  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, FALSE);
  later = pen_engine_dup_address (fixture->engine, "sdapi", NULL);
  g_assert_cmpstr (later, ==, place);
}

/* What the user has set counts more than what is found. */
static void
test_found_elsewhere (PenEngineFixture *fixture,
                      gconstpointer     data)
{
  g_autofree char *place = pen_simulator_get_address (fixture->simulator, "sdapi");
  g_autofree char *address = NULL;
  PenFoundEngine *found;

  g_setenv ("PENTIMENTO_ENDPOINTS", "sdapi=http://127.0.0.1:1", TRUE);
  g_setenv ("PENTIMENTO_ENGINES", place, TRUE);
  refresh (fixture);
  g_setenv ("PENTIMENTO_ENGINES", "", TRUE);

  found = g_ptr_array_index (pen_engine_list_found (fixture->engine), 0);
  g_assert_cmpstr (found->title, ==, "AUTOMATIC1111");
  g_assert_false (found->in_use);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "sdapi"), ==, PEN_NOT_RUNNING);
  address = pen_engine_dup_address (fixture->engine, "sdapi", NULL);
  g_assert_cmpstr (address, ==, "http://127.0.0.1:1");
}

/* KoboldCpp answers ComfyUI's questions with made-up figures. */
static void
test_found_another (PenEngineFixture *fixture,
                    gconstpointer     data)
{
  g_autofree char *place = pen_simulator_get_address (fixture->simulator, "sdapi");
  g_autofree char *comfyui = pen_simulator_get_address (fixture->simulator, "comfyui");
  g_autofree char *wrong = g_strdup_printf ("comfyui=%s/", place);
  g_autofree char *right = g_strdup_printf ("comfyui=%s sdapi=%s", comfyui, place);

  pen_simulator_tell (fixture->simulator, "{\"service\":\"sdapi\",\"flavour\":\"koboldcpp\"}");
  g_setenv ("PENTIMENTO_ENDPOINTS", wrong, TRUE);
  refresh (fixture);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "comfyui"), ==, PEN_NOT_RUNNING);

  g_setenv ("PENTIMENTO_ENDPOINTS", right, TRUE);
  refresh (fixture);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "comfyui"), ==, PEN_AVAILABLE);
  g_assert_cmpint (pen_engine_get_availability (fixture->engine, "sdapi"), ==, PEN_AVAILABLE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) \
  g_test_add (path, PenEngineFixture, NULL, pen_engine_fixture_set_up, func, \
              pen_engine_fixture_tear_down)

  ADD ("/engine/gallery/trash", test_trash);
  ADD ("/engine/gallery/export", test_export);
  ADD ("/engine/gallery/export-nowhere", test_export_nowhere);
  ADD ("/engine/gallery/star", test_star);
  ADD ("/engine/inputs/keep", test_keep_input);
  ADD ("/engine/inputs/fetch", test_fetch_input);
  ADD ("/engine/inputs/draft", test_draft);
  ADD ("/engine/inputs/draft-at-the-end", test_draft_at_the_end);
  ADD ("/engine/keys/address", test_address);
  ADD ("/engine/keys/models", test_models);
  ADD ("/engine/keys/availability", test_availability);
  ADD ("/engine/listed-models", test_listed_models);
  ADD ("/engine/found/used", test_found);
  ADD ("/engine/found/elsewhere", test_found_elsewhere);
  ADD ("/engine/found/another", test_found_another);
  ADD ("/engine/keys/check", test_check_key);

  return g_test_run ();
}
