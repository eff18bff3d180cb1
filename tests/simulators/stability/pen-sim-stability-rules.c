/* pen-sim-stability-rules.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What Stability AI takes, field by field, what it asks for it, and how it says no.
 */

#define G_LOG_DOMAIN "pen-sim-stability-rules"

#include "config.h"

#include <string.h>

#include "pen-sim-stability-rules.h"

#define MAX_IDENTIFICATION 256

const PenSimStabilityRefusal pen_sim_stability_refusals[] =
{
  { "bad_request", 400, "prompt: is required" },
  { "unauthorized", 401, "authorization: invalid or missing header value" },
  { "payment_required", 402, "You lack sufficient credits to make this request. Please purchase "
    "more credits at https://platform.stability.ai/account/credits and try again." },
  { "content_moderation", 403, "Your request was flagged by our content moderation system." },
  { "permission_denied", 403, "You are not permitted to perform this action" },
  { "generation_not_found", 404, "The generation could not be found" },
  { "payload_too_large", 413, "body: payload cannot be larger than 10MiB in size" },
  { "invalid_language", 422, "English is the only supported language for this service." },
  { "public_figure", 422, "The image seems to show the likeness of a public figure." },
  { "rate_limit_exceeded", 429, "You have exceeded the rate limit of 150 requests within a "
    "10 second period, and have been timed out for 60 seconds." },
  { "internal_error", 500, "An unexpected server error has occurred, please try again later." },
  { NULL }
};

const char * const pen_sim_stability_aspects[] =
{
  "21:9", "16:9", "3:2", "5:4", "1:1", "4:5", "2:3", "9:16", "9:21", NULL
};
const char * const pen_sim_stability_formats[] = { "png", "jpeg", "webp", NULL };
static const char * const modes[] = { "text-to-image", "image-to-image", NULL };
static const char * const models[] =
{
  "sd3.5-large", "sd3.5-large-turbo", "sd3.5-medium", "sd3.5-flash", NULL
};
const char * const pen_sim_stability_styles[] =
{
  "enhance", "anime", "photographic", "digital-art", "comic-book", "fantasy-art", "line-art",
  "analog-film", "neon-punk", "isometric", "low-poly", "origami", "modeling-compound",
  "cinematic", "3d-model", "pixel-art", "tile-texture", NULL
};

static const PenSimPictureRule ultra_picture = { 64, 16384, 4096, 0 };
static const PenSimPictureRule sd3_picture = { 64, 0, 0, 0 };

#define PROMPT { "prompt", PEN_SIM_RULE_TEXT, TRUE, 1, 10000 }
#define NEGATIVE { "negative_prompt", PEN_SIM_RULE_TEXT, FALSE, 0, 10000 }
#define ASPECT { "aspect_ratio", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, pen_sim_stability_aspects }
#define SEED { "seed", PEN_SIM_RULE_INTEGER, FALSE, 0, 4294967294.0 }
#define FORMAT { "output_format", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, pen_sim_stability_formats }
#define STYLE { "style_preset", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, pen_sim_stability_styles }
#define STRENGTH { "strength", PEN_SIM_RULE_NUMBER, FALSE, 0, 1 }

static const PenSimRule ultra_rules[] =
{
  PROMPT, NEGATIVE, ASPECT, SEED, FORMAT, STYLE, STRENGTH,
  { "image", PEN_SIM_RULE_PICTURE, FALSE, 0, 0, NULL, &ultra_picture },
  { NULL }
};

static const PenSimRule core_rules[] =
{
  PROMPT, NEGATIVE, ASPECT, SEED, FORMAT, STYLE,
  { NULL }
};

static const PenSimRule sd3_rules[] =
{
  PROMPT, NEGATIVE, ASPECT, SEED, FORMAT, STYLE, STRENGTH,
  { "mode", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, modes },
  { "model", PEN_SIM_RULE_CHOICE, FALSE, 0, 0, models },
  { "cfg_scale", PEN_SIM_RULE_NUMBER, FALSE, 1, 10 },
  { "image", PEN_SIM_RULE_PICTURE, FALSE, 0, 0, NULL, &sd3_picture },
  { NULL }
};

const PenSimStabilityEndpoint pen_sim_stability_endpoints[] =
{
  { "/v2beta/stable-image/generate/ultra", ultra_rules, 8, 1024, FALSE },
  { "/v2beta/stable-image/generate/core", core_rules, 3, 1536, FALSE },
  { "/v2beta/stable-image/generate/sd3", sd3_rules, 0, 1024, TRUE },
  { NULL }
};

/* Ultra takes a picture and a strength together, or neither. */
static void
check_picture (PenSimForm *form,
               GPtrArray  *errors)
{
  gboolean image = pen_sim_form_get (form, "image") != NULL;
  gboolean strength = pen_sim_form_get (form, "strength") != NULL;

  if (image && !strength)
    g_ptr_array_add (errors, g_strdup ("strength: is required when an image is given"));
  if (strength && !image)
    g_ptr_array_add (errors, g_strdup ("strength: is only allowed with an image"));
}

/* Each mode wants some fields and forbids others. */
static void
check_mode (PenSimForm *form,
            GPtrArray  *errors)
{
  static const char *of_pictures[] = { "image", "strength" };
  const char *mode = pen_sim_form_get_text (form, "mode", modes[0]);
  gboolean edit = g_str_equal (mode, "image-to-image");

  for (guint i = 0; i < G_N_ELEMENTS (of_pictures); i++)
    {
      gboolean there = pen_sim_form_get (form, of_pictures[i]) != NULL;

      if (there != edit)
        g_ptr_array_add (errors, g_strdup_printf ("%s: is %s in mode %s", of_pictures[i],
                                                  edit ? "required" : "not allowed", mode));
    }

  if (edit && pen_sim_form_get (form, "aspect_ratio") != NULL)
    g_ptr_array_add (errors, g_strdup_printf ("aspect_ratio: is not allowed in mode %s", mode));
}

/**
 * pen_sim_stability_get_credits:
 * @endpoint: where it was sent
 * @form: a form in order
 *
 * Returns: the price of one picture in credits
 */
double
pen_sim_stability_get_credits (const PenSimStabilityEndpoint *endpoint,
                               PenSimForm                    *form)
{
  static const double of_model[] = { 6.5, 4, 3.5, 2.5 };
  const char *model = pen_sim_form_get_text (form, "model", models[0]);

  if (endpoint->credits > 0)
    return endpoint->credits;

  for (guint i = 0; models[i] != NULL; i++)
    if (g_str_equal (models[i], model))
      return of_model[i];

  return of_model[0];
}

/**
 * pen_sim_stability_check:
 * @endpoint: where it was sent
 * @form: a form
 * @errors: (element-type utf8): where to add what is wrong with it
 *
 * Checks each field, and then what depends on more than one.
 */
void
pen_sim_stability_check (const PenSimStabilityEndpoint *endpoint,
                         PenSimForm                    *form,
                         GPtrArray                     *errors)
{
  pen_sim_form_check (form, endpoint->rules, errors);
  if (errors->len > 0)
    return;

  if (endpoint->check != NULL)
    endpoint->check (form, errors);
  else if (endpoint->has_mode)
    check_mode (form, errors);
  else if (endpoint->source == NULL)
    check_picture (form, errors);
}

/**
 * pen_sim_stability_find:
 * @path: a path
 *
 * Returns: (transfer none) (nullable): what is there
 */
const PenSimStabilityEndpoint *
pen_sim_stability_find (const char *path)
{
  const PenSimStabilityEndpoint *lists[] = {
    pen_sim_stability_endpoints, pen_sim_stability_tools,
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; lists[i][j].path != NULL; j++)
      if (g_str_equal (path, lists[i][j].path))
        return &lists[i][j];

  return NULL;
}

/**
 * pen_sim_stability_check_headers:
 * @visit: a request
 * @errors: (element-type utf8): where to add what is wrong with its headers
 */
void
pen_sim_stability_check_headers (PenSimVisit *visit,
                                 GPtrArray   *errors)
{
  static const char *identification[] =
  {
    "stability-client-id", "stability-client-user-id", "stability-client-version"
  };
  const char *accept = pen_sim_visit_get_header (visit, "Accept");

  if (accept != NULL && !g_str_equal (accept, "image/*") &&
      !g_str_equal (accept, "application/json"))
    g_ptr_array_add (errors, g_strdup ("accept: must be image/* or application/json"));

  for (guint i = 0; i < G_N_ELEMENTS (identification); i++)
    {
      const char *value = pen_sim_visit_get_header (visit, identification[i]);

      if (value != NULL && strlen (value) > MAX_IDENTIFICATION)
        g_ptr_array_add (errors, g_strdup_printf ("%s: must be at most %d characters",
                                                  identification[i], MAX_IDENTIFICATION));
    }
}

/**
 * pen_sim_stability_is_english:
 * @text: a prompt
 *
 * Returns: whether its letters are of our script
 */
gboolean
pen_sim_stability_is_english (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);
      GUnicodeScript script = g_unichar_get_script (letter);

      if (g_unichar_isalpha (letter) && script != G_UNICODE_SCRIPT_LATIN &&
          script != G_UNICODE_SCRIPT_COMMON)
        return FALSE;
    }

  return TRUE;
}
