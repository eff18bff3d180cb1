/* pen-sim-stability-tools.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What Stability AI takes for editing, control and upscaling.
 */

#define G_LOG_DOMAIN "pen-sim-stability-tools"

#include "config.h"

#include "pen-sim-stability-rules.h"

/* The aspect of a picture that may be at most 2.5 times as long as it is wide. */
#define MAX_ASPECT 2.5

static const char * const alpha_formats[] = { "png", "webp", NULL };
static const char * const truths[] = { "true", "false", NULL };
static const char * const lights[] = { "left", "right", "above", "below", NULL };

static const PenSimPictureRule nine = { 64, 0, 4096, 9437184 };
static const PenSimPictureRule nine_sketch = { 64, 0, 0, 9437184 };
static const PenSimPictureRule nine_transfer = { 64, 16383, 4096, 9437184 };
static const PenSimPictureRule four = { 64, 0, 4096, 4194304 };
static const PenSimPictureRule one = { 64, 0, 4096, 1048576 };
static const PenSimPictureRule small = { 32, 1536, 1024, 1048576 };
static const PenSimPictureRule any = { 1, 0, 0, 0 };

#define TEXT(name, required, most) { name, PEN_SIM_RULE_TEXT, required, required ? 1 : 0, most }
#define PROMPT TEXT ("prompt", TRUE, 10000)
#define MAYBE_PROMPT TEXT ("prompt", FALSE, 10000)
#define NEGATIVE TEXT ("negative_prompt", FALSE, 10000)
#define SEED { "seed", PEN_SIM_RULE_INTEGER, FALSE, 0, 4294967294.0 }
#define FORMAT { "output_format", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, pen_sim_stability_formats }
#define STYLE { "style_preset", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, pen_sim_stability_styles }
#define NUMBER(name, least, most) { name, PEN_SIM_RULE_NUMBER, FALSE, least, most }
#define SIDE(name) { name, PEN_SIM_RULE_INTEGER, FALSE, 0, 2000 }
#define PICTURE(name, required, rule) \
  { name, PEN_SIM_RULE_PICTURE, required, 0, 0, NULL, &rule }

static const PenSimRule erase_rules[] =
{
  PICTURE ("image", TRUE, nine), PICTURE ("mask", FALSE, any),
  NUMBER ("grow_mask", 0, 20), SEED, FORMAT, { NULL }
};

static const PenSimRule inpaint_rules[] =
{
  PROMPT, NEGATIVE, PICTURE ("image", TRUE, nine), PICTURE ("mask", FALSE, any),
  NUMBER ("grow_mask", 0, 100), SEED, FORMAT, STYLE, { NULL }
};

static const PenSimRule outpaint_rules[] =
{
  MAYBE_PROMPT, PICTURE ("image", TRUE, nine), SIDE ("left"), SIDE ("right"), SIDE ("up"),
  SIDE ("down"), NUMBER ("creativity", 0, 1), SEED, FORMAT, STYLE, { NULL }
};

static const PenSimRule search_rules[] =
{
  PROMPT, NEGATIVE, TEXT ("search_prompt", TRUE, 10000), PICTURE ("image", TRUE, nine),
  NUMBER ("grow_mask", 0, 20), SEED, FORMAT, STYLE, { NULL }
};

static const PenSimRule recolor_rules[] =
{
  PROMPT, NEGATIVE, TEXT ("select_prompt", TRUE, 10000), PICTURE ("image", TRUE, nine),
  NUMBER ("grow_mask", 0, 20), SEED, FORMAT, STYLE, { NULL }
};

static const PenSimRule remove_rules[] =
{
  PICTURE ("image", TRUE, four),
  { "output_format", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, alpha_formats }, { NULL }
};

static const PenSimRule relight_rules[] =
{
  TEXT ("background_prompt", FALSE, 10000), TEXT ("foreground_prompt", FALSE, 10000), NEGATIVE,
  PICTURE ("subject_image", TRUE, nine), PICTURE ("background_reference", FALSE, nine),
  PICTURE ("light_reference", FALSE, nine), NUMBER ("preserve_original_subject", 0, 1),
  NUMBER ("original_background_depth", 0, 1), NUMBER ("light_source_strength", 0, 1),
  { "keep_original_background", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, truths },
  { "light_source_direction", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, lights },
  SEED, FORMAT, { NULL }
};

static const PenSimRule sketch_rules[] =
{
  PROMPT, NEGATIVE, PICTURE ("image", TRUE, nine_sketch), NUMBER ("control_strength", 0, 1),
  SEED, FORMAT, STYLE, { NULL }
};

static const PenSimRule structure_rules[] =
{
  PROMPT, NEGATIVE, PICTURE ("image", TRUE, nine), NUMBER ("control_strength", 0, 1),
  SEED, FORMAT, STYLE, { NULL }
};

static const PenSimRule style_rules[] =
{
  PROMPT, NEGATIVE, PICTURE ("image", TRUE, nine), NUMBER ("fidelity", 0, 1),
  { "aspect_ratio", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, pen_sim_stability_aspects },
  SEED, FORMAT, STYLE, { NULL }
};

static const PenSimRule transfer_rules[] =
{
  MAYBE_PROMPT, NEGATIVE, PICTURE ("init_image", TRUE, nine_transfer),
  PICTURE ("style_image", TRUE, nine_transfer), NUMBER ("style_strength", 0, 1),
  NUMBER ("composition_fidelity", 0, 1), NUMBER ("change_strength", 0.1, 1), SEED, FORMAT,
  { NULL }
};

static const PenSimRule fast_rules[] =
{
  PICTURE ("image", TRUE, small), FORMAT, { NULL }
};

static const PenSimRule conservative_rules[] =
{
  PROMPT, NEGATIVE, PICTURE ("image", TRUE, nine), NUMBER ("creativity", 0.2, 0.5), SEED, FORMAT,
  { NULL }
};

static const PenSimRule creative_rules[] =
{
  PROMPT, NEGATIVE, PICTURE ("image", TRUE, one), NUMBER ("creativity", 0.1, 0.5), SEED, FORMAT,
  STYLE, { NULL }
};

static void
check_aspect (PenSimForm *form,
              const char *name,
              GPtrArray  *errors)
{
  PenSimPart *part = pen_sim_form_get (form, name);
  PenSimPictureInfo info;
  double aspect;

  if (part == NULL || !pen_sim_picture_inspect (part->bytes, &info))
    return;

  aspect = (double) MAX (info.width, info.height) / MIN (info.width, info.height);
  if (aspect > MAX_ASPECT)
    g_ptr_array_add (errors, g_strdup_printf ("%s: aspect ratio must be between 1:2.5 and 2.5:1",
                                              name));
}

static void
check_image (PenSimForm *form,
             GPtrArray  *errors)
{
  check_aspect (form, "image", errors);
}

/* One of the two says what is to change. */
static void
check_mask (PenSimForm *form,
            GPtrArray  *errors)
{
  PenSimPart *image = pen_sim_form_get (form, "image");
  PenSimPictureInfo info;

  if (pen_sim_form_get (form, "mask") == NULL &&
      pen_sim_picture_inspect (image->bytes, &info) && info.channels % 2 == 1)
    g_ptr_array_add (errors, g_strdup ("mask: is required for an image without alpha"));
}

static void
check_frame (PenSimForm *form,
             GPtrArray  *errors)
{
  static const char *sides[] = { "left", "right", "up", "down" };

  check_aspect (form, "image", errors);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (g_ascii_strtoull (pen_sim_form_get_text (form, sides[i], "0"), NULL, 10) > 0)
      return;

  g_ptr_array_add (errors, g_strdup ("at least one of left, right, up, down must be above 0"));
}

static void
check_relight (PenSimForm *form,
               GPtrArray  *errors)
{
  check_aspect (form, "subject_image", errors);
  if (pen_sim_form_get (form, "background_prompt") == NULL &&
      pen_sim_form_get (form, "background_reference") == NULL)
    g_ptr_array_add (errors, g_strdup ("background_prompt or background_reference: is required"));

  if (pen_sim_form_get (form, "light_source_strength") != NULL &&
      pen_sim_form_get (form, "light_reference") == NULL &&
      pen_sim_form_get (form, "light_source_direction") == NULL)
    g_ptr_array_add (errors, g_strdup ("light_source_strength: needs a light"));
}

static void
check_transfer (PenSimForm *form,
                GPtrArray  *errors)
{
  check_aspect (form, "init_image", errors);
}

#define ROOT "/v2beta/stable-image/"

const PenSimStabilityEndpoint pen_sim_stability_tools[] =
{
  { ROOT "edit/erase", erase_rules, 5, 0, FALSE, "image", 0, FALSE, check_mask },
  { ROOT "edit/inpaint", inpaint_rules, 5, 0, FALSE, "image", 0, FALSE, check_mask },
  { ROOT "edit/outpaint", outpaint_rules, 4, 0, FALSE, "image", 0, FALSE, check_frame },
  { ROOT "edit/search-and-replace", search_rules, 5, 0, FALSE, "image", 0, FALSE, check_image },
  { ROOT "edit/search-and-recolor", recolor_rules, 5, 0, FALSE, "image", 0, FALSE, check_image },
  { ROOT "edit/remove-background", remove_rules, 5, 0, FALSE, "image", 0, FALSE, NULL },
  { ROOT "edit/replace-background-and-relight", relight_rules, 8, 0, FALSE, "subject_image", 0,
    TRUE, check_relight },
  { ROOT "control/sketch", sketch_rules, 5, 0, FALSE, "image", 0, FALSE, check_image },
  { ROOT "control/structure", structure_rules, 5, 0, FALSE, "image", 0, FALSE, check_image },
  { ROOT "control/style", style_rules, 5, 1024, FALSE, "image", 0, FALSE, check_image },
  { ROOT "control/style-transfer", transfer_rules, 8, 1024, FALSE, "init_image", 0, FALSE,
    check_transfer },
  { ROOT "upscale/fast", fast_rules, 2, 0, FALSE, "image", 4, FALSE, NULL },
  { ROOT "upscale/conservative", conservative_rules, 40, 2048, FALSE, "image", 0, FALSE,
    check_image },
  { ROOT "upscale/creative", creative_rules, 60, 2048, FALSE, "image", 0, TRUE, NULL },
  { NULL }
};
