/* pen-field.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-field"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-field-private.h"
#include "pen-strict-private.h"

/* More pictures than anybody sends with one request. */
#define MAX_NUMBER 1000

static const char * const text_members[] = { "field", "min", "max", "required", NULL };
static const char * const source_members[] = { "field", "prefix", NULL };
static const char * const mask_members[] = {
  "field", "prefix", "polarity", "required", "bytes", NULL
};
static const char * const reference_members[] = {
  "field", "prefix", "min", "max", "from", NULL
};
static const char * const control_members[] = {
  "kinds", "prefix", "max", "required", "weight", NULL
};
static const char * const weight_members[] = { "field", "min", "max", "default", NULL };
static const char * const extend_members[] = {
  "left", "top", "right", "bottom", "max", "multiple", "by", NULL
};
static const char * const strength_members[] = {
  "field", "min", "max", "direction", "values", NULL
};
static const char * const seed_members[] = { "field", "min", "max", "text", NULL };
static const char * const count_members[] = { "field", "max", "default", "text", NULL };
static const char * const aspect_members[] = { "field", "values", NULL };
static const char * const size_members[] = {
  "field", "min", "max", "multiple", "default", NULL
};

/* In the order of PenRole. */
static const char * const * const members[PEN_N_ROLES] = {
  text_members, text_members, text_members, source_members, mask_members, reference_members,
  control_members, extend_members, strength_members, seed_members, count_members,
  aspect_members, size_members, size_members,
};

static const char * const directions[] = { "more", "less", NULL };
static const char * const polarities[] = { "white", "black", "alpha", "two-way", NULL };
static const char * const ways[] = { "fields", "canvas", "provider", NULL };
static const char * const sides[PEN_N_SIDES] = { "left", "top", "right", "bottom" };

/* Whether a provider may place it, so that the catalogue has no name for it. */
static gboolean
needs_name (PenRole role)
{
  return role != PEN_ROLE_MASK && role != PEN_ROLE_REFERENCES &&
         role != PEN_ROLE_CONTROL && role != PEN_ROLE_EXTEND && role != PEN_ROLE_SOURCE;
}

static gboolean
read_weight (PenField    *self,
             JsonObject  *object,
             GError     **error)
{
  JsonObject *weight = NULL;
  const char *name = NULL;

  if (!pen_strict_object (object, "weight", FALSE, &weight, error))
    return FALSE;
  if (weight == NULL)
    return TRUE;

  self->weight = g_new0 (PenField, 1);
  self->weight->multiple = 1;
  self->weight->maximum = 1;
  if (!pen_strict_members (weight, weight_members, error) ||
      !pen_strict_string (weight, "field", FALSE, &name, error) ||
      !pen_strict_number (weight, "min", &self->weight->minimum, error) ||
      !pen_strict_number (weight, "max", &self->weight->maximum, error) ||
      !pen_strict_number (weight, "default", &self->weight->fallback, error))
    return FALSE;

  self->weight->name = g_strdup (name != NULL ? name : "");
  return TRUE;
}

static gboolean
read_kinds (PenField    *self,
            JsonObject  *object,
            GError     **error)
{
  g_autoptr(GStrvBuilder) kinds = g_strv_builder_new ();
  g_autoptr(GStrvBuilder) fields = g_strv_builder_new ();
  g_autoptr(GList) names = NULL;
  JsonObject *table = NULL;

  if (!pen_strict_object (object, "kinds", TRUE, &table, error))
    return FALSE;

  names = json_object_get_members (table);
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonNode *node = json_object_get_member (table, l->data);
      const char *field = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;

      /* Unlike other names it may be empty. */
      if (field == NULL)
        {
          g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("“kinds”: “%s” must be a text"),
                       (const char *) l->data);
          return FALSE;
        }
      g_strv_builder_add (kinds, l->data);
      g_strv_builder_add (fields, field);
    }

  self->kinds = g_strv_builder_end (kinds);
  self->kind_fields = g_strv_builder_end (fields);
  return read_weight (self, object, error);
}

static gboolean
read_sides (PenField    *self,
            JsonObject  *object,
            GError     **error)
{
  const char *by = ways[0];
  int way;

  if (!pen_strict_string (object, "by", FALSE, &by, error))
    return FALSE;

  way = pen_strict_choice (by, "by", ways, error);
  if (way < 0)
    return FALSE;

  self->by = way;
  for (guint i = 0; i < PEN_N_SIDES; i++)
    {
      const char *name = NULL;

      if (!pen_strict_string (object, sides[i], FALSE, &name, error))
        return FALSE;
      self->sides[i] = g_strdup (name);
    }

  return TRUE;
}

static gboolean
read_mask (PenField    *self,
           JsonObject  *object,
           GError     **error)
{
  const char *polarity = polarities[0];
  int choice;

  if (!pen_strict_string (object, "polarity", FALSE, &polarity, error) ||
      !pen_strict_count (object, "bytes", G_MAXINT64, &self->max_bytes, error))
    return FALSE;

  choice = pen_strict_choice (polarity, "polarity", polarities, error);
  self->polarity = MAX (choice, 0);
  return choice >= 0;
}

static gboolean
read_extras (PenField    *self,
             PenRole      role,
             JsonObject  *object,
             GError     **error)
{
  guint64 from = 1;

  switch ((guint) role)
    {
    case PEN_ROLE_MASK:
      return read_mask (self, object, error);
    case PEN_ROLE_CONTROL:
      return read_kinds (self, object, error);
    case PEN_ROLE_EXTEND:
      return read_sides (self, object, error);
    case PEN_ROLE_REFERENCES:
      if (!pen_strict_count (object, "from", MAX_NUMBER, &from, error))
        return FALSE;
      self->from = from;
      return TRUE;
    default:
      return TRUE;
    }
}

/**
 * pen_field_new_from_json:
 * @role: which role it plays
 * @object: its entry in a task of a catalogue
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the field, or %NULL with @error set: %PEN_ERROR_FAILED
 */
PenField *
pen_field_new_from_json (PenRole      role,
                         JsonObject  *object,
                         GError     **error)
{
  g_autoptr(PenField) self = g_new0 (PenField, 1);
  const char *name = NULL;
  const char *prefix = NULL;
  const char *direction = directions[0];
  guint64 multiple = 1;

  self->maximum = role == PEN_ROLE_STRENGTH ? 1 : 0;
  if (!pen_strict_members (object, members[role], error) ||
      !pen_strict_string (object, "field", needs_name (role), &name, error) ||
      !pen_strict_string (object, "prefix", FALSE, &prefix, error) ||
      !pen_strict_string (object, "direction", FALSE, &direction, error) ||
      !pen_strict_number (object, "min", &self->minimum, error) ||
      !pen_strict_number (object, "max", &self->maximum, error) ||
      !pen_strict_number (object, "default", &self->fallback, error) ||
      !pen_strict_count (object, "multiple", PEN_FIELD_MAX_SIDE, &multiple, error) ||
      !pen_strict_boolean (object, "required", &self->required, error) ||
      !pen_strict_boolean (object, "text", &self->as_text, error) ||
      !pen_strict_strings (object, "values", &self->values, error) ||
      pen_strict_choice (direction, "direction", directions, error) < 0 ||
      !read_extras (self, role, object, error))
    return NULL;

  if (self->maximum != 0 && self->minimum > self->maximum)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                           _("“min” is greater than “max”"));
      return NULL;
    }

  self->name = g_strdup (name != NULL ? name : "");
  self->prefix = g_strdup (prefix);
  self->inverted = g_str_equal (direction, "less");
  self->multiple = MAX (multiple, 1);
  return g_steal_pointer (&self);
}

/**
 * pen_field_free:
 * @self: (transfer full): a field
 */
void
pen_field_free (PenField *self)
{
  g_free (self->name);
  g_free (self->prefix);
  g_strfreev (self->values);
  g_strfreev (self->kinds);
  g_strfreev (self->kind_fields);
  g_clear_pointer (&self->weight, pen_field_free);
  for (guint i = 0; i < PEN_N_SIDES; i++)
    g_free (self->sides[i]);
  g_free (self);
}
