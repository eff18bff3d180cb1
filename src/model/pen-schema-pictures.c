/* pen-schema-pictures.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Which of a model's pictures is which: the one to start from, a mask, control
 * pictures, references.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-schema-private.h"

#define MAX_NUMBERED 20

typedef enum
{
  USE_SOURCE,
  USE_MASK,
  USE_CONTROL,
  USE_REFERENCE,
  USE_OTHER,
} Use;

/* Where several pictures could be the one to start from. */
static const char * const source_names[] = {
  " image ", " input image ", " image url ", " input image url ", " images ", " image urls ",
  " input images ", " image input ", " img ", " init image ", " init image url ",
  " source image ", " base image ", " photo ", " picture ", " target image ", " human img ",
  " subject ", " face image ", " face image url ",
};

static gboolean
is_picture (PenSchemaProperty *property)
{
  return property->kind == PEN_SCHEMA_PICTURE || property->kind == PEN_SCHEMA_PICTURES;
}

static Use
guess_use (PenSchemaProperty *property)
{
  const char *tokens = property->tokens;
  g_autofree char *words = _pen_schema_tokens (property->description);
  gboolean reference = _pen_schema_has_token (tokens, "reference|references|ref|style|redux|"
                                                      "image prompt|ip adapter|adapter");

  if (_pen_schema_has_token (tokens, "mask|masks"))
    return reference || property->kind == PEN_SCHEMA_PICTURES ||
           _pen_schema_has_token (tokens, "control|controlnet|face") ? USE_OTHER : USE_MASK;

  if (property->kind == PEN_SCHEMA_PICTURE &&
      (_pen_schema_has_token (tokens, "control|controlnet|conditioning|condition") ||
       _pen_schema_control_kind (tokens) != NULL ||
       _pen_schema_has_token (words, "control image|controlnet image")))
    return USE_CONTROL;

  return reference ? USE_REFERENCE : USE_SOURCE;
}

static guint
rank_source (PenSchemaProperty *property)
{
  guint rank = property->required ? 0 : 100;

  for (guint i = 0; i < G_N_ELEMENTS (source_names); i++)
    if (g_str_equal (property->tokens, source_names[i]))
      return rank + i;

  return rank + G_N_ELEMENTS (source_names);
}

static void
take_control (PenSchemaRoles    *roles,
              PenSchemaProperty *property,
              const char        *model)
{
  const char *kind = _pen_schema_control_kind (property->tokens);

  /* “control_image” of a model for edges. */
  if (kind == NULL)
    kind = _pen_schema_control_kind (model);
  if (kind == NULL)
    kind = "structure";

  for (guint i = 0; i < roles->n_controls; i++)
    if (g_str_equal (roles->kinds[i], kind))
      return;

  if (roles->n_controls == PEN_SCHEMA_MAX_CONTROLS)
    return;

  roles->controls[roles->n_controls] = property;
  roles->kinds[roles->n_controls++] = kind;
}

static PenSchemaProperty *
find_named (GPtrArray  *properties,
            const char *name)
{
  for (guint i = 0; i < properties->len; i++)
    {
      PenSchemaProperty *property = g_ptr_array_index (properties, i);

      if (property->kind == PEN_SCHEMA_PICTURE && g_str_equal (property->name, name))
        return property;
    }

  return NULL;
}

/* “input_image2”, “input_image_2” and so on, after “input_image” or “input_image1”. */
static void
find_numbered (PenSchemaRoles *roles,
               GPtrArray      *properties)
{
  static const char * const joints[] = { "", "_" };
  g_autofree char *stem = g_strdup (roles->source->name);
  gsize length = strlen (stem);

  if (length > 1 && stem[length - 1] == '1')
    stem[length - 1] = '\0';

  for (guint i = 0; i < G_N_ELEMENTS (joints); i++)
    {
      guint n = 2;

      while (n < MAX_NUMBERED)
        {
          g_autofree char *name = g_strdup_printf ("%s%s%u", stem, joints[i], n);

          if (find_named (properties, name) == NULL)
            break;
          n++;
        }

      if (n == 2)
        continue;

      roles->numbered = g_strdup_printf ("%s%s{n}", stem, joints[i]);
      roles->numbered_from = 2;
      roles->n_numbered = n - 2;
      return;
    }
}

static gboolean
is_numbered (PenSchemaRoles    *roles,
             PenSchemaProperty *property)
{
  gsize length;

  if (roles->numbered == NULL)
    return FALSE;

  length = strlen (roles->numbered) - strlen ("{n}");
  return strncmp (property->name, roles->numbered, length) == 0 &&
         g_ascii_isdigit (property->name[length]) &&
         property != roles->source;
}

static void
choose_source (PenSchemaRoles *roles,
               GPtrArray      *properties)
{
  for (guint i = 0; i < properties->len; i++)
    {
      PenSchemaProperty *property = g_ptr_array_index (properties, i);

      if (!is_picture (property))
        continue;

      if (guess_use (property) == USE_SOURCE &&
          (roles->source == NULL || rank_source (property) < rank_source (roles->source)))
        roles->source = property;
    }
}

/* Without a picture to start from, the only other one is it. */
static void
promote (PenSchemaRoles *roles,
         GPtrArray      *properties)
{
  if (roles->source != NULL)
    return;

  if (roles->n_controls == 1)
    {
      roles->source = roles->controls[0];
      roles->n_controls = 0;
      roles->sole_control = TRUE;
    }
  else if (roles->n_controls == 0 && roles->references != NULL &&
           (roles->references->required ||
            _pen_schema_has_token (roles->references->tokens, "image prompt")))
    {
      roles->source = roles->references;
      if (roles->references->kind == PEN_SCHEMA_PICTURE)
        roles->references = NULL;
    }
}

/* A second picture that nothing else is known of is a reference. */
static void
take_second (PenSchemaRoles *roles,
             GPtrArray      *properties,
             GPtrArray      *notes)
{
  if (roles->numbered != NULL || roles->references != NULL)
    return;

  if (roles->source != NULL && roles->source->kind == PEN_SCHEMA_PICTURES)
    {
      roles->references = roles->source;
      return;
    }

  for (guint i = 0; i < properties->len; i++)
    {
      PenSchemaProperty *property = g_ptr_array_index (properties, i);
      Use use = is_picture (property) ? guess_use (property) : USE_OTHER;

      if (use == USE_SOURCE && property != roles->source &&
          (roles->references == NULL || (property->required && !roles->references->required)))
        roles->references = property;
    }

  if (roles->references != NULL)
    g_ptr_array_add (notes, g_strdup_printf (_("“%s” is given as a reference picture"),
                                             roles->references->title));
}

static void
take_mask (PenSchemaRoles *roles,
           GPtrArray      *notes)
{
  gboolean told;

  roles->polarity = _pen_schema_mask_polarity (roles->mask->description, &told);
  if (!told)
    g_ptr_array_add (notes, g_strdup_printf (_("“%s”: that white is what changes is taken for "
                                               "granted, as it is not said"),
                                             roles->mask->title));
}

/*
 * _pen_schema_find_pictures:
 * @roles: is filled in
 * @properties: (element-type PenSchemaProperty): of the model, in order
 * @model: the words of the model's name
 * @notes: (element-type utf8): gets what had to be guessed
 */
void
_pen_schema_find_pictures (PenSchemaRoles *roles,
                           GPtrArray      *properties,
                           const char     *model,
                           GPtrArray      *notes)
{
  choose_source (roles, properties);
  if (roles->source != NULL && roles->source->kind == PEN_SCHEMA_PICTURE)
    find_numbered (roles, properties);

  for (guint i = 0; i < properties->len; i++)
    {
      PenSchemaProperty *property = g_ptr_array_index (properties, i);
      Use use = is_picture (property) ? guess_use (property) : USE_OTHER;

      if (property == roles->source || is_numbered (roles, property))
        continue;

      if (use == USE_MASK && roles->mask == NULL)
        roles->mask = property;
      else if (use == USE_CONTROL)
        take_control (roles, property, model);
      else if (use == USE_REFERENCE && roles->references == NULL && roles->numbered == NULL)
        roles->references = property;
    }

  promote (roles, properties);
  take_second (roles, properties, notes);
  /* A mask is of the picture to start from. */
  if (roles->source == NULL || roles->source->kind != PEN_SCHEMA_PICTURE)
    roles->mask = NULL;
  if (roles->mask != NULL)
    take_mask (roles, notes);

  roles->faces = roles->source != NULL &&
                 (_pen_schema_has_token (roles->source->tokens, "face|subject|id") ||
                  _pen_schema_has_token (model, "instant id|instantid|photomaker|pulid|face|faceid|"
                                                "faces|character|become image"));
}
