/* pen-sim-bfl-rules.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What each model of Black Forest Labs takes, out of the service's own document.
 */

#define G_LOG_DOMAIN "pen-sim-bfl-rules"

#include "config.h"

#include "pen-sim-bfl-private.h"

#define MAX_CANVAS 4000000

static const char * const formats[] = { "jpeg", "png", "webp", NULL };
static const char * const modes[] = { "high", "fast", NULL };
static const char * const resolutions[] = { "768sq", "1k", "1.5k", "2k", "4k", NULL };
static const char * const flux3_aspects[] =
{
  "auto", "21:9", "2:1", "16:9", "3:2", "7:5", "4:3", "5:4", "1:1", "4:5", "3:4", "5:7", "2:3",
  "9:16", "1:2", "9:21", NULL
};

static const PenSimPictureRule any_picture = { 1, 0, 0, 0 };
static const PenSimPictureRule flux3_picture = { 256, 0, 0, 16000000 };

#define WORDS { "prompt", PEN_SIM_JSON_TEXT, TRUE }
#define MAYBE_WORDS { "prompt", PEN_SIM_JSON_TEXT }
#define SEED { "seed", PEN_SIM_JSON_INTEGER, FALSE, -1e18, 1e18 }
#define FORMAT { "output_format", PEN_SIM_JSON_CHOICE, FALSE, 0, 0, 0, formats }
#define SAFETY(most) { "safety_tolerance", PEN_SIM_JSON_INTEGER, FALSE, 0, most }
#define UPSAMPLING { "prompt_upsampling", PEN_SIM_JSON_BOOLEAN }
#define PICTURE(name, required) \
  { name, PEN_SIM_JSON_BASE64, required, 0, 0, 0, NULL, &any_picture }
#define FOUR_PICTURES \
  PICTURE ("input_image", FALSE), PICTURE ("input_image_2", FALSE), \
  PICTURE ("input_image_3", FALSE), PICTURE ("input_image_4", FALSE)
#define EIGHT_PICTURES \
  FOUR_PICTURES, PICTURE ("input_image_5", FALSE), PICTURE ("input_image_6", FALSE), \
  PICTURE ("input_image_7", FALSE), PICTURE ("input_image_8", FALSE)
#define NEW_SIZE \
  { "width", PEN_SIM_JSON_INTEGER, FALSE, 64, 0, 16 }, \
  { "height", PEN_SIM_JSON_INTEGER, FALSE, 64, 0, 16 }
#define OLD_SIZE \
  { "width", PEN_SIM_JSON_INTEGER, FALSE, 256, 1440, 32 }, \
  { "height", PEN_SIM_JSON_INTEGER, FALSE, 256, 1440, 32 }
#define MARGIN(name) { name, PEN_SIM_JSON_INTEGER, FALSE, 0, 2048 }
#define FILL_SETTINGS \
  MAYBE_WORDS, SEED, FORMAT, SAFETY (6), UPSAMPLING, \
  { "steps", PEN_SIM_JSON_INTEGER, FALSE, 15, 50 }, \
  { "guidance", PEN_SIM_JSON_NUMBER, FALSE, 1.5, 100 }

static const PenSimJsonRule flux2_rules[] =
{
  WORDS, EIGHT_PICTURES, SEED, NEW_SIZE, SAFETY (5), FORMAT, { NULL }
};

static const PenSimJsonRule flex_rules[] =
{
  WORDS, EIGHT_PICTURES, SEED, NEW_SIZE, SAFETY (5), FORMAT, UPSAMPLING,
  { "guidance", PEN_SIM_JSON_NUMBER, FALSE, 1.5, 10 },
  { "steps", PEN_SIM_JSON_INTEGER, FALSE, 1, 50 },
  { NULL }
};

static const PenSimJsonRule klein_rules[] =
{
  WORDS, FOUR_PICTURES, SEED, NEW_SIZE, SAFETY (5), FORMAT, { NULL }
};

static const PenSimJsonRule flux3_rules[] =
{
  { "prompt", PEN_SIM_JSON_TEXT, TRUE, 1 },
  { "images", PEN_SIM_JSON_BASE64S, FALSE, 1, 10, 0, NULL, &flux3_picture },
  { "aspect_ratio", PEN_SIM_JSON_CHOICE, FALSE, 0, 0, 0, flux3_aspects },
  { "resolution", PEN_SIM_JSON_CHOICE, FALSE, 0, 0, 0, resolutions },
  SAFETY (4),
  { "grounding", PEN_SIM_JSON_BOOLEAN },
  { "version", PEN_SIM_JSON_TEXT },
  { NULL }
};

static const PenSimJsonRule pro11_rules[] =
{
  MAYBE_WORDS, PICTURE ("image_prompt", FALSE), OLD_SIZE, UPSAMPLING, SEED, SAFETY (6), FORMAT,
  { NULL }
};

static const PenSimJsonRule ultra_rules[] =
{
  MAYBE_WORDS, PICTURE ("image_prompt", FALSE), UPSAMPLING, SEED, SAFETY (6), FORMAT,
  { "aspect_ratio", PEN_SIM_JSON_TEXT },
  { "raw", PEN_SIM_JSON_BOOLEAN },
  { "image_prompt_strength", PEN_SIM_JSON_NUMBER, FALSE, 0, 1 },
  { NULL }
};

static const PenSimJsonRule dev_rules[] =
{
  MAYBE_WORDS, PICTURE ("image_prompt", FALSE), OLD_SIZE, UPSAMPLING, SEED, SAFETY (6), FORMAT,
  { "steps", PEN_SIM_JSON_INTEGER, FALSE, 1, 50 },
  { "guidance", PEN_SIM_JSON_NUMBER, FALSE, 1.5, 5 },
  { NULL }
};

static const PenSimJsonRule kontext_rules[] =
{
  WORDS, FOUR_PICTURES, SEED, FORMAT, UPSAMPLING, SAFETY (6),
  { "aspect_ratio", PEN_SIM_JSON_TEXT },
  { NULL }
};

static const PenSimJsonRule fill_rules[] =
{
  PICTURE ("image", TRUE), PICTURE ("mask", FALSE), FILL_SETTINGS, { NULL }
};

static const PenSimJsonRule expand_rules[] =
{
  PICTURE ("image", TRUE), MARGIN ("top"), MARGIN ("bottom"), MARGIN ("left"), MARGIN ("right"),
  FILL_SETTINGS, { NULL }
};

static const PenSimJsonRule outpainting_rules[] =
{
  PICTURE ("input_image", TRUE),
  { "width", PEN_SIM_JSON_INTEGER, TRUE, 64 },
  { "height", PEN_SIM_JSON_INTEGER, TRUE, 64 },
  { "reference_offset_x", PEN_SIM_JSON_INTEGER },
  { "reference_offset_y", PEN_SIM_JSON_INTEGER },
  { "auto_crop", PEN_SIM_JSON_BOOLEAN },
  { "mode", PEN_SIM_JSON_CHOICE, FALSE, 0, 0, 0, modes },
  MAYBE_WORDS, SAFETY (5), FORMAT, { NULL }
};

static const PenSimJsonRule erase_rules[] =
{
  PICTURE ("image", TRUE), PICTURE ("mask", TRUE),
  { "dilate_pixels", PEN_SIM_JSON_INTEGER, FALSE, 0, 25 },
  SEED, SAFETY (5), FORMAT, { NULL }
};

const PenSimBflEndpoint pen_sim_bfl_endpoints[] =
{
  { "/flux-2-pro", flux2_rules, 3, "jpeg" },
  { "/flux-2-pro-preview", flux2_rules, 3, "jpeg" },
  { "/flux-2-max", flux2_rules, 7, "jpeg" },
  { "/flux-2-flex", flex_rules, 5, "jpeg" },
  { "/flux-2-klein-9b", klein_rules, 1.5, "jpeg" },
  { "/flux-2-klein-9b-preview", klein_rules, 1.5, "jpeg" },
  { "/flux-2-klein-4b", klein_rules, 1.4, "jpeg" },
  { "/flux-3-image", flux3_rules, 4.8, "jpeg" },
  { "/flux-pro-1.1", pro11_rules, 4, "jpeg" },
  { "/flux-pro-1.1-ultra", ultra_rules, 6, "jpeg" },
  { "/flux-dev", dev_rules, 2.5, "jpeg" },
  { "/flux-kontext-pro", kontext_rules, 4, "png" },
  { "/flux-kontext-max", kontext_rules, 8, "png" },
  { "/flux-pro-1.0-fill", fill_rules, 5, "jpeg" },
  { "/flux-pro-1.0-expand", expand_rules, 5, "jpeg" },
  { "/flux-tools/outpainting-v1", outpainting_rules, 5, "png" },
  { "/flux-tools/erase-v1", erase_rules, 5, "png" },
  { NULL }
};

/* An aspect that is no closed list: a ratio from 21:9 to 9:21. */
static void
check_aspect (JsonObject *body,
              GPtrArray  *errors)
{
  const char *text = json_object_get_string_member_with_default (body, "aspect_ratio", NULL);
  guint width, height;

  if (text == NULL || g_str_equal (text, "auto"))
    return;

  if (sscanf (text, "%2u:%2u", &width, &height) != 2 || width * 9 > height * 21 ||
      height * 9 > width * 21)
    pen_sim_json_complain (errors, "aspect_ratio", "value_error",
                           "Aspect ratio must be between 21:9 and 9:21");
}

/* The same size, opaque, with something to repaint, and a picture without holes. */
static void
check_mask (JsonObject *body,
            GPtrArray  *errors)
{
  g_autoptr(GBytes) image = pen_sim_json_get_picture (body, "image", PEN_SIM_JSON_BASE64);
  g_autoptr(GBytes) mask = pen_sim_json_get_picture (body, "mask", PEN_SIM_JSON_BASE64);
  PenSimPictureInfo info;

  if (image != NULL && pen_sim_picture_inspect (image, &info) &&
      info.channels % 2 == 0)
    pen_sim_json_complain (errors, "image", "value_error", "Transparency and a mask together");
  if (image != NULL && mask != NULL && !pen_sim_mask_check (mask, image))
    pen_sim_json_complain (errors, "mask", "value_error",
                           "Mask must be the same size as the image");
}

/* Numbered pictures without a gap: the second is nothing without the first. */
static void
check_numbers (JsonObject *body,
               GPtrArray  *errors)
{
  gboolean missing = !json_object_has_member (body, "input_image");

  for (guint i = 2; i <= 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("input_image_%u", i);

      if (missing && json_object_has_member (body, name))
        pen_sim_json_complain (errors, name, "value_error", "The picture before is missing");
      missing |= !json_object_has_member (body, name);
    }
}

static void
check_pixels (JsonObject *body,
              GPtrArray  *errors)
{
  gint64 width = json_object_get_int_member_with_default (body, "width", 0);
  gint64 height = json_object_get_int_member_with_default (body, "height", 0);

  if (width * height > MAX_CANVAS)
    pen_sim_json_complain (errors, "width", "value_error", "At most 4 megapixels");
  if ((width == 0) != (height == 0))
    pen_sim_json_complain (errors, "width", "value_error", "Width and height belong together");
}

/**
 * pen_sim_bfl_check:
 * @endpoint: where it was sent
 * @body: a body
 * @errors: (element-type PenSimJsonError): where to add what is wrong with it
 *
 * Checks each member, and then what depends on more than one.
 */
void
pen_sim_bfl_check (const PenSimBflEndpoint *endpoint,
                   JsonObject              *body,
                   GPtrArray               *errors)
{
  pen_sim_json_check (body, endpoint->rules, errors);
  if (errors->len > 0)
    return;

  check_aspect (body, errors);
  check_mask (body, errors);
  check_numbers (body, errors);
  check_pixels (body, errors);
}
