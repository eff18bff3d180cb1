/* test-schema-tasks.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-schema-tasks"

#include "config.h"

#include "pen-error.h"
#include "pen-test-schema.h"

#define PROMPT "'prompt': {'type': 'string'}"
#define IMAGE "'image': {'type': 'string', 'format': 'uri'}"
#define MASK "'mask': {'type': 'string', 'format': 'uri', 'description': 'White is repainted'}"
#define FACE "'face_image': {'type': 'string', 'format': 'uri'}"

static const struct
{
  const char *id;
  const char *required;
  const char *fields;
  const char *tasks;
} cases[] = {
  { "a/flux-schnell", NULL, PROMPT, "text-to-image" },
  { "a/flux-dev", "'prompt'", PROMPT ", " IMAGE, "text-to-image image-to-image" },
  { "a/kontext", "'prompt', 'image'", PROMPT ", " IMAGE, "image-to-image" },
  { "a/sdxl", NULL, PROMPT ", " IMAGE ", " MASK, "text-to-image inpaint image-to-image" },
  { "a/fill", "'image', 'mask'", PROMPT ", " IMAGE ", " MASK, "inpaint" },
  { "a/cleaner", "'image', 'mask'", IMAGE ", " MASK, "erase" },
  { "a/ideogram", "'prompt'", PROMPT ", " MASK ", 'image': {'type': 'string', 'format': 'uri',"
    " 'description': 'A file for inpainting'}", "text-to-image inpaint" },
  { "a/real-esrgan", "'image'", IMAGE, "upscale" },
  { "a/clarity-upscaler", NULL, PROMPT ", " IMAGE ", " MASK, "upscale" },
  { "a/aura-sr", "'image'", IMAGE, "upscale" },
  { "a/remove-bg", NULL, IMAGE, "remove-background" },
  { "a/background/remove", NULL, IMAGE, "remove-background" },
  { "a/birefnet/v2", NULL, IMAGE, "remove-background" },
  { "a/background/replace", NULL, PROMPT ", " IMAGE, "replace-background" },
  { "a/instant-id", "'image'", PROMPT ", " IMAGE, "face" },
  { "a/some-model", NULL, PROMPT ", " FACE, "face" },
  { "a/flux-redux", "'image'", IMAGE, "variations" },
  { "a/sdxl-controlnet", NULL, PROMPT ", " IMAGE, "control" },
  { "a/outpainter", "'image'", PROMPT ", " IMAGE, "outpaint" },
  { "a/object-removal", "'image'", PROMPT ", " IMAGE, "erase" },
  { "a/filter", NULL, IMAGE, "image-to-image" },
};

static void
test_tasks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) entry = pen_test_schema_entry (cases[i].id, cases[i].required,
                                                         cases[i].fields, NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(PenModel) model = pen_model_new_from_json ("test", json_node_get_object (entry),
                                                           &error);
      g_auto(GStrv) tasks = g_strsplit (cases[i].tasks, " ", -1);

      g_assert_no_error (error);
      g_test_message ("%s", cases[i].id);
      g_assert_cmpuint (pen_model_get_tasks (model)->len, ==, g_strv_length (tasks));
      for (guint j = 0; tasks[j] != NULL; j++)
        {
          PenTask task;

          g_assert_true (pen_task_from_nick (tasks[j], &task));
          g_assert_true (pen_model_has_task (model, task));
        }
    }
}

/* What a service takes for want of words is nobody's wish, but may help an upscaler. */
static void
test_prompts (void)
{
  g_autoptr(JsonNode) painter =
    pen_test_schema_entry ("a/b", NULL, "'prompt': {'type': 'string', 'default': 'A dog'}, " IMAGE,
                           NULL);
  g_autoptr(JsonNode) upscaler =
    pen_test_schema_entry ("a/upscaler", NULL,
                           "'prompt': {'type': 'string', 'default': 'best'}, " IMAGE, NULL);
  g_autoptr(JsonNode) open = pen_test_schema_entry ("a/b", NULL, PROMPT ", " IMAGE, NULL);

  pen_test_schema_assert (painter, "tasks/text-to-image/roles/prompt/required", "true");
  pen_test_schema_assert (painter, "tasks/image-to-image/roles/prompt/required", "true");
  pen_test_schema_assert (upscaler, "tasks/upscale/roles/prompt", "{'field':'prompt'}");
  pen_test_schema_assert (open, "tasks/image-to-image/roles/prompt", "{'field':'prompt'}");
}

/* Strength and sizes are questions of some tasks, and settings of the others. */
static void
test_settings (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/upscaler", "'image'", IMAGE
                           ", 'creativity': {'type': 'number', 'minimum': 0, 'maximum': 1},"
                           " 'width': {'type': 'integer', 'maximum': 1024},"
                           " 'height': {'type': 'integer', 'maximum': 1024}", NULL);

  pen_test_schema_assert (entry, "tasks/upscale/roles/strength", "-");
  pen_test_schema_assert (entry, "tasks/upscale/roles/width", "-");
  pen_test_schema_assert (entry, "tasks/upscale/limits", "-");
  pen_test_schema_assert (entry, "tasks/upscale/parameters/0/name", "'creativity'");
  pen_test_schema_assert (entry, "tasks/upscale/parameters/1/name", "'width'");
  pen_test_schema_assert (entry, "tasks/upscale/parameters/2/name", "'height'");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/schema-tasks/tasks", test_tasks);
  g_test_add_func ("/schema-tasks/prompts", test_prompts);
  g_test_add_func ("/schema-tasks/settings", test_settings);

  return g_test_run ();
}
