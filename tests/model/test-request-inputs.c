/* test-request-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-request-inputs"

#include "config.h"

#include "pen-body-writer.h"
#include "pen-error.h"
#include "pen-test-catalogue.h"

/* A provider whose models take more pictures than one. */
static const char catalogue_text[] =
  "{'id': 'test', 'title': 'Test', 'endpoints': {'test': 'https://api.example.com'},"
  " 'key-hosts': ['.example.com'],"
  " 'models': [{'id': 'all', 'title': 'All', 'tasks': {"
  "  'inpaint': {'endpoint': 'test', 'path': '/inpaint', 'body': 'json', 'roles': {"
  "    'prompt': {'field': 'prompt'},"
  "    'source': {'field': 'images[]', 'prefix': 'data:{type};base64,'},"
  "    'mask': {'field': 'mask', 'polarity': 'alpha', 'required': true, 'bytes': 4000000},"
  "    'references': {'field': 'images[]', 'max': 2, 'prefix': 'data:{type};base64,'},"
  "    'control': {'kinds': {'canny': 'edges', 'depth': 'depth', 'pose': ''}, 'max': 2,"
  "      'weight': {'field': 'control_scale', 'min': 0, 'max': 2}},"
  "    'seed': {'field': 'seed', 'text': true},"
  "    'strength': {'field': 'pull', 'values': ['HIGH', 'MID', 'LOW']},"
  "    'width': {'field': 'size', 'min': 16, 'max': 4096, 'multiple': 16},"
  "    'height': {'field': 'size', 'min': 16, 'max': 4096, 'multiple': 16}},"
  "   'sizes': {'pixels-min': 65536, 'pixels-max': 4194304, 'side-max': 3840,"
  "     'aspect-min': 0.33, 'aspect-max': 3}},"
  "  'outpaint': {'endpoint': 'test', 'path': '/outpaint', 'body': 'form', 'roles': {"
  "    'source': {'field': 'image'},"
  "    'extend': {'left': 'left', 'top': 'up', 'right': 'right', 'max': 2000, 'multiple': 8}}},"
  "  'style': {'endpoint': 'test', 'path': '/style', 'body': 'json', 'roles': {"
  "    'source': {'field': 'input_image'},"
  "    'references': {'field': 'input_image_{n}', 'from': 2, 'min': 1}}},"
  "  'control': {'endpoint': 'test', 'path': '/control', 'body': 'json', 'roles': {"
  "    'control': {'kinds': {'canny': 'control_image'}, 'max': 1, 'required': true}}},"
  "  'search-replace': {'endpoint': 'test', 'path': '/search', 'body': 'form', 'roles': {"
  "    'source': {'field': 'image'},"
  "    'search': {'field': 'search_prompt', 'max': 10, 'required': true}}}}}]}";

static PenRequest *
request_new (PenTask task)
{
  g_autoptr(GBytes) bytes = pen_test_json_bytes (catalogue_text);
  g_autoptr(GError) error = NULL;
  g_autoptr(PenCatalogue) catalogue = pen_catalogue_new_from_bytes (bytes, &error);
  PenRequest *request;

  g_assert_no_error (error);
  g_assert_cmpstr (pen_catalogue_get_key_hosts (catalogue)[0], ==, ".example.com");
  request = pen_test_request_new (catalogue, "all", task);
  if (task != PEN_TASK_CONTROL)
    pen_request_set_source_path (request, "/source.png");

  return request;
}

static void
put (PenRequest *request,
     const char *slot)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static ("picture", 7);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, "image/png");

  pen_request_set_input (request, slot, blob);
}

static void
assert_refused (PenRequest *request,
                const char *sentence)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (pen_request_check (request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
assert_accepted (PenRequest *request)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
}

static void
extend (PenRequest *request,
        guint       left,
        guint       top,
        guint       right,
        guint       bottom)
{
  const guint margins[] = { left, top, right, bottom };

  pen_request_set_extend (request, margins);
}

static void
test_mask (void)
{
  g_autoptr(PenRequest) inpaint = request_new (PEN_TASK_INPAINT);
  g_autoptr(PenRequest) outpaint = request_new (PEN_TASK_OUTPAINT);
  PenField *field = pen_request_get_spec (inpaint)->fields[PEN_ROLE_MASK];

  g_assert_cmpint (field->polarity, ==, PEN_POLARITY_ALPHA);
  g_assert_cmpuint (field->max_bytes, ==, 4000000);
  assert_refused (inpaint, "Mark in a mask what is to change");
  pen_request_set_mask_path (inpaint, "/mask.png");
  assert_accepted (inpaint);

  pen_request_set_mask_path (outpaint, "/mask.png");
  assert_refused (outpaint, "All takes no mask for “Extend the Picture”");
}

static void
test_frame (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_OUTPAINT);
  g_autoptr(PenRequest) inpaint = request_new (PEN_TASK_INPAINT);

  g_assert_false (pen_request_has_extend (request));
  assert_refused (request, "Say by how many pixels the frame is to be pulled wider");
  extend (request, 0, 0, 2001, 0);
  assert_refused (request,
                  "The frame can be pulled wider by at most 2000 pixels at each side");
  extend (request, 0, 0, 0, 8);
  assert_refused (request, "All cannot pull the frame wider at this side");
  extend (request, 3, 0, 2000, 0);
  assert_accepted (request);

  pen_request_set_mask_path (inpaint, "/mask.png");
  extend (inpaint, 1, 0, 0, 0);
  assert_refused (inpaint, "All cannot pull the frame wider for “Repaint a Part”");
}

static void
test_references (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_INPAINT);
  g_autoptr(PenRequest) style = request_new (PEN_TASK_STYLE);
  g_autoptr(PenRequest) outpaint = request_new (PEN_TASK_OUTPAINT);

  pen_request_set_mask_path (request, "/mask.png");
  for (guint i = 0; i < 3; i++)
    pen_request_add_reference (request, "/reference.png");
  assert_refused (request, "All takes at most 2 reference pictures");

  assert_refused (style, "All needs 1 reference picture");
  pen_request_add_reference (style, "/reference.png");
  assert_accepted (style);

  extend (outpaint, 8, 0, 0, 0);
  pen_request_add_reference (outpaint, "/reference.png");
  assert_refused (outpaint, "All takes no reference pictures for “Extend the Picture”");
}

static void
test_controls (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_INPAINT);
  g_autoptr(PenRequest) other = request_new (PEN_TASK_INPAINT);
  g_autoptr(PenRequest) control = request_new (PEN_TASK_CONTROL);
  g_autoptr(PenRequest) twice = request_new (PEN_TASK_INPAINT);
  g_autoptr(PenRequest) placed = request_new (PEN_TASK_INPAINT);

  pen_request_set_mask_path (request, "/mask.png");
  pen_request_set_mask_path (other, "/mask.png");
  pen_request_set_mask_path (twice, "/mask.png");
  pen_request_set_mask_path (placed, "/mask.png");
  pen_request_add_control (request, "sketch", "/c.png", -1);
  assert_refused (request, "The control cannot be “sketch”, only one of: canny, depth, pose");

  pen_request_add_control (other, "canny", "/c.png", 2.5);
  assert_refused (other, "The weight of a control must be from 0 to 2");

  /* One field takes one picture; where the provider places them, there may be more. */
  pen_request_add_control (twice, "depth", "/c.png", -1);
  pen_request_add_control (twice, "depth", "/d.png", -1);
  assert_refused (twice, "All takes only one control picture of the kind “depth”");
  pen_request_add_control (placed, "pose", "/c.png", -1);
  pen_request_add_control (placed, "pose", "/d.png", -1);
  g_assert_true (pen_request_check (placed, NULL));

  assert_refused (control, "Choose a picture that leads the composition");
  pen_request_add_control (control, "canny", "/c.png", 0.5);
  assert_refused (control, "All has no weight for controls");
}

static void
test_search (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_SEARCH_REPLACE);
  g_autoptr(PenRequest) outpaint = request_new (PEN_TASK_OUTPAINT);

  assert_refused (request, "Say what is to be found in the picture");
  pen_request_set_search (request, "a very long thing");
  assert_refused (request,
                  "What is to be found has 17 characters, and this model takes at most 10");
  pen_request_set_search (request, "a dog");
  assert_accepted (request);

  extend (outpaint, 8, 0, 0, 0);
  pen_request_set_search (outpaint, "a dog");
  assert_refused (outpaint, "All does not look for a thing by its name for “Extend the Picture”");
}

static void
test_sizes (void)
{
  static const struct
  {
    guint       width;
    guint       height;
    const char *sentence;
  } sizes[] = {
    { 128, 128, "128 × 128 is too small: this model makes at least 0.07 megapixels" },
    { 2560, 2560, "2560 × 2560 is too large: this model makes at most 4.19 megapixels" },
    { 3904, 512, "3904 × 512 is too large: a side has at most 3840 pixels" },
    { 2048, 512, "2048 × 512 is too narrow for this model" },
    { 512, 2048, "512 × 2048 is too narrow for this model" },
    /* What counts is what is sent, in steps of 16. */
    { 279, 236, "272 × 240 is too small: this model makes at least 0.07 megapixels" },
    { 2072, 2024, "2080 × 2032 is too large: this model makes at most 4.19 megapixels" },
    { 439, 1330, "432 × 1328 is too narrow for this model" },
  };
  g_autoptr(PenRequest) request = request_new (PEN_TASK_INPAINT);

  pen_request_set_mask_path (request, "/mask.png");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      pen_request_set_size (request, sizes[i].width, sizes[i].height);
      assert_refused (request, sizes[i].sentence);
    }

  pen_request_set_size (request, 1024, 768);
  assert_accepted (request);
}

/* A request comes back from the database as it was. */
static void
test_json (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_INPAINT);
  g_autoptr(PenRequest) copy = NULL;
  g_autoptr(PenRequest) back = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(JsonNode) again = NULL;
  g_autoptr(GError) error = NULL;
  PenControl *control;

  pen_request_set_mask_path (request, "/m\xff.png");
  pen_request_set_mask_grow (request, 3);
  pen_request_set_mask_feather (request, 7);
  pen_request_add_reference (request, "/a.png");
  pen_request_add_reference (request, "/b\xff.png");
  pen_request_add_control (request, "pose", "/c.png", 1.5);
  pen_request_add_control (request, "depth", "/d.png", -1);
  pen_request_set_search (request, "a dog");
  pen_request_set_token (request, "0f0f0f0f-0000-4000-8000-000000000000");
  extend (request, 1, 2, 3, 4);

  copy = pen_request_copy (request);
  node = pen_request_to_json (copy);
  back = pen_request_new_from_json (pen_request_get_model (request), node, &error);
  g_assert_no_error (error);
  again = pen_request_to_json (back);
  g_assert_true (json_node_equal (node, again));

  g_assert_cmpstr (pen_request_get_mask_path (back), ==, "/m\xff.png");
  g_assert_cmpuint (pen_request_get_mask_grow (back), ==, 3);
  g_assert_cmpuint (pen_request_get_mask_feather (back), ==, 7);
  g_assert_cmpuint (pen_request_get_references (back)->len, ==, 2);
  g_assert_cmpstr (pen_request_get_references (back)->pdata[1], ==, "/b\xff.png");
  control = pen_request_get_controls (back)->pdata[0];
  g_assert_cmpstr (control->kind, ==, "pose");
  g_assert_cmpfloat (control->weight, ==, 1.5);
  control = pen_request_get_controls (back)->pdata[1];
  g_assert_cmpfloat (control->weight, <, 0);
  g_assert_cmpuint (pen_request_get_extend (back)[3], ==, 4);
  g_assert_cmpstr (pen_request_get_search (back), ==, "a dog");
  g_assert_cmpstr (pen_request_get_token (back), ==, "0f0f0f0f-0000-4000-8000-000000000000");
}

static void
assert_json (PenRequest *request,
             GHashTable *addresses,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PenBody) body = pen_body_writer_write_with (request, addresses, &error);
  g_autoptr(JsonNode) node = pen_test_json_node (expected);

  g_assert_no_error (error);
  g_assert_true (json_node_equal (pen_body_get_root (body), node));
}

static void
test_write (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_INPAINT);
  g_autoptr(GHashTable) addresses = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto(GStrv) slots = NULL;
  g_autofree char *all = NULL;

  put (request, "control-1");
  put (request, "mask");
  put (request, "reference-0");
  put (request, "source");
  put (request, "reference-1");
  put (request, "control-0");
  slots = pen_request_get_slots (request);
  all = g_strjoinv (" ", slots);
  g_assert_cmpstr (all, ==, "source mask reference-0 reference-1 control-0 control-1");

  pen_request_add_control (request, "depth", "/c.png", 0.25);
  pen_request_add_control (request, "pose", "/d.png", -1);
  pen_request_set_prompt (request, "a");
  pen_request_set_seed (request, 5);
  pen_request_set_size (request, 1000, 500);
  pen_request_set_strength (request, 0.5);
  for (guint i = 0; slots[i] != NULL; i++)
    g_hash_table_insert (addresses, slots[i], slots[i]);
  assert_json (request, addresses,
               "{'prompt': 'a', 'images': ['source', 'reference-0', 'reference-1'],"
               " 'mask': 'mask', 'depth': 'control-0', 'control_scale': 0.25, 'seed': '5',"
               " 'pull': 'MID', 'size': '1008x496'}");

  pen_request_set_strength (request, 0);
  pen_request_set_size (request, 0, 0);
  assert_json (request, addresses,
               "{'prompt': 'a', 'images': ['source', 'reference-0', 'reference-1'],"
               " 'mask': 'mask', 'depth': 'control-0', 'control_scale': 0.25, 'seed': '5',"
               " 'pull': 'HIGH'}");
}

static void
test_write_numbered (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_STYLE);
  g_autoptr(GHashTable) addresses = g_hash_table_new (g_str_hash, g_str_equal);

  put (request, "source");
  put (request, "reference-0");
  put (request, "reference-1");
  g_hash_table_insert (addresses, (gpointer) "source", (gpointer) "s");
  g_hash_table_insert (addresses, (gpointer) "reference-0", (gpointer) "a");
  g_hash_table_insert (addresses, (gpointer) "reference-1", (gpointer) "b");
  assert_json (request, addresses,
               "{'input_image': 's', 'input_image_2': 'a', 'input_image_3': 'b'}");
}

/* In the service's steps, one at least, and none where nothing is asked for. */
static void
test_write_frame (void)
{
  g_autoptr(PenRequest) request = request_new (PEN_TASK_OUTPAINT);
  g_autoptr(PenBody) body = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *parts;

  put (request, "source");
  extend (request, 2, 0, 13, 0);
  body = pen_body_writer_write (request, &error);
  g_assert_no_error (error);
  parts = pen_body_get_parts (body);
  g_assert_cmpuint (parts->len, ==, 3);
  g_assert_cmpstr (((PenBodyPart *) parts->pdata[1])->name, ==, "left");
  g_assert_cmpstr (((PenBodyPart *) parts->pdata[1])->text, ==, "8");
  g_assert_cmpstr (((PenBodyPart *) parts->pdata[2])->text, ==, "16");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/request-inputs/mask", test_mask);
  g_test_add_func ("/request-inputs/frame", test_frame);
  g_test_add_func ("/request-inputs/references", test_references);
  g_test_add_func ("/request-inputs/controls", test_controls);
  g_test_add_func ("/request-inputs/search", test_search);
  g_test_add_func ("/request-inputs/sizes", test_sizes);
  g_test_add_func ("/request-inputs/json", test_json);
  g_test_add_func ("/request-inputs/write", test_write);
  g_test_add_func ("/request-inputs/write-numbered", test_write_numbered);
  g_test_add_func ("/request-inputs/write-frame", test_write_frame);

  return g_test_run ();
}
