/* test-practice-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-practice-provider"

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-effect.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-mask.h"
#include "pen-practice-provider.h"

typedef struct
{
  PenProvider *provider;        /* (owned) */
  char        *folder;          /* (owned) */
  char        *source;          /* (owned): an opaque picture of 30 × 20 */
} Fixture;

static PenPixels *
new_picture (gboolean alpha)
{
  PenPixels *pixels = pen_pixels_new (30, 20);
  guint8 *data = pen_pixels_get_data (pixels);

  for (guint i = 0; i < 30 * 20; i++, data += 4)
    {
      data[0] = (guint8) (i % 30 * 8);
      data[1] = (guint8) (i / 30 * 12);
      data[2] = 90;
      data[3] = alpha && i % 30 < 10 ? 0 : 255;
    }

  return pixels;
}

static char *
write_picture (Fixture    *fixture,
               const char *name,
               gboolean    alpha)
{
  char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr(PenPixels) pixels = new_picture (alpha);

  g_assert_true (pen_picture_encode (pixels, "image/png", 90, path, NULL));

  return path;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->provider = g_object_new (PEN_TYPE_PRACTICE_PROVIDER, NULL);
  fixture->folder = g_build_filename (g_get_user_data_dir (), "spool", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  fixture->source = write_picture (fixture, "source.png", FALSE);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->provider);
  g_free (fixture->folder);
  g_free (fixture->source);
}

static PenRequest *
new_request (Fixture    *fixture,
             const char *model,
             PenTask     task)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (fixture->provider);
  PenRequest *request = pen_request_new (pen_catalogue_find_model (catalogue, model), task);

  pen_request_set_seed (request, 5);
  if (task == PEN_TASK_IMAGE_TO_IMAGE)
    pen_request_set_source_path (request, fixture->source);

  return request;
}

static GPtrArray *
work (Fixture       *fixture,
      PenRequest    *request,
      GCancellable  *cancellable,
      GError       **error)
{
  g_autoptr(PenStep) step = pen_provider_begin (fixture->provider, request, error);

  g_assert_nonnull (step);
  g_assert_cmpint (step->kind, ==, PEN_STEP_WORK);

  return step->work (request, fixture->folder, NULL, NULL, cancellable, error);
}

static PenPixels *
run (Fixture      *fixture,
     PenRequest   *request,
     const char   *media_type,
     char        **ret_warning)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) outputs = NULL;
  PenOutput *output;
  PenPixels *pixels;
  PenPictureInfo info;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
  outputs = work (fixture, request, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outputs->len, ==, 1);

  output = outputs->pdata[0];
  g_assert_null (output->uri);
  g_assert_cmpuint (output->seed, ==, pen_request_get_seed (request));
  g_assert_cmpstr (pen_blob_get_media_type (output->blob), ==, media_type);
  if (ret_warning != NULL)
    *ret_warning = g_strdup (output->warning);

  pixels = pen_picture_decode (pen_blob_get_path (output->blob), 0, &info, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (info.media_type, ==, media_type);
  g_assert_cmpuint (info.bytes, ==, pen_blob_get_size (output->blob));
  g_assert_false (info.has_metadata);

  return pixels;
}

/* The list in the catalogue is the list in the code. */
static void
test_catalogue (Fixture       *fixture,
                gconstpointer  data)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (fixture->provider);
  PenModel *model = pen_catalogue_find_model (catalogue, "effects");
  const char * const *names = pen_effect_get_names ();
  PenParameter *parameter;

  g_assert_cmpstr (pen_provider_get_id (fixture->provider), ==, "practice");
  g_assert_cmpint (pen_catalogue_get_key_need (catalogue), ==, PEN_KEY_NONE);
  g_assert_nonnull (strstr (pen_catalogue_get_description (catalogue), "Not AI"));
  g_assert_nonnull (strstr (pen_model_get_description (model), "Not AI"));
  g_assert_nonnull (pen_catalogue_find_model (catalogue, "patterns"));

  parameter = pen_model_find_parameter (model, PEN_TASK_IMAGE_TO_IMAGE, "effect");
  g_assert_nonnull (parameter);
  g_assert_cmpstr (parameter->choices[0], ==, "prompt");
  g_assert_cmpuint (g_strv_length (parameter->choices), ==, g_strv_length ((char **) names) + 1);
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_assert_cmpstr (parameter->choices[i + 1], ==, names[i]);
      g_assert_cmpstr (parameter->choice_titles[i + 1], ==, pen_effect_get_title (names[i]));
    }
}

static void
test_from_prompt (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autofree char *warning = NULL;
  g_autoptr(PenPixels) pixels = NULL;
  const guint8 *colours;

  pen_request_set_prompt (request, "make it black and white");
  pen_request_set_strength (request, 1.0);
  pixels = run (fixture, request, "image/jpeg", &warning);
  g_assert_null (warning);
  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 30);
  g_assert_cmpuint (pen_pixels_get_height (pixels), ==, 20);
  colours = pen_pixels_get_data (pixels);
  for (gsize i = 0; i < 30 * 20 * 4; i += 4)
    g_assert_cmpint (ABS (colours[i] - colours[i + 2]), <=, 3);
}

static void
test_from_list (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(JsonNode) value = json_node_init_string (json_node_alloc (), "negative");
  g_autofree char *warning = NULL;
  g_autoptr(PenPixels) pixels = NULL;

  /* What is chosen counts more than what is said. */
  pen_request_set_prompt (request, "black and white");
  pen_request_set_parameter (request, "effect", value);
  pen_request_set_strength (request, 1.0);
  pixels = run (fixture, request, "image/jpeg", &warning);
  g_assert_null (warning);
  g_assert_cmpint (ABS (pen_pixels_get_data (pixels)[2] - (255 - 90)), <=, 6);
  g_assert_cmpint (pen_pixels_get_data (pixels)[0], >, 220);
}

static void
test_unknown_words (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autofree char *warning = NULL;
  g_autoptr(PenPixels) pixels = NULL;

  pen_request_set_prompt (request, "give her a hat");
  pixels = run (fixture, request, "image/jpeg", &warning);
  g_assert_cmpstr (warning, ==,
                   "Practice is not AI and knows only its list of effects; the prompt names none "
                   "of them, so “Oil painting” was used");
}

static void
test_transparent (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autofree char *path = write_picture (fixture, "clear.png", TRUE);
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(PenPixels) source = new_picture (TRUE);

  pen_request_set_prompt (request, "sepia");
  pen_request_set_source_path (request, path);
  pen_request_set_strength (request, 0.0);
  pixels = run (fixture, request, "image/png", NULL);
  g_assert_cmpmem (pen_pixels_get_data (pixels), 30 * 20 * 4,
                   pen_pixels_get_data (source), 30 * 20 * 4);
}

/* What the engine prepared is what counts, be it in a file or in memory. */
static void
test_prepared_source (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenPixels) other = pen_pixels_new (12, 11);
  g_autoptr(GBytes) bytes = pen_picture_encode_to_bytes (other, "image/png", 90, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "prepared.png", NULL);
  g_autoptr(PenBlob) in_memory = pen_blob_new_for_bytes (bytes, "image/png");
  g_autoptr(PenBlob) in_file = pen_blob_new_for_file (path, g_bytes_get_size (bytes), "image/png");
  g_autoptr(PenPixels) one = NULL;
  g_autoptr(PenPixels) two = NULL;

  pen_request_set_prompt (request, "warm");
  pen_request_set_source (request, in_memory);
  one = run (fixture, request, "image/png", NULL);
  g_assert_cmpuint (pen_pixels_get_width (one), ==, 12);

  g_assert_true (pen_picture_encode (other, "image/png", 90, path, NULL));
  pen_request_set_source (request, in_file);
  two = run (fixture, request, "image/png", NULL);
  g_assert_cmpuint (pen_pixels_get_height (two), ==, 11);
}

/* Black on the left, white on the right */
static PenBlob *
new_mask (void)
{
  g_autoptr(PenMask) mask = pen_mask_new (30, 20);
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < 30 * 20; i++)
    mask->data[i] = i % 30 < 15 ? 0 : 255;
  bytes = pen_mask_encode (mask, PEN_MASK_FORM_WHITE, 0, NULL);

  return pen_blob_new_for_bytes (bytes, "image/png");
}

static void
test_inpaint (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_INPAINT);
  g_autoptr(PenBlob) mask = new_mask ();
  g_autoptr(PenPixels) source = new_picture (FALSE);
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(GError) error = NULL;
  const guint8 *before = pen_pixels_get_data (source);
  const guint8 *after;

  pen_request_set_prompt (request, "negative");
  pen_request_set_strength (request, 1.0);
  pen_request_set_source_path (request, fixture->source);
  g_assert_false (pen_request_check (request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  pen_request_set_input (request, "mask", mask);
  pixels = run (fixture, request, "image/png", NULL);

  after = pen_pixels_get_data (pixels);
  for (guint y = 0; y < 20; y++)
    {
      g_assert_cmpmem (after + y * 120, 60, before + y * 120, 60);
      for (guint i = 60; i < 120; i++)
        g_assert_cmpuint (after[y * 120 + i], ==,
                          i % 4 == 3 ? 255 : 255 - before[y * 120 + i]);
    }
}

static void
test_outpaint (Fixture       *fixture,
               gconstpointer  data)
{
  const guint margins[PEN_N_SIDES] = { 4, 0, 6, 3 };
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_OUTPAINT);
  g_autoptr(PenPixels) source = new_picture (FALSE);
  g_autoptr(PenPixels) pixels = NULL;
  const guint8 *before = pen_pixels_get_data (source);
  const guint8 *after;

  pen_request_set_seed (request, 0);
  pen_request_set_source_path (request, fixture->source);
  pen_request_set_extend (request, margins);
  pixels = run (fixture, request, "image/png", NULL);
  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 40);
  g_assert_cmpuint (pen_pixels_get_height (pixels), ==, 23);

  after = pen_pixels_get_data (pixels);
  for (guint y = 0; y < 20; y++)
    g_assert_cmpmem (after + y * 160 + 16, 120, before + y * 120, 120);
  g_assert_cmpmem (after + 12, 4, before, 4);
  g_assert_cmpmem (after + 22 * 160 + 16, 120, before + 17 * 120, 120);
}

static void
test_patterns (Fixture       *fixture,
               gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "patterns", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenPixels) pixels = NULL;
  g_autoptr(PenPixels) again = NULL;

  pen_request_set_prompt (request, "hills at sunset");
  pen_request_set_size (request, 160, 96);
  pixels = run (fixture, request, "image/png", NULL);
  again = run (fixture, request, "image/png", NULL);
  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 160);
  g_assert_cmpuint (pen_pixels_get_height (pixels), ==, 96);
  g_assert_cmpmem (pen_pixels_get_data (pixels), 160 * 96 * 4,
                   pen_pixels_get_data (again), 160 * 96 * 4);
}

static void
test_default_size (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "patterns", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenPixels) pixels = NULL;

  pen_request_set_prompt (request, "geometric");
  pixels = run (fixture, request, "image/png", NULL);
  g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 1024);
  g_assert_cmpuint (pen_pixels_get_height (pixels), ==, 1024);
}

typedef struct
{
  double   last;
  gboolean went_back;
} Watch;

static void
watch_cb (double   fraction,
          gpointer user_data)
{
  Watch *watch = user_data;

  watch->went_back |= fraction < watch->last;
  watch->last = fraction;
}

/* Several in one go, each with its own seed. */
static void
test_count (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "patterns", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GPtrArray) outputs = NULL;
  g_autoptr(GError) error = NULL;
  Watch watch = { 0.0, FALSE };

  pen_request_set_prompt (request, "stars");
  pen_request_set_size (request, 64, 64);
  pen_request_set_count (request, 3);
  step = pen_provider_resume (fixture->provider, request, NULL, &error);
  g_assert_no_error (error);
  outputs = step->work (request, fixture->folder, watch_cb, &watch, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (outputs->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      PenOutput *output = outputs->pdata[i];
      PenOutput *other = outputs->pdata[(i + 1) % 3];
      g_autoptr(GBytes) one = pen_blob_load (output->blob, G_MAXSIZE, NULL);
      g_autoptr(GBytes) two = pen_blob_load (other->blob, G_MAXSIZE, NULL);

      g_assert_cmpuint (output->seed, ==, 5 + i);
      g_assert_false (g_bytes_equal (one, two));
    }
  g_assert_false (watch.went_back);
  g_assert_cmpfloat (watch.last, >, 0.98);
}

static void
test_cancelled (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(PenRequest) edit = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) draw = new_request (fixture, "patterns", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (work (fixture, edit, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (work (fixture, draw, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_bad_source (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(PenRequest) request = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->source, "no picture", -1, NULL));
  g_assert_null (work (fixture, request, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_PICTURE);
  g_clear_error (&error);

  pen_request_set_source_path (request, NULL);
  g_assert_null (work (fixture, request, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_cmpstr (error->message, ==, "Choose a picture to change first");
}

static void
test_no_room (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr(PenRequest) edit = new_request (fixture, "effects", PEN_TASK_IMAGE_TO_IMAGE);
  g_autoptr(PenRequest) draw = new_request (fixture, "patterns", PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(GBytes) bytes = g_bytes_new_static ("x", 1);
  g_autoptr(PenBlob) in_memory = pen_blob_new_for_bytes (bytes, "image/png");
  g_autoptr(GError) error = NULL;

  g_free (fixture->folder);
  fixture->folder = g_strdup ("/dev/null/folder");
  pen_request_set_size (draw, 64, 64);
  g_assert_null (work (fixture, draw, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_null (work (fixture, edit, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
  g_clear_error (&error);
  pen_request_set_source (edit, in_memory);
  g_assert_null (work (fixture, edit, NULL, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_STORAGE);
}

/* A user's file may add a model that asks for too much. */
static void
test_other_task (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char text[] =
    "{\"id\": \"big\", \"title\": \"Big\", \"tasks\": {\"upscale\": {}}}";
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenModel) model = NULL;
  g_autoptr(PenRequest) request = NULL;

  model = pen_model_new_from_json ("practice", json_node_get_object (node), &error);
  g_assert_no_error (error);
  request = pen_request_new (model, PEN_TASK_UPSCALE);
  g_assert_null (pen_provider_begin (fixture->provider, request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_cmpstr (error->message, ==,
                   "Practice can only draw patterns, apply effects and mirror edges");
}

#define ADD(path, func) \
  g_test_add ("/practice/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("catalogue", test_catalogue);
  ADD ("effects/from-prompt", test_from_prompt);
  ADD ("effects/from-list", test_from_list);
  ADD ("effects/unknown-words", test_unknown_words);
  ADD ("effects/transparent", test_transparent);
  ADD ("effects/prepared-source", test_prepared_source);
  ADD ("effects/inpaint", test_inpaint);
  ADD ("effects/outpaint", test_outpaint);
  ADD ("patterns/size", test_patterns);
  ADD ("patterns/default-size", test_default_size);
  ADD ("patterns/count", test_count);
  ADD ("cancelled", test_cancelled);
  ADD ("bad-source", test_bad_source);
  ADD ("no-room", test_no_room);
  ADD ("other-task", test_other_task);

  return g_test_run ();
}
