/* pen-engine-fixture.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-engine-fixture"

#include "config.h"

#include <glib/gstdio.h>

#include "pen-encode.h"
#include "pen-engine-fixture.h"

void
pen_engine_fixture_store (GObject      *object,
                          GAsyncResult *result,
                          gpointer      user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

/* (transfer full): turns the loop until there is a result. */
GAsyncResult *
pen_engine_fixture_await (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (result);
}

static void
ended_cb (PenEngine *engine,
          PenJob    *job,
          gpointer   user_data)
{
  PenEngineFixture *fixture = user_data;

  g_ptr_array_add (fixture->ended, g_object_ref (job));
}

void
pen_engine_fixture_open (PenEngineFixture *fixture,
                         gboolean          auto_resume)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  fixture->engine = pen_engine_new ();
  pen_engine_set_auto_resume (fixture->engine, auto_resume);
  g_signal_connect (fixture->engine, "job-ended", G_CALLBACK (ended_cb), fixture);
  pen_engine_open_async (fixture->engine, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pen_engine_open_finish (fixture->engine, result, &error);
  g_assert_no_error (error);
}

/* Nobody but the fixture has it. */
static void
alone_cb (gpointer  data,
          GObject  *object,
          gboolean  is_last_ref)
{
  g_atomic_int_set ((int *) data, is_last_ref);
  g_main_context_wakeup (NULL);
}

void
pen_engine_fixture_close (PenEngineFixture *fixture)
{
  PenEngine *engine = g_steal_pointer (&fixture->engine);
  int alone = 0;

  g_ptr_array_set_size (fixture->ended, 0);
  pen_engine_close (engine);
  /* What was under way lets go of it, in the loop or in a thread. */
  g_object_add_toggle_ref (G_OBJECT (engine), alone_cb, &alone);
  g_object_unref (engine);
  while (!g_atomic_int_get (&alone))
    g_main_context_iteration (NULL, TRUE);

  g_object_ref (engine);
  g_object_remove_toggle_ref (G_OBJECT (engine), alone_cb, &alone);
  g_assert_finalize_object (engine);
}

void
pen_engine_fixture_set_up (PenEngineFixture *fixture,
                           gconstpointer     data)
{
  static const char * const services[] = { "stability", "sdapi", "replicate" };
  g_autoptr(GString) endpoints = g_string_new (NULL);
  g_autofree char *pictures = g_build_filename (g_get_user_data_dir (), "pictures", NULL);
  g_autoptr(GError) error = NULL;

  fixture->ended = g_ptr_array_new_with_free_func (g_object_unref);
  fixture->simulator = pen_simulator_new (0, &error);
  g_assert_no_error (error);

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autofree char *address = pen_simulator_get_address (fixture->simulator, services[i]);

      g_string_append_printf (endpoints, "%s=%s ", services[i], address);
    }

  g_setenv ("PENTIMENTO_ENDPOINTS", endpoints->str, TRUE);
  g_setenv ("STABILITY_API_KEY", PEN_SIMULATOR_KEY, TRUE);
  g_setenv ("XDG_PICTURES_DIR", pictures, TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "disabled:", TRUE);
  /* The trash is on the disk of the home folder, so there has to be one. */
  g_mkdir_with_parents (g_get_home_dir (), 0700);

  pen_engine_fixture_open (fixture, FALSE);
}

void
pen_engine_fixture_tear_down (PenEngineFixture *fixture,
                              gconstpointer     data)
{
  if (fixture->engine != NULL)
    pen_engine_fixture_close (fixture);
  g_clear_pointer (&fixture->simulator, pen_simulator_free);
  g_clear_pointer (&fixture->ended, g_ptr_array_unref);
}

PenRequest *
pen_engine_fixture_request (PenEngineFixture *fixture,
                            const char       *model,
                            PenTask           task)
{
  g_autoptr(GError) error = NULL;
  PenModel *found = pen_engine_find_model (fixture->engine, model, &error);

  g_assert_no_error (error);

  return pen_request_new (found, task);
}

/* (transfer full): the path of a picture whose pixels are all different. */
char *
pen_engine_fixture_source (guint width,
                           guint height)
{
  g_autoptr(PenPixels) pixels = pen_pixels_new (width, height);
  guint8 *data = pen_pixels_get_data (pixels);
  char *path = g_build_filename (g_get_user_cache_dir (), "source.png", NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < width * height; i++)
    {
      data[4 * i] = (guint8) (i % 251);
      data[4 * i + 1] = (guint8) (i / width % 241);
      data[4 * i + 2] = (guint8) (i % 7 * 30);
      data[4 * i + 3] = 255;
    }

  g_mkdir_with_parents (g_get_user_cache_dir (), 0700);
  pen_picture_encode (pixels, "image/png", 90, path, &error);
  g_assert_no_error (error);

  return path;
}

GPtrArray *
pen_engine_fixture_submit (PenEngineFixture  *fixture,
                           PenRequest        *request,
                           GError           **error)
{
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;

  pen_engine_submit_async (fixture->engine, request, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);

  return pen_engine_submit_finish (fixture->engine, result, error);
}

void
pen_engine_fixture_wait (PenEngineFixture *fixture,
                         guint             n_ended)
{
  while (fixture->ended->len < n_ended)
    g_main_context_iteration (NULL, TRUE);
}

/* (transfer none): the one job of @request, ended. */
PenJob *
pen_engine_fixture_run (PenEngineFixture *fixture,
                        PenRequest       *request)
{
  g_autoptr(GPtrArray) jobs = NULL;
  g_autoptr(GError) error = NULL;
  guint n_ended = fixture->ended->len;

  jobs = pen_engine_fixture_submit (fixture, request, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 1);
  pen_engine_fixture_wait (fixture, n_ended + 1);

  return g_ptr_array_index (fixture->ended, n_ended);
}

GPtrArray *
pen_engine_fixture_gallery (PenEngineFixture *fixture,
                            const char       *text)
{
  PenPictureQuery query = { .text = text, .limit = 100 };
  GAsyncResult *place = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *pictures;

  pen_engine_list_pictures_async (fixture->engine, &query, NULL, pen_engine_fixture_store, &place);
  result = pen_engine_fixture_await (&place);
  pictures = pen_engine_list_pictures_finish (fixture->engine, result, &error);
  g_assert_no_error (error);

  return pictures;
}

guint
pen_engine_fixture_count (PenEngineFixture *fixture,
                          PenSimCount       count)
{
  return pen_simulator_get_count (fixture->simulator, "stability", count);
}
