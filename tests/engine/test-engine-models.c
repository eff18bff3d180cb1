/* test-engine-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-engine-models"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-engine-fixture.h"

#define SDXL "7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc"
#define NAME "stability-ai/sdxl:" SDXL
#define FULL "replicate/" NAME
#define FAL_KEY "6f1c0f52-0d6e-4c1a-9a7e-5b0000000001:0123456789abcdef0123456789abcdef"

static char *
dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "pentimento", "replicate.json", NULL);
}

static void
write_file (const char *text)
{
  g_autofree char *path = dup_path ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, json, -1, &error);
  g_assert_no_error (error);
}

static char *
read_file (void)
{
  g_autofree char *path = dup_path ();
  char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? text : NULL;
}

static PenModel *
add (PenEngineFixture  *fixture,
     const char        *provider,
     const char        *words,
     GError           **error)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  pen_engine_add_model_async (fixture->engine, provider, words, NULL, pen_engine_fixture_store,
                              &place);
  result = pen_engine_fixture_await (&place);

  return pen_engine_add_model_finish (fixture->engine, result, error);
}

static gboolean
remove_model (PenEngineFixture  *fixture,
              const char        *full_id,
              GError           **error)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  pen_engine_remove_model_async (fixture->engine, full_id, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);

  return pen_engine_remove_model_finish (fixture->engine, result, error);
}

static void
set_up (PenEngineFixture *fixture,
        gconstpointer     data)
{
  g_autofree char *path = dup_path ();

  g_unlink (path);
  g_setenv ("REPLICATE_API_TOKEN", PEN_SIMULATOR_KEY, TRUE);
  pen_engine_fixture_set_up (fixture, data);
}

/* From its name to a picture, over a restart, and away again. */
static void
test_life (PenEngineFixture *fixture,
           gconstpointer     data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenModel) model = add (fixture, "replicate", " " NAME "\n", &error);
  g_autoptr(PenRequest) request = NULL;
  g_autofree char *text = NULL;
  PenJob *job;

  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_full_id (model), ==, FULL);
  g_assert_true (pen_model_is_users (model));
  g_assert_true (pen_engine_find_model (fixture->engine, FULL, NULL) == model);

  pen_engine_fixture_close (fixture);
  pen_engine_fixture_open (fixture, FALSE);
  g_assert_null (*pen_engine_get_notices (fixture->engine));

  request = pen_engine_fixture_request (fixture, FULL, PEN_TASK_TEXT_TO_IMAGE);
  pen_request_set_prompt (request, "a lighthouse");
  job = pen_engine_fixture_run (fixture, request);
  g_assert_no_error (pen_job_get_error (job));

  g_assert_true (remove_model (fixture, FULL, &error));
  g_assert_no_error (error);
  g_assert_null (pen_engine_find_model (fixture->engine, FULL, NULL));
  text = read_file ();
  g_assert_null (g_strstr_len (text, -1, SDXL));
}

/* What else the user has written into the file is the user's. */
static void
test_other_content (PenEngineFixture *fixture,
                    gconstpointer     data)
{
  g_autoptr(PenModel) model = NULL;
  g_autoptr(PenModel) again = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *after = NULL;

  write_file ("{'title': 'Mine', 'models': [{'id': 'a/b', 'title': 'B', 'price': {'usd': 0.1},"
              " 'tasks': {'erase': {}}}], 'parallel': 2}");
  model = add (fixture, "replicate", NAME, &error);
  g_assert_no_error (error);
  /* A second time it is the same one, described anew. */
  again = add (fixture, "replicate", NAME, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_full_id (again), ==, FULL);

  text = read_file ();
  g_assert_nonnull (g_strstr_len (text, -1, "\"title\" : \"Mine\""));
  g_assert_nonnull (g_strstr_len (text, -1, "\"id\" : \"a/b\""));
  g_assert_nonnull (g_strstr_len (text, -1, "\"parallel\" : 2"));
  g_assert_nonnull (g_strstr_len (text, -1, "\"id\" : \"" NAME "\""));
  g_assert_true (g_strstr_len (text, -1, "\"id\" : \"" NAME "\"") ==
                 g_strrstr (text, "\"id\" : \"" NAME "\""));

  g_assert_true (remove_model (fixture, FULL, &error));
  g_assert_no_error (error);
  after = read_file ();
  g_assert_nonnull (g_strstr_len (after, -1, "\"id\" : \"a/b\""));
  g_assert_null (g_strstr_len (after, -1, SDXL));
}

/* A file that cannot be used is not written over. */
static void
test_bad_files (PenEngineFixture *fixture,
                gconstpointer     data)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "{'models': [", "is not JSON: mend it, or move it away first" },
    { "[]", "is not JSON: mend it, or move it away first" },
    { "{'models': 7}", "has a mistake: “models” must be a list of objects" },
    { "{'colour': 7}", "has a mistake: “colour” is not known here" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenModel) model = NULL;
      g_autoptr(GError) error = NULL;
      g_autofree char *before = NULL;
      g_autofree char *after = NULL;

      write_file (cases[i].text);
      before = read_file ();
      model = add (fixture, "replicate", NAME, &error);
      g_assert_null (model);
      g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
      g_assert_nonnull (g_strstr_len (error->message, -1, cases[i].message));
      g_assert_null (pen_engine_find_model (fixture->engine, FULL, NULL));
      after = read_file ();
      g_assert_cmpstr (after, ==, before);
    }
}

static void
test_refusals (PenEngineFixture *fixture,
               gconstpointer     data)
{
  static const struct
  {
    const char *provider;
    const char *words;
    int         code;
    const char *message;
  } cases[] = {
    { "nobody", "a/b", PEN_ERROR_NOT_FOUND, "There is no provider “nobody”" },
    { "stability", "a/b", PEN_ERROR_USAGE,
      "Stability AI does not describe its models: only those in the list can be used" },
    { "replicate", "nobody/nothing", PEN_ERROR_NOT_FOUND,
      "Replicate has no model “nobody/nothing”, or does not show it to this key" },
    { "replicate", "nonsense", PEN_ERROR_USAGE, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PenModel) model = add (fixture, cases[i].provider, cases[i].words, &error);
      g_autofree char *text = read_file ();

      g_assert_null (model);
      g_assert_error (error, PEN_ERROR, cases[i].code);
      if (cases[i].message != NULL)
        g_assert_cmpstr (error->message, ==, cases[i].message);
      g_assert_null (text);
    }

  g_assert_true (pen_engine_finds_models (fixture->engine, "replicate"));
  g_assert_false (pen_engine_finds_models (fixture->engine, "stability"));
  g_assert_false (pen_engine_finds_models (fixture->engine, "nobody"));
}

/* What the program describes itself is described better. */
static void
test_known (PenEngineFixture *fixture,
            gconstpointer     data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenModel) model = add (fixture, "replicate",
                                   "https://replicate.com/black-forest-labs/flux-dev", &error);
  g_autofree char *text = read_file ();

  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_full_id (model), ==, "replicate/black-forest-labs/flux-dev");
  g_assert_false (pen_model_is_users (model));
  g_assert_null (text);

  g_assert_false (remove_model (fixture, "replicate/black-forest-labs/flux-dev", &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
  g_clear_error (&error);
  g_assert_false (remove_model (fixture, "replicate/no/such", &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_NOT_FOUND);
}

static void
test_no_key (PenEngineFixture *fixture,
             gconstpointer     data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenModel) model = NULL;

  g_unsetenv ("REPLICATE_API_TOKEN");
  model = add (fixture, "replicate", NAME, &error);
  g_assert_null (model);
  /* Where there is no keyring, that is what to mend. */
  g_assert_error (error, PEN_ERROR, PEN_ERROR_KEYRING);
}

/* Another service, and what becomes of its description. */
static void
test_fal (PenEngineFixture *fixture,
          gconstpointer     data)
{
  g_autofree char *address = pen_simulator_get_address (fixture->simulator, "fal");
  g_autofree char *endpoints = g_strdup_printf ("fal-api=%s/api", address);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenModel) model = NULL;
  PenTaskSpec *spec;

  pen_engine_fixture_close (fixture);
  g_setenv ("FAL_KEY", FAL_KEY, TRUE);
  g_setenv ("PENTIMENTO_ENDPOINTS", endpoints, TRUE);
  pen_engine_fixture_open (fixture, FALSE);

  model = add (fixture, "fal", "painters/paint-over", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_full_id (model), ==, "fal/painters/paint-over");
  spec = pen_model_get_spec (model, PEN_TASK_IMAGE_TO_IMAGE);
  g_assert_cmpstr (spec->fields[PEN_ROLE_SOURCE]->name, ==, "image_url");
  g_assert_cmpstr (spec->fields[PEN_ROLE_STRENGTH]->name, ==, "strength");
  g_assert_false (spec->fields[PEN_ROLE_STRENGTH]->inverted);
  g_assert_nonnull (pen_model_find_parameter (model, PEN_TASK_IMAGE_TO_IMAGE, "sharpness"));
  g_assert_true (remove_model (fixture, "fal/painters/paint-over", &error));
  g_assert_no_error (error);
}

#define ADD(path, function) \
  g_test_add ("/engine-models/" path, PenEngineFixture, NULL, set_up, function, \
              pen_engine_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("life", test_life);
  ADD ("other-content", test_other_content);
  ADD ("bad-files", test_bad_files);
  ADD ("refusals", test_refusals);
  ADD ("known", test_known);
  ADD ("no-key", test_no_key);
  ADD ("fal", test_fal);

  return g_test_run ();
}
