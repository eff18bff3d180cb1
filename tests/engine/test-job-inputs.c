/* test-job-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-job-inputs"

#include "config.h"

#include <string.h>

#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-job-inputs.h"
#include "pen-test-files.h"

#define WIDTH  200
#define HEIGHT 120

#define ROLES(mask, extend) \
  "\"roles\": {\"source\": {\"field\": \"s\"}, " mask extend \
  "\"references\": {\"field\": \"r[]\", \"max\": 9}, " \
  "\"control\": {\"kinds\": {\"canny\": \"c\", \"depth\": \"d\"}, \"max\": 3}}"

#define SIZE_ROLES \
  "\"width\": {\"field\": \"w\"}, \"height\": {\"field\": \"h\"}, "

static PenRequest *
new_request (const char *roles,
             const char *limits)
{
  g_autofree char *text =
    g_strdup_printf ("{\"id\": \"m\", \"title\": \"M\", \"tasks\": {\"inpaint\": {"
                     "\"endpoint\": \"e\", \"path\": \"/p\", \"body\": \"json\", "
                     "%s, \"limits\": {%s}}}}", roles, limits);
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenModel) model = NULL;

  g_assert_nonnull (node);
  model = pen_model_new_from_json ("test", json_node_get_object (node), &error);
  g_assert_no_error (error);

  return pen_request_new (model, PEN_TASK_INPAINT);
}

static char *
write_picture (const char *name,
               guint       width,
               guint       height)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) pixels = pen_test_pixels (width, height, FALSE);
  char *path = g_build_filename (folder, name, NULL);

  g_assert_true (pen_picture_encode (pixels, "image/png", 90, path, NULL));

  return path;
}

/* The left half is marked. */
static char *
write_mask (void)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(PenPixels) pixels = pen_pixels_new (WIDTH, HEIGHT);
  char *path = g_build_filename (folder, "mask.png", NULL);

  for (guint i = 0; i < WIDTH * HEIGHT; i++)
    memset (pen_pixels_get_data (pixels) + i * 4, i % WIDTH < WIDTH / 2 ? 255 : 0, 4);
  g_assert_true (pen_picture_encode (pixels, "image/png", 90, path, NULL));

  return path;
}

static PenJobInputs *
prepare (PenRequest *request)
{
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GError) error = NULL;
  PenJobInputs *inputs = pen_job_inputs_new (request, folder, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (inputs);
  pen_job_inputs_apply (inputs, request);

  return inputs;
}

static PenPixels *
decode (PenRequest *request,
        const char *slot)
{
  PenBlob *blob = pen_request_get_input (request, slot);
  g_autofree char *folder = pen_test_folder ();
  g_autofree char *path = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;
  PenPixels *pixels;

  g_assert_nonnull (blob);
  bytes = pen_blob_load (blob, G_MAXINT, &error);
  g_assert_no_error (error);
  path = pen_test_write (folder, "blob", bytes);
  pixels = pen_picture_decode (path, 0, NULL, NULL, &error);
  g_assert_no_error (error);

  return pixels;
}

/* All of them, in order, each as the model takes it. */
static void
test_slots (void)
{
  g_autoptr(PenRequest) request =
    new_request (ROLES ("\"mask\": {\"field\": \"m\", \"polarity\": \"white\"}, ", ""),
                 "\"side-max\": 100, \"formats\": [\"image/png\"]");
  g_autofree char *source = write_picture ("source.png", WIDTH, HEIGHT);
  g_autofree char *one = write_picture ("one.png", 50, 80);
  g_autofree char *two = write_picture ("two.png", 300, 30);
  g_autofree char *mask = write_mask ();
  g_autoptr(PenJobInputs) inputs = NULL;
  g_auto(GStrv) slots = NULL;
  g_autofree char *all = NULL;
  const guint sizes[][2] = { { 100, 60 }, { 100, 60 }, { 50, 80 }, { 100, 10 }, { 100, 10 } };
  guint width, height;

  g_assert_false (pen_job_inputs_are_needed (request));
  pen_request_add_control (request, "depth", two, -1);
  g_assert_true (pen_job_inputs_are_needed (request));
  pen_request_set_source_path (request, source);
  pen_request_set_mask_path (request, mask);
  pen_request_add_reference (request, one);
  pen_request_add_reference (request, two);
  inputs = prepare (request);

  slots = pen_request_get_slots (request);
  all = g_strjoinv (" ", slots);
  g_assert_cmpstr (all, ==, "source mask reference-0 reference-1 control-0");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr(PenPixels) pixels = decode (request, slots[i]);

      g_assert_cmpuint (pen_pixels_get_width (pixels), ==, sizes[i][0]);
      g_assert_cmpuint (pen_pixels_get_height (pixels), ==, sizes[i][1]);
    }
  pen_request_get_source_size (request, &width, &height);
  g_assert_cmpuint (width, ==, 100);
  g_assert_cmpuint (height, ==, 60);
}

/* The mask lies over the source as it is sent, bars and all, in the way that was asked for. */
static void
test_mask (void)
{
  static const struct
  {
    const char *polarity;
    guint8      changed;   /* red */
    guint8      alpha;     /* of what changes */
  } forms[] = {
    { "white", 255, 255 }, { "black", 0, 255 }, { "alpha", 255, 0 }, { "two-way", 255, 0 },
  };
  g_autofree char *source = write_picture ("source.png", WIDTH, HEIGHT);
  g_autofree char *mask = write_mask ();

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *role = g_strdup_printf ("\"mask\": {\"field\": \"m\", \"polarity\": "
                                               "\"%s\"}", forms[i].polarity);
      g_autofree char *roles = g_strdup_printf ("\"roles\": {\"source\": {\"field\": \"s\"}, %s}",
                                                role);
      g_autoptr(PenRequest) request = new_request (roles, "\"aspect-max\": 1.0");
      g_autoptr(PenJobInputs) inputs = NULL;
      g_autoptr(PenPixels) sent = NULL;
      g_autoptr(PenPixels) pixels = NULL;
      guint8 c = forms[i].changed;
      guint8 k = 255 - forms[i].changed;

      pen_request_set_source_path (request, source);
      pen_request_set_mask_path (request, mask);
      pen_request_set_mask_grow (request, 10);
      pen_request_set_mask_feather (request, 10);
      inputs = prepare (request);
      sent = decode (request, "source");
      pixels = decode (request, "mask");
      g_assert_cmpuint (pen_pixels_get_width (sent), ==, 200);
      g_assert_cmpuint (pen_pixels_get_height (sent), ==, 200);
      g_assert_cmpuint (pen_pixels_get_width (pixels), ==, 200);
      g_assert_cmpuint (pen_pixels_get_height (pixels), ==, 200);

      /* Grown, and not softened: that is done when the result is back. */
      pen_test_assert_pixel (pixels, 0, 100, c, c, c, forms[i].alpha, 0);
      pen_test_assert_pixel (pixels, 109, 40, c, c, c, forms[i].alpha, 0);
      pen_test_assert_pixel (pixels, 110, 100, k, k, k, 255, 0);
      pen_test_assert_pixel (pixels, 50, 39, k, k, k, 255, 0);
      pen_test_assert_pixel (pixels, 50, 160, k, k, k, 255, 0);
    }
}

/* What a whole message may have is shared among its pictures. */
static void
test_room (void)
{
  g_autoptr(PenRequest) request = new_request (ROLES ("", ""), "\"request-bytes\": 200000");
  g_autofree char *noise = NULL;
  g_autoptr(PenPixels) pixels = pen_pixels_new (600, 600);
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GRand) rand = g_rand_new_with_seed (4);
  g_autoptr(PenJobInputs) inputs = NULL;
  g_auto(GStrv) slots = NULL;
  guint64 sum = 0;

  for (guint i = 0; i < 600 * 600 * 4; i++)
    pen_pixels_get_data (pixels)[i] =
      (guint8) (i % 4 == 3 ? 255 : (guint) g_rand_int_range (rand, 0, 256));
  noise = g_build_filename (folder, "noise.png", NULL);
  g_assert_true (pen_picture_encode (pixels, "image/png", 90, noise, NULL));
  pen_request_set_source_path (request, noise);
  pen_request_add_reference (request, noise);
  pen_request_add_control (request, "canny", noise, -1);
  inputs = prepare (request);

  slots = pen_request_get_slots (request);
  for (guint i = 0; slots[i] != NULL; i++)
    sum += pen_blob_get_size (pen_request_get_input (request, slots[i]));
  g_assert_cmpuint (sum / 3 * 4, <, 200000);
  g_assert_cmpuint (sum, >, 20000);
}

/* What all pictures together may have is shared among them and what is made of them. */
static void
test_all_pixels (void)
{
  static const struct { guint references; guint wide, high; guint each; } cases[] = {
    { 0, 0, 0, 20000 },
    { 1, 0, 0, 13333 },
    { 3, 0, 0, 8000 },
    { 1, 100, 200, 10000 },
    { 0, 300, 200, 20000 },
  };
  g_autofree char *path = write_picture ("source.png", WIDTH, HEIGHT);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenRequest) request = new_request (ROLES ("", SIZE_ROLES),
                                                   "\"pixels-all\": 40000");
      g_autoptr(PenJobInputs) inputs = NULL;
      g_auto(GStrv) slots = NULL;

      pen_request_set_source_path (request, path);
      for (guint j = 0; j < cases[i].references; j++)
        pen_request_add_reference (request, path);
      pen_request_set_size (request, cases[i].wide, cases[i].high);
      inputs = prepare (request);

      slots = pen_request_get_slots (request);
      g_assert_cmpuint (g_strv_length (slots), ==, 1 + cases[i].references);
      for (guint j = 0; slots[j] != NULL; j++)
        {
          g_autoptr(PenPixels) pixels = decode (request, slots[j]);
          guint area = pen_pixels_get_width (pixels) * pen_pixels_get_height (pixels);

          g_assert_cmpuint (area, <=, cases[i].each);
          g_assert_cmpuint (area, >=, cases[i].each * 9 / 10);
        }
    }
}

/* A model that follows other pictures only is not sent a source. */
static void
test_no_source_role (void)
{
  g_autoptr(PenRequest) request =
    new_request ("\"roles\": {\"control\": {\"kinds\": {\"canny\": \"c\"}}}", "");
  g_autofree char *source = write_picture ("source.png", WIDTH, HEIGHT);
  g_autoptr(PenJobInputs) inputs = NULL;
  g_auto(GStrv) slots = NULL;

  pen_request_set_source_path (request, source);
  pen_request_add_control (request, "canny", source, -1);
  inputs = prepare (request);
  slots = pen_request_get_slots (request);
  g_assert_cmpuint (g_strv_length (slots), ==, 1);
  g_assert_cmpstr (slots[0], ==, "control-0");
}

/* Margins are counted in pixels of what is sent, in the model's steps. */
static void
test_margins (void)
{
  const guint margins[PEN_N_SIDES] = { 40, 0, 17, 300 };
  g_autoptr(PenRequest) request =
    new_request ("\"roles\": {\"source\": {\"field\": \"s\"}, \"extend\": {\"by\": \"fields\", "
                 "\"left\": \"l\", \"top\": \"t\", \"right\": \"r\", \"bottom\": \"b\", "
                 "\"multiple\": 8, \"max\": 100}}", "\"side-max\": 100");
  g_autofree char *source = write_picture ("source.png", WIDTH, HEIGHT);
  g_autoptr(PenJobInputs) inputs = NULL;
  const PenPlacement *placement;
  const guint *sent;

  pen_request_set_source_path (request, source);
  pen_request_set_extend (request, margins);
  inputs = prepare (request);
  sent = pen_request_get_extend (request);
  g_assert_cmpuint (sent[0], ==, 24);
  g_assert_cmpuint (sent[1], ==, 0);
  g_assert_cmpuint (sent[2], ==, 16);
  g_assert_cmpuint (sent[3], ==, 96);

  /* What comes back is larger than what was asked for on the left and on the right, and not
   * large enough below. */
  placement = pen_job_inputs_get_placement (inputs);
  g_assert_cmpuint (placement->frame_width, ==, 140);
  g_assert_cmpuint (placement->frame_height, ==, 156);
  g_assert_cmpint (placement->x, ==, 4);
  g_assert_cmpint (placement->y, ==, 0);
  g_assert_cmpuint (placement->width, ==, 129);
  g_assert_cmpuint (placement->height, ==, 210);
}

/* The canvas is made here: its border is marked, and some of the old picture. */
static void
test_canvas (void)
{
  const guint margins[PEN_N_SIDES] = { 56, 0, 0, 8 };
  g_autoptr(PenRequest) request =
    new_request (ROLES ("\"mask\": {\"field\": \"m\", \"polarity\": \"white\"}, ",
                        "\"extend\": {\"by\": \"canvas\"}, "), "");
  g_autofree char *source = write_picture ("source.png", WIDTH, HEIGHT);
  g_autoptr(PenJobInputs) inputs = NULL;
  g_autoptr(PenPixels) mask = NULL;
  g_autoptr(PenPixels) canvas = NULL;

  pen_request_set_source_path (request, source);
  pen_request_set_extend (request, margins);
  inputs = prepare (request);
  canvas = decode (request, "source");
  mask = decode (request, "mask");
  g_assert_cmpuint (pen_pixels_get_width (canvas), ==, 256);
  g_assert_cmpuint (pen_pixels_get_height (canvas), ==, 128);
  g_assert_cmpuint (pen_pixels_get_width (mask), ==, 256);
  g_assert_cmpuint (pen_pixels_get_height (mask), ==, 128);
  pen_test_assert_pixel (mask, 56 + 15, 50, 255, 255, 255, 255, 0);
  pen_test_assert_pixel (mask, 56 + 16, 50, 0, 0, 0, 255, 0);
  pen_test_assert_pixel (mask, 255, 104, 255, 255, 255, 255, 0);
  pen_test_assert_pixel (mask, 255, 103, 0, 0, 0, 255, 0);
}

static void
test_too_wide (void)
{
  const guint margins[PEN_N_SIDES] = { 20000, 20000, 0, 0 };
  g_autofree char *source = write_picture ("source.png", WIDTH, HEIGHT);
  g_autofree char *folder = pen_test_folder ();

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *extend = g_strdup_printf ("\"extend\": {\"by\": \"%s\"}",
                                                 i == 0 ? "canvas" : "provider");
      g_autofree char *roles = g_strdup_printf ("\"roles\": {\"source\": {\"field\": \"s\"}, "
                                                "\"mask\": {\"polarity\": \"white\"}, %s}", extend);
      g_autoptr(PenRequest) request = new_request (roles, "");
      g_autoptr(GError) error = NULL;

      pen_request_set_source_path (request, source);
      pen_request_set_extend (request, margins);
      g_assert_null (pen_job_inputs_new (request, folder, NULL, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_TOO_LARGE);
    }
}

static void
store_result_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_async (void)
{
  g_autoptr(PenRequest) request = new_request (ROLES ("", ""), "");
  g_autofree char *source = write_picture ("source.png", WIDTH, HEIGHT);
  g_autofree char *folder = pen_test_folder ();
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();

  pen_request_set_source_path (request, source);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(PenJobInputs) inputs = NULL;
      g_autoptr(GError) error = NULL;

      pen_job_inputs_new_async (request, folder, cancellable, store_result_cb, &result);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);
      inputs = pen_job_inputs_new_finish (result, &error);
      if (i == 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_cancellable_cancel (cancellable);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/job-inputs/slots", test_slots);
  g_test_add_func ("/job-inputs/mask", test_mask);
  g_test_add_func ("/job-inputs/room", test_room);
  g_test_add_func ("/job-inputs/all-pixels", test_all_pixels);
  g_test_add_func ("/job-inputs/no-source-role", test_no_source_role);
  g_test_add_func ("/job-inputs/margins", test_margins);
  g_test_add_func ("/job-inputs/canvas", test_canvas);
  g_test_add_func ("/job-inputs/too-wide", test_too_wide);
  g_test_add_func ("/job-inputs/async", test_async);

  return g_test_run ();
}
