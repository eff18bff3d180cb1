/* pen-schema-roles.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Which of a model's other fields is a part of a request that every model shares.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

#include "pen-json.h"
#include "pen-schema-private.h"

/* More than a service makes at once is a mistake of its document. */
#define MAX_COUNT 100
#define MAX_WEIGHT 100

/* Sides that cannot even be this are no sides of a picture. */
#define USUAL_SIDE 512

/* Names in the order in which they are preferred. */
static const char * const prompt_names[] = {
  "prompt", "text_prompt", "positive_prompt", "prompt_text", "edit_prompt", "instruction",
  "instructions", "edit_instruction", "caption", "text", NULL
};

static const char * const negative_names[] = {
  "negative_prompt", "neg_prompt", "n_prompt", "negative", "negative_text", NULL
};

static const char * const search_names[] = { "search_prompt", "select_prompt", NULL };

static const char * const seed_names[] = { "seed", "random_seed", "noise_seed", NULL };

static const char * const count_names[] = {
  "num_outputs", "num_images", "number_of_images", "number_of_outputs", "num_samples",
  "n_images", "num_imgs", "image_count", "n", NULL
};

static const char * const strength_names[] = {
  "strength", "prompt_strength", "denoising_strength", "denoise_strength", "denoise",
  "denoising", "noise_strength", "image_strength", "img_strength", "image_to_image_strength",
  "img2img_strength", "i2i_strength", "initial_image_strength", "init_image_strength",
  "image_prompt_strength", "edit_strength", "variation_strength", "remix_strength",
  "inpaint_strength", "inpainting_strength", "creativity", NULL
};

static const char * const aspect_names[] = {
  "aspect_ratio", "aspect", "ratio", "image_size", "size", "output_size", "resolution", NULL
};

static const char * const weight_names[] = {
  "controlnet_conditioning_scale", "conditioning_scale", "condition_scale", "control_strength",
  "control_weight", "control_scale", "control_lora_strength", "controlnet_strength", NULL
};

/* The first of @names that is there and of @kind. */
static PenSchemaProperty *
find (GPtrArray          *properties,
      const char * const *names,
      PenSchemaKind       kind)
{
  for (guint i = 0; names[i] != NULL; i++)
    for (guint j = 0; j < properties->len; j++)
      {
        PenSchemaProperty *property = g_ptr_array_index (properties, j);

        if (property->kind == kind && g_ascii_strcasecmp (property->name, names[i]) == 0)
          return property;
      }

  return NULL;
}

static PenSchemaProperty *
find_count (GPtrArray *properties)
{
  PenSchemaProperty *count = find (properties, count_names, PEN_SCHEMA_INTEGER);

  /* A count of our own goes from 1 to what the service makes at most. */
  if (count == NULL || count->minimum > 1 || count->maximum > MAX_COUNT || count->maximum < 2)
    return NULL;

  return count;
}

/*
 * Whether two values of a list of sizes, or one where there is only one, are a shape:
 * “16:9”, “1024x768”, “portrait_4_3”.
 */
static gboolean
is_shape (const char *text)
{
  static const char * const words = "square|portrait|landscape|auto|match input image|custom";
  g_autofree char *tokens = _pen_schema_tokens (text);
  guint width;
  guint height;
  char between;

  if (sscanf (text, "%5u%c%5u", &width, &between, &height) == 3 &&
      (between == ':' || between == 'x'))
    return width > 0 && height > 0;

  return _pen_schema_has_token (tokens, words);
}

static gboolean
is_aspect (PenSchemaProperty *property)
{
  guint n = property->values != NULL ? json_array_get_length (property->values) : 0;
  guint shapes = 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (property->values, i);

      if (json_node_get_value_type (node) != G_TYPE_STRING)
        return FALSE;
      if (is_shape (json_node_get_string (node)))
        shapes++;
    }

  return n > 0 && shapes * 2 > n;
}

static PenSchemaProperty *
find_aspect (GPtrArray *properties)
{
  for (guint i = 0; aspect_names[i] != NULL; i++)
    for (guint j = 0; j < properties->len; j++)
      {
        PenSchemaProperty *property = g_ptr_array_index (properties, j);

        if ((property->kind == PEN_SCHEMA_CHOICE || property->kind == PEN_SCHEMA_SIZE) &&
            g_str_equal (property->name, aspect_names[i]) && is_aspect (property))
          return property;
      }

  return NULL;
}

static gboolean
has_value (PenSchemaProperty *property,
           const char        *value)
{
  for (guint i = 0; i < json_array_get_length (property->values); i++)
    if (g_strcmp0 (pen_json_at_string (property->values, i, NULL), value) == 0)
      return TRUE;

  return FALSE;
}

static gint64
int_at (JsonArray *array,
        guint      position)
{
  return json_node_get_int (json_array_get_element (array, position));
}

/* A side is a number, or one of numbers that are equally far apart. */
static gboolean
read_side (PenSchemaProperty *property)
{
  guint n = property->values != NULL ? json_array_get_length (property->values) : 0;
  gint64 first;
  gint64 step;

  if (property->kind == PEN_SCHEMA_INTEGER)
    return property->minimum <= USUAL_SIDE && property->maximum >= USUAL_SIDE;

  if (property->kind != PEN_SCHEMA_CHOICE || n < 3 ||
      json_node_get_value_type (json_array_get_element (property->values, 0)) != G_TYPE_INT64)
    return FALSE;

  first = int_at (property->values, 0);
  step = int_at (property->values, 1) - first;
  for (guint i = 1; i < n; i++)
    if (int_at (property->values, i) -
        int_at (property->values, i - 1) != step)
      return FALSE;

  if (step <= 0 || first <= 0 || first % step != 0 || step > 1024)
    return FALSE;

  property->minimum = first;
  property->maximum = int_at (property->values, n - 1);
  property->multiple = (guint) step;
  return TRUE;
}

static void
find_sides (PenSchemaRoles *roles,
            GPtrArray      *properties)
{
  static const char * const names[][2] = {
    { "width", "height" },
    { "image_width", "image_height" },
    { "output_width", "output_height" },
    { "target_width", "target_height" },
  };

  /* Numbers that only count beside a certain shape stay what they are. */
  if (roles->aspect != NULL && has_value (roles->aspect, "custom"))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      PenSchemaProperty *width = NULL;
      PenSchemaProperty *height = NULL;

      for (guint j = 0; j < properties->len; j++)
        {
          PenSchemaProperty *property = g_ptr_array_index (properties, j);

          if (g_str_equal (property->name, names[i][0]))
            width = property;
          if (g_str_equal (property->name, names[i][1]))
            height = property;
        }

      if (width != NULL && height != NULL && read_side (width) && read_side (height))
        {
          roles->width = width;
          roles->height = height;
          return;
        }
    }
}

/* “expand_left” and so on, each in pixels and none of them at the least. */
static void
find_margins (PenSchemaRoles *roles,
              GPtrArray      *properties)
{
  static const char * const prefixes[] = { "", "expand_", "extend_", "outpaint_", "pad_" };
  static const char * const sides[] = { "left", "top", "right", "bottom" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes) && roles->source != NULL; i++)
    {
      PenSchemaProperty *found[4] = { NULL };
      guint n = 0;

      for (guint j = 0; j < G_N_ELEMENTS (sides); j++)
        {
          g_autofree char *name = g_strconcat (prefixes[i], sides[j], NULL);
          const char *names[] = { name, NULL };

          found[j] = find (properties, names, PEN_SCHEMA_INTEGER);
          n += found[j] != NULL && found[j]->minimum <= 0 && found[j]->maximum >= 1 ? 1 : 0;
        }

      if (n < G_N_ELEMENTS (sides))
        continue;

      memcpy (roles->margins, found, sizeof found);
      return;
    }
}

static PenSchemaProperty *
find_size (GPtrArray *properties)
{
  for (guint i = 0; i < properties->len; i++)
    {
      PenSchemaProperty *property = g_ptr_array_index (properties, i);

      if (property->kind == PEN_SCHEMA_SIZE &&
          property->minimum <= USUAL_SIDE && property->maximum >= USUAL_SIDE &&
          _pen_schema_has_token (property->tokens, "size|resolution"))
        return property;
    }

  return NULL;
}

/* A number from 0 to 1; “prompt_strength” from 0 to 20 is something else. */
static gboolean
is_fraction (PenSchemaProperty *property)
{
  return property->minimum >= 0 && property->maximum <= 1 &&
         property->maximum - property->minimum >= 0.5;
}

static void
find_strength (PenSchemaRoles *roles,
               GPtrArray      *properties,
               GPtrArray      *notes)
{
  if (roles->source == NULL)
    return;

  for (guint i = 0; strength_names[i] != NULL; i++)
    for (guint j = 0; j < properties->len; j++)
      {
        PenSchemaProperty *property = g_ptr_array_index (properties, j);
        PenSchemaDirection direction;

        if (property->kind != PEN_SCHEMA_NUMBER || !is_fraction (property) ||
            !g_str_equal (property->name, strength_names[i]))
          continue;

        direction = _pen_schema_direction (property);
        if (direction != PEN_SCHEMA_UNSURE)
          {
            roles->strength = property;
            roles->inverted = direction == PEN_SCHEMA_LESS;
            return;
          }

        g_ptr_array_add (notes, g_strdup_printf (_("“%s” stays a setting of its own, as it is "
                                                   "not said whether more of it changes more"),
                                                 property->title));
      }
}

/*
 * _pen_schema_find_roles:
 * @roles: with its pictures found
 * @properties: (element-type PenSchemaProperty): of the model, in order
 * @notes: (element-type utf8): gets what had to be guessed
 */
void
_pen_schema_find_roles (PenSchemaRoles *roles,
                        GPtrArray      *properties,
                        GPtrArray      *notes)
{
  roles->prompt = find (properties, prompt_names, PEN_SCHEMA_TEXT);
  roles->negative = find (properties, negative_names, PEN_SCHEMA_TEXT);
  roles->search = find (properties, search_names, PEN_SCHEMA_TEXT);
  roles->seed = find (properties, seed_names, PEN_SCHEMA_INTEGER);
  roles->count = find_count (properties);
  roles->aspect = find_aspect (properties);
  roles->size = find_size (properties);
  if (roles->size == NULL)
    find_sides (roles, properties);
  if (roles->n_controls > 0)
    roles->weight = find (properties, weight_names, PEN_SCHEMA_NUMBER);
  if (roles->weight != NULL && roles->weight->maximum - roles->weight->minimum > MAX_WEIGHT)
    roles->weight = NULL;
  if (roles->seed != NULL && roles->seed->maximum < 1)
    roles->seed = NULL;
  find_strength (roles, properties, notes);
  find_margins (roles, properties);
}

/*
 * _pen_schema_has_role:
 * @roles: the parts of a request
 * @property: a field
 *
 * Returns: whether @property is one of them
 */
gboolean
_pen_schema_has_role (PenSchemaRoles    *roles,
                      PenSchemaProperty *property)
{
  PenSchemaProperty *all[] = {
    roles->prompt, roles->negative, roles->search, roles->source, roles->mask,
    roles->references, roles->weight, roles->strength, roles->seed, roles->count, roles->aspect,
    roles->size, roles->width, roles->height,
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (all[i] == property)
      return TRUE;

  for (guint i = 0; i < roles->n_controls; i++)
    if (roles->controls[i] == property)
      return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (roles->margins); i++)
    if (roles->margins[i] == property)
      return TRUE;

  /* “image_{n}” */
  return roles->numbered != NULL && property->kind == PEN_SCHEMA_PICTURE &&
         strncmp (property->name, roles->numbered, strlen (roles->numbered) - 3) == 0;
}
