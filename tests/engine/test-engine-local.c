/* test-engine-local.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Jobs for engines of the user's own, which nobody has looked for before, with pictures as
 * the engine really prepares them.
 */

#define G_LOG_DOMAIN "test-engine-local"

#include "config.h"

#include "pen-encode.h"
#include "pen-engine-fixture.h"

static void
set_up (PenEngineFixture *fixture,
        gconstpointer     data)
{
  g_autofree char *comfyui = NULL;
  g_autofree char *sdapi = NULL;
  g_autofree char *endpoints = NULL;

  pen_engine_fixture_set_up (fixture, data);
  comfyui = pen_simulator_get_address (fixture->simulator, "comfyui");
  sdapi = pen_simulator_get_address (fixture->simulator, "sdapi");
  endpoints = g_strdup_printf ("comfyui=%s sdapi=%s", comfyui, sdapi);
  g_setenv ("PENTIMENTO_ENDPOINTS", endpoints, TRUE);
  g_setenv ("PENTIMENTO_PACE", "0.01", TRUE);
}

/* (transfer full): white at the left */
static char *
new_mask (guint width,
          guint height)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (width, height);
  guint8 *data = pen_pixels_get_data (pixels);
  char *path = g_build_filename (g_get_user_cache_dir (), "mask.png", NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < width * height; i++)
    {
      data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = i % width < width / 2 ? 255 : 0;
      data[4 * i + 3] = 255;
    }
  pen_picture_encode (pixels, "image/png", 90, path, &error);
  g_assert_no_error (error);

  return path;
}

static PenRequest *
new_request (PenEngineFixture *fixture,
             const char       *model,
             PenTask           task)
{
  PenRequest *request = pen_engine_fixture_request (fixture, model, task);
  g_autofree char *source = pen_engine_fixture_source (128, 64);
  g_autofree char *mask = new_mask (128, 64);
  const guint margins[PEN_N_SIDES] = { 32, 0, 0, 16 };

  pen_request_set_prompt (request, "a fox");
  if (task == PEN_TASK_CONTROL)
    pen_request_add_control (request, "canny", source, 0.5);
  else if (task != PEN_TASK_TEXT_TO_IMAGE)
    pen_request_set_source_path (request, source);
  if (task == PEN_TASK_TEXT_TO_IMAGE || task == PEN_TASK_CONTROL)
    pen_request_set_size (request, 64, 64);
  if (task == PEN_TASK_INPAINT)
    pen_request_set_mask_path (request, mask);
  if (task == PEN_TASK_OUTPAINT)
    pen_request_set_extend (request, margins);

  return request;
}

/* What the engine merely swallowed. */
static void
assert_no_remarks (PenEngineFixture *fixture)
{
  g_autoptr(JsonObject) log = pen_simulator_get_log (fixture->simulator);
  JsonArray *requests = json_object_get_array_member (log, "requests");

  for (guint i = 0; i < json_array_get_length (requests); i++)
    {
      JsonArray *remarks = json_object_get_array_member (
        json_array_get_object_element (requests, i), "remarks");

      for (guint j = 0; j < json_array_get_length (remarks); j++)
        {
          g_test_message ("%s", json_array_get_string_element (remarks, j));
          g_test_fail ();
        }
    }
}

static void
run (PenEngineFixture *fixture,
     const char       *model,
     PenTask           task)
{
  g_autoptr(PenRequest) request = new_request (fixture, model, task);
  PenJob *job = pen_engine_fixture_run (fixture, request);
  const GError *error = pen_job_get_error (job);

  g_test_message ("%s %s: %s", model, pen_task_to_nick (task),
                  error != NULL ? error->message : "done");
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_DONE);
}

static void
test_comfyui (PenEngineFixture *fixture,
              gconstpointer     data)
{
  static const PenTask tasks[] = {
    PEN_TASK_TEXT_TO_IMAGE, PEN_TASK_IMAGE_TO_IMAGE, PEN_TASK_INPAINT, PEN_TASK_OUTPAINT,
    PEN_TASK_CONTROL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (tasks); i++)
    run (fixture, "comfyui/checkpoint", tasks[i]);
  run (fixture, "comfyui/upscaler", PEN_TASK_UPSCALE);
  assert_no_remarks (fixture);
}

static void
test_sdapi (PenEngineFixture *fixture,
            gconstpointer     data)
{
  static const char *flavours[] = { "a1111", "sdcpp" };
  static const PenTask tasks[] = {
    PEN_TASK_TEXT_TO_IMAGE, PEN_TASK_IMAGE_TO_IMAGE, PEN_TASK_INPAINT, PEN_TASK_OUTPAINT,
    PEN_TASK_CONTROL,
  };

  for (guint i = 0; i < G_N_ELEMENTS (flavours); i++)
    {
      g_autofree char *command = g_strdup_printf ("{\"service\":\"sdapi\",\"flavour\":\"%s\"}",
                                                  flavours[i]);

      pen_simulator_tell (fixture->simulator, command);
      for (guint j = 0; j < G_N_ELEMENTS (tasks); j++)
        run (fixture, "sdapi/checkpoint", tasks[j]);
      if (i == 0)
        run (fixture, "sdapi/upscaler", PEN_TASK_UPSCALE);
    }
  assert_no_remarks (fixture);
}

/* An engine that is not there is said to be so, and not that it has nothing to choose. */
static void
test_absent (PenEngineFixture *fixture,
             gconstpointer     data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "comfyui/checkpoint",
                                               PEN_TASK_TEXT_TO_IMAGE);
  PenJob *job;

  g_setenv ("PENTIMENTO_ENDPOINTS", "comfyui=http://127.0.0.1:1", TRUE);
  job = pen_engine_fixture_run (fixture, request);
  g_assert_cmpint (pen_job_get_state (job), ==, PEN_JOB_FAILED);
  g_assert_error (pen_job_get_error (job), PEN_ERROR, PEN_ERROR_NETWORK);
}

#define ADD(path, function) \
  g_test_add (path, PenEngineFixture, NULL, set_up, function, pen_engine_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("/engine/local/comfyui", test_comfyui);
  ADD ("/engine/local/sdapi", test_sdapi);
  ADD ("/engine/local/absent", test_absent);

  return g_test_run ();
}
