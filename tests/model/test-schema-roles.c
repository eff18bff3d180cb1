/* test-schema-roles.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-schema-roles"

#include "config.h"

#include "pen-error.h"
#include "pen-test-schema.h"

#define PROMPT "'prompt': {'type': 'string'}"
#define IMAGE "'image': {'type': 'string', 'format': 'uri'}"
#define TEXT "tasks/text-to-image/"
#define EDIT "tasks/image-to-image/"
#define INPAINT "tasks/inpaint/"
#define PREFIX "'prefix':'data:{type};base64,'"

static void
test_texts (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/b", "'prompt'",
                           "'prompt': {'type': 'string', 'minLength': 3, 'maxLength': 500},"
                           " 'negative_prompt': {'type': 'string', 'default': 'ugly'},"
                           " 'seed': {'anyOf': [{'type': 'integer', 'minimum': -1,"
                           "  'maximum': 4294967295}, {'type': 'null'}]},"
                           " 'num_images': {'type': 'integer', 'minimum': 1, 'maximum': 4,"
                           "  'default': 2}", NULL);
  g_autoptr(JsonNode) other =
    pen_test_schema_entry ("a/b", NULL,
                           "'text': {'type': 'string'}, 'instruction': {'type': 'string'},"
                           " 'n_prompt': {'type': 'string'}, 'random_seed': {'type': 'integer'},"
                           " 'num_outputs': {'type': 'integer', 'enum': [1, 4]},"
                           " 'max_images': {'type': 'integer', 'minimum': 1, 'maximum': 6}",
                           NULL);

  pen_test_schema_assert (entry, TEXT "roles/prompt",
                          "{'field':'prompt','min':3,'max':500,'required':true}");
  pen_test_schema_assert (entry, TEXT "roles/negative", "{'field':'negative_prompt'}");
  pen_test_schema_assert (entry, TEXT "roles/seed", "{'field':'seed','min':0,'max':4294967295}");
  pen_test_schema_assert (entry, TEXT "roles/count",
                          "{'field':'num_images','max':4,'default':2}");
  pen_test_schema_assert (entry, TEXT "parameters", "[]");

  /* Words are always wanted where there is nothing else. */
  pen_test_schema_assert (other, TEXT "roles/prompt", "{'field':'instruction','required':true}");
  pen_test_schema_assert (other, TEXT "roles/negative", "{'field':'n_prompt'}");
  pen_test_schema_assert (other, TEXT "roles/seed", "{'field':'random_seed','min':0}");
  /* A closed list of counts is not a count of any size. */
  pen_test_schema_assert (other, TEXT "roles/count", "-");
  pen_test_schema_assert (other, TEXT "parameters/num_outputs/enum", "[1,4]");
  pen_test_schema_assert (other, TEXT "parameters/max_images/maximum", "6");
  pen_test_schema_assert (other, TEXT "parameters/text/type", "'string'");
}

static void
test_sizes (void)
{
  static const struct
  {
    const char *fields;
    const char *aspect;
    const char *width;
    const char *parameter;
  } cases[] = {
    { "'aspect_ratio': {'type': 'string', 'enum': ['1:1', '16:9']}",
      "{'field':'aspect_ratio','values':['1:1','16:9']}", "-", "-" },
    { "'size': {'type': 'string', 'enum': ['1024x1024', '1536x1024', 'auto']}",
      "{'field':'size','values':['1024x1024','1536x1024','auto']}", "-", "-" },
    /* Another question under a name of a size. */
    { "'image_size': {'type': 'string', 'enum': ['optimize_for_quality', 'optimize_for_speed']}",
      "-", "-", "'image_size'" },
    { "'width': {'type': 'integer', 'minimum': 256, 'maximum': 1440, 'multipleOf': 32,"
      " 'default': 768}, 'height': {'type': 'integer', 'minimum': 256, 'maximum': 1440}",
      "-", "{'field':'width','min':256,'max':1440,'multiple':32,'default':768}", "-" },
    { "'width': {'type': 'integer', 'enum': [64, 128, 192, 256], 'default': 128},"
      " 'height': {'type': 'integer', 'enum': [64, 128, 192, 256]}",
      "-", "{'field':'width','min':64,'max':256,'multiple':64,'default':128}", "-" },
    { "'width': {'type': 'integer', 'enum': [64, 100, 192]},"
      " 'height': {'type': 'integer', 'enum': [64, 128, 192]}", "-", "-", "'width'" },
    { "'width': {'type': 'integer'}", "-", "-", "'width'" },
    /* Numbers that only count with one of the shapes. */
    { "'aspect_ratio': {'type': 'string', 'enum': ['1:1', 'custom']},"
      " 'width': {'type': 'integer'}, 'height': {'type': 'integer'}",
      "{'field':'aspect_ratio','values':['1:1','custom']}", "-", "'width'" },
    { "'image_size': {'anyOf': [{'$ref': '#/components/schemas/ImageSize'},"
      " {'type': 'string', 'enum': ['square', 'portrait_4_3']}], 'default': 'portrait_4_3'}",
      "-", "{'field':'image_size.width','min':1,'max':14142,'default':768}", "-" },
    { "'image_size': {'anyOf': [{'$ref': '#/components/schemas/ImageSize'},"
      " {'type': 'string', 'enum': ['square', 'auto_4K']}],"
      " 'default': {'width': 2048, 'height': 2048}}",
      "{'field':'image_size','values':['square','auto_4K']}",
      "{'field':'image_size.width','min':1,'max':14142,'default':2048}", "-" },
    { "'image_size': {'anyOf': [{'$ref': '#/components/schemas/ImageSize'}, {'type': 'null'}]}",
      "-", "{'field':'image_size.width','min':1,'max':14142}", "-" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fields = g_strconcat (PROMPT ", ", cases[i].fields, NULL);
      g_autoptr(JsonNode) entry =
        pen_test_schema_entry ("a/b", NULL, fields,
                               "'ImageSize': {'type': 'object', 'properties': {"
                               "'width': {'type': 'integer', 'exclusiveMinimum': 0,"
                               " 'maximum': 14142}, 'height': {'type': 'integer'}}}");

      pen_test_schema_assert (entry, TEXT "roles/aspect", cases[i].aspect);
      pen_test_schema_assert (entry, TEXT "roles/width", cases[i].width);
      pen_test_schema_assert (entry, TEXT "parameters/0/name", cases[i].parameter);
      pen_test_schema_assert (entry, "notes", "-");
    }
}

/* With a source, its size is asked for: it must be one that the model makes. */
static void
test_source_sizes (void)
{
  g_autoptr(JsonNode) bounded =
    pen_test_schema_entry ("a/b", NULL, PROMPT ", " IMAGE
                           ", 'width': {'type': 'integer', 'minimum': 128, 'maximum': 1440},"
                           " 'height': {'type': 'integer', 'minimum': 128, 'maximum': 1024}",
                           NULL);
  g_autoptr(JsonNode) usual =
    pen_test_schema_entry ("a/b", NULL, PROMPT ", " IMAGE
                           ", 'width': {'type': 'integer', 'default': 1024},"
                           " 'height': {'type': 'integer', 'default': 768}", NULL);
  g_autoptr(JsonNode) open =
    pen_test_schema_entry ("a/b", NULL, PROMPT ", " IMAGE
                           ", 'width': {'type': 'integer'}, 'height': {'type': 'integer'}",
                           NULL);

  pen_test_schema_assert (bounded, EDIT "roles/width",
                          "{'field':'width','min':128,'max':1440,'multiple':8}");
  pen_test_schema_assert (bounded, EDIT "limits", "{'side-max':1024}");
  pen_test_schema_assert (usual, EDIT "roles/height",
                          "{'field':'height','min':1,'multiple':8,'default':768}");
  pen_test_schema_assert (usual, EDIT "limits", "{'pixels-max':786432}");
  pen_test_schema_assert (open, EDIT "roles/width", "-");
  pen_test_schema_assert (open, EDIT "parameters/0/name", "'width'");
  pen_test_schema_assert (open, TEXT "roles/width", "{'field':'width','min':1,'multiple':8}");
}

/* A number beside a picture: the strength, which way round, or something else. */
static void
test_strength (void)
{
  static const struct
  {
    const char *name;
    const char *range;
    const char *description;
    const char *role;
  } cases[] = {
    { "prompt_strength", "'minimum': 0, 'maximum': 1",
      "For img2img. 1.0 means that nothing of the picture is left: full destruction", "more" },
    { "strength", "'minimum': 0.01, 'maximum': 1",
      "1.0 remakes the whole picture while 0.0 preserves it", "more" },
    { "strength", "'minimum': 0, 'maximum': 1", "0 is nearly the same, 1 is hardly alike",
      "more" },
    { "strength", "'minimum': 0, 'maximum': 1", "Lower values keep more of the input", "more" },
    { "strength", "'minimum': 0, 'maximum': 1", "A higher value means less change", "less" },
    { "strength", "'minimum': 0, 'maximum': 1", "Higher values stay closer to the original",
      "less" },
    { "strength", "'minimum': 0, 'maximum': 1", "Strength of the input image in the mix",
      "less" },
    { "strength", "'minimum': 0, 'maximum': 1",
      "The strength of the initial image. Higher values are better for this model", "more" },
    { "image_prompt_strength", "'minimum': 0, 'maximum': 1", "A mix of words and picture",
      "less" },
    { "image_to_image_strength", "'minimum': 0, 'maximum': 1",
      "0 means none of it is used. 1 returns the picture as is", "less" },
    { "denoising_strength", "'minimum': 0, 'maximum': 1", "", "more" },
    { "creativity", "'minimum': 0, 'maximum': 1", "Try 0.3", "more" },
    { "strength", "'minimum': 0, 'maximum': 1", "Strength for inpainting", "more" },
    /* Not said, or not it. */
    { "strength", "'minimum': 0, 'maximum': 1", "The strength", NULL },
    { "strength", "'minimum': 0, 'maximum': 1", "Of the image-to-image conditioning", NULL },
    { "prompt_strength", "'minimum': 0, 'maximum': 20", "1.0 destroys the picture", NULL },
    { "prompt_strength", "'minimum': -1, 'maximum': 1", "1.0 destroys the picture", NULL },
    { "strength", "'minimum': 0", "1.0 destroys the picture", NULL },
    { "resemblance", "'minimum': 0, 'maximum': 1", "Higher is closer", NULL },
    { "lora_scale", "'minimum': 0, 'maximum': 1", "More of it changes more", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fields =
        g_strdup_printf (PROMPT ", " IMAGE ", '%s': {'type': 'number', %s, 'description': '%s'}",
                         cases[i].name, cases[i].range, cases[i].description);
      g_autoptr(JsonNode) entry = pen_test_schema_entry ("a/b", NULL, fields, NULL);
      g_autofree char *role = g_strdup_printf ("'%s'", cases[i].role);
      g_autofree char *name = g_strdup_printf ("'%s'", cases[i].name);

      g_test_message ("%s: %s", cases[i].name, cases[i].description);
      pen_test_schema_assert (entry, EDIT "roles/strength/direction",
                              cases[i].role != NULL ? role : "-");
      pen_test_schema_assert (entry, EDIT "parameters/0/name",
                              cases[i].role != NULL ? "-" : name);
      /* It is nothing where there is no picture. */
      if (cases[i].role != NULL)
        pen_test_schema_assert (entry, TEXT "parameters", "[]");
    }
}

static void
test_unsure_strength (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/b", NULL, PROMPT ", " IMAGE
                           ", 'strength': {'type': 'number', 'minimum': 0, 'maximum': 1}", NULL);

  pen_test_schema_assert (entry, "notes", "['“Strength” stays a setting of its own, as it is not "
                          "said whether more of it changes more']");
}

static void
test_masks (void)
{
  static const struct
  {
    const char *description;
    const char *polarity;
    gboolean    told;
  } cases[] = {
    { "Black areas will be preserved, white areas will be inpainted.", "white", TRUE },
    { "White pixels are kept and black pixels are removed", "black", TRUE },
    { "Black pixels are inpainted, white pixels are preserved. It is scaled.", "black", TRUE },
    { "White = repaint", "white", TRUE },
    { "Everything black is left unchanged", "white", TRUE },
    { "Transparent areas show where the picture is edited", "alpha", TRUE },
    { "Marks areas that should be preserved", "black", TRUE },
    { "A black and white picture", "white", FALSE },
    { "The mask to the area to change", "white", FALSE },
    { "", "white", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fields =
        g_strdup_printf (PROMPT ", 'image_url': {'type': 'string'}, 'mask_url': {'type': 'string',"
                         " 'title': 'Mask', 'description': '%s'}", cases[i].description);
      g_autofree char *mask =
        g_strdup_printf ("{'field':'mask_url'," PREFIX ",'polarity':'%s','required':true}",
                         cases[i].polarity);
      g_autoptr(JsonNode) entry =
        pen_test_schema_entry ("a/b", "'image_url', 'mask_url'", fields, NULL);

      g_test_message ("%s", cases[i].description);
      pen_test_schema_assert (entry, INPAINT "roles/mask", mask);
      pen_test_schema_assert (entry, INPAINT "roles/source", "{'field':'image_url'," PREFIX "}");
      pen_test_schema_assert (entry, EDIT "path", "-");
      pen_test_schema_assert (entry, "notes", cases[i].told ? "-"
                              : "['“Mask”: that white is what changes is taken for granted, as it "
                              "is not said']");
    }
}

/* Which picture is which, and what the others become. */
static void
test_pictures (void)
{
  static const struct
  {
    const char *fields;
    const char *source;
    const char *references;
  } cases[] = {
    { IMAGE, "'image'", "-" },
    { "'input_image': {'type': 'string', 'format': 'uri'}", "'input_image'", "-" },
    { "'image_url': {'type': 'string', 'description': 'Of the picture'}", "'image_url'", "-" },
    { "'pic': {'type': 'string', 'ui': {'field': 'image'}}", "'pic'", "-" },
    { "'subject': {'type': 'string', 'format': 'uri', 'description': 'An image of it'}",
      "'subject'", "-" },
    { "'image_urls': {'type': 'array', 'items': {'type': 'string'}, 'maxItems': 4}",
      "'image_urls[]'", "{'field':'image_urls[]'," PREFIX ",'max':3}" },
    { "'images': {'type': 'array', 'minItems': 2, 'items': {'type': 'string', 'format': 'uri'}}",
      "'images[]'", "{'field':'images[]'," PREFIX ",'min':1,'max':7}" },
    { IMAGE ", 'style_image': {'type': 'string', 'format': 'uri'}",
      "'image'", "{'field':'style_image'," PREFIX ",'max':1}" },
    { IMAGE ", 'reference_images': {'type': 'array', 'maxItems': 3, 'items': {'type': 'string',"
      " 'format': 'uri'}}", "'image'", "{'field':'reference_images[]'," PREFIX ",'max':3}" },
    { "'input_image': {'type': 'string', 'format': 'uri'},"
      " 'input_image2': {'type': 'string', 'format': 'uri'},"
      " 'input_image3': {'type': 'string', 'format': 'uri'}",
      "'input_image'", "{'field':'input_image{n}'," PREFIX ",'from':2,'max':2}" },
    { "'image_1': {'type': 'string', 'format': 'uri'},"
      " 'image_2': {'type': 'string', 'format': 'uri'}",
      "'image_1'", "{'field':'image_{n}'," PREFIX ",'from':2,'max':1}" },
    { "'swap_image': {'type': 'string', 'format': 'uri'},"
      " 'target_image': {'type': 'string', 'format': 'uri'}",
      "'target_image'", "{'field':'swap_image'," PREFIX ",'max':1}" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *fields = g_strconcat (PROMPT ", ", cases[i].fields, NULL);
      g_autoptr(JsonNode) entry = pen_test_schema_entry ("a/b", NULL, fields, NULL);
      const char *task = i == 4 ? "tasks/face/roles/" : EDIT "roles/";
      g_autofree char *source = g_strconcat (task, "source/field", NULL);
      g_autofree char *references = g_strconcat (task, "references", NULL);

      pen_test_schema_assert (entry, source, cases[i].source);
      pen_test_schema_assert (entry, references, cases[i].references);
    }
}

static void
test_control (void)
{
  g_autoptr(JsonNode) several =
    pen_test_schema_entry ("a/union", NULL, PROMPT
                           ", 'openpose_image_url': {'type': 'string'},"
                           " 'depth_image_url': {'type': 'string'},"
                           " 'controlnet_conditioning_scale': {'type': 'number', 'minimum': 0,"
                           "  'maximum': 1, 'default': 0.5}", NULL);
  g_autoptr(JsonNode) sole =
    pen_test_schema_entry ("a/flux-canny", "'control_image'", PROMPT
                           ", 'control_image': {'type': 'string', 'format': 'uri'}", NULL);
  g_autoptr(JsonNode) beside =
    pen_test_schema_entry ("a/lora-depth", NULL, PROMPT ", " IMAGE
                           ", 'control_image': {'type': 'string', 'format': 'uri'},"
                           " 'control_mask': {'type': 'string', 'format': 'uri'}", NULL);

  pen_test_schema_assert (several, TEXT "roles/control",
                          "{'kinds':{'pose':'openpose_image_url','depth':'depth_image_url'},"
                          PREFIX ",'max':2,'weight':{'field':'controlnet_conditioning_scale',"
                          "'min':0,'max':1,'default':0.5}}");
  pen_test_schema_assert (several, TEXT "parameters", "[]");

  /* The only picture is the one to start from. */
  pen_test_schema_assert (sole, "tasks/control/roles/source/field", "'control_image'");
  pen_test_schema_assert (sole, TEXT "path", "-");

  pen_test_schema_assert (beside, "tasks/control/roles/control/kinds",
                          "{'depth':'control_image'}");
  pen_test_schema_assert (beside, "notes", "['“Control mask” is left out, as it is a further "
                          "picture']");
}

static void
test_search (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/b", "'image', 'search_prompt'", PROMPT ", " IMAGE
                           ", 'search_prompt': {'type': 'string', 'maxLength': 9}", NULL);

  pen_test_schema_assert (entry, "tasks/search-replace/roles/search",
                          "{'field':'search_prompt','max':9,'required':true}");
}

/* A wider frame: every side is sent, for the service's own margins are not nothing. */
static void
test_margins (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/b", "'image'", PROMPT ", " IMAGE
                           ", 'expand_left': {'type': 'integer', 'minimum': 0, 'maximum': 700},"
                           " 'expand_right': {'type': 'integer', 'minimum': 0, 'maximum': 600},"
                           " 'expand_top': {'type': 'integer', 'minimum': 0, 'default': 0},"
                           " 'expand_bottom': {'type': 'integer', 'default': 400}", NULL);
  g_autoptr(JsonNode) other =
    pen_test_schema_entry ("a/b", "'image'", IMAGE ", 'left': {'type': 'integer'}", NULL);

  pen_test_schema_assert (entry, "tasks/outpaint/roles/extend",
                          "{'left':'expand_left','top':'expand_top','right':'expand_right',"
                          "'bottom':'expand_bottom','max':600,'by':'fields'}");
  pen_test_schema_assert (entry, "tasks/outpaint/fixed",
                          "{'expand_left':0,'expand_right':0,'expand_top':0,'expand_bottom':0}");
  pen_test_schema_assert (entry, "tasks/outpaint/parameters", "[]");
  pen_test_schema_assert (other, EDIT "parameters/0/name", "'left'");
}

/* What the service wants is sent, even where a request leaves it open. */
static void
test_fixed (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/b", "'negative_prompt', 'seed', 'aspect_ratio', 'num_images'",
                           PROMPT ", 'negative_prompt': {'type': 'string'},"
                           " 'seed': {'type': 'integer', 'minimum': 5},"
                           " 'num_images': {'type': 'integer', 'maximum': 4},"
                           " 'aspect_ratio': {'type': 'string', 'enum': ['4:3', '1:1']}", NULL);

  pen_test_schema_assert (entry, TEXT "fixed",
                          "{'negative_prompt':'','seed':5,'num_images':1,'aspect_ratio':'4:3'}");
}

static void
test_limits (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/b", NULL, PROMPT ", 'image_url': {'type': 'string',"
                           " 'x-fal': {'min_width': 64, 'min_height': 128, 'max_width': 4096,"
                           "  'max_height': 2048, 'max_area': 4000000, 'multiple_of': 16,"
                           "  'max_aspect_ratio': 2.5, 'max_file_size': 1000000}}", NULL);

  pen_test_schema_assert (entry, EDIT "limits",
                          "{'bytes':1000000.0,'pixels-max':4000000.0,'side-min':128.0,"
                          "'side-max':2048.0,'multiple':16.0,'aspect-max':2.5}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/schema-roles/texts", test_texts);
  g_test_add_func ("/schema-roles/sizes", test_sizes);
  g_test_add_func ("/schema-roles/source-sizes", test_source_sizes);
  g_test_add_func ("/schema-roles/strength", test_strength);
  g_test_add_func ("/schema-roles/unsure-strength", test_unsure_strength);
  g_test_add_func ("/schema-roles/masks", test_masks);
  g_test_add_func ("/schema-roles/pictures", test_pictures);
  g_test_add_func ("/schema-roles/control", test_control);
  g_test_add_func ("/schema-roles/search", test_search);
  g_test_add_func ("/schema-roles/margins", test_margins);
  g_test_add_func ("/schema-roles/fixed", test_fixed);
  g_test_add_func ("/schema-roles/limits", test_limits);

  return g_test_run ();
}
