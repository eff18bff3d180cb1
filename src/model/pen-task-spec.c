/* pen-task-spec.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-task-spec"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-field-private.h"
#include "pen-strict-private.h"
#include "pen-task-spec-private.h"

#define MAX_COUNT 1000

static const char * const spec_members[] = {
  "endpoint", "method", "path", "body", "roles", "fixed", "parameters", "limits", "sizes",
  "price", NULL
};

/* In the order of PenRole. */
static const char * const roles[] = {
  "prompt", "negative", "search", "source", "mask", "references", "control", "extend",
  "strength", "seed", "count", "aspect", "width", "height", NULL
};

static const char * const limit_members[] = {
  "bytes", "request-bytes", "pixels-min", "pixels-max", "pixels-all", "side-min", "side-max",
  "multiple", "aspect-min", "aspect-max", "formats", "alpha", NULL
};

static const char * const styles[] = { "none", "json", "form", NULL };
static const char * const methods[] = { "GET", "POST", "PUT", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (roles) == PEN_N_ROLES + 1);

static gboolean
read_role (PenTaskSpec  *self,
           const char   *name,
           JsonObject   *object,
           GError      **error)
{
  int role = pen_strict_choice (name, "roles", roles, error);
  guint64 maximum = 1;

  if (role < 0)
    return FALSE;

  self->fields[role] = pen_field_new_from_json (role, object, error);
  if (self->fields[role] == NULL ||
      (role == PEN_ROLE_COUNT && !pen_strict_count (object, "max", MAX_COUNT, &maximum, error)))
    {
      g_prefix_error (error, _("Role “%s”: "), name);
      return FALSE;
    }

  if (role == PEN_ROLE_PROMPT)
    self->prompt_required = self->fields[role]->required;
  if (role == PEN_ROLE_COUNT)
    self->max_count = MAX (maximum, 1);

  return TRUE;
}

static gboolean
read_roles (PenTaskSpec  *self,
            JsonObject   *object,
            GError      **error)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *role = NULL;

      if (!pen_strict_object (object, l->data, TRUE, &role, error) ||
          !read_role (self, l->data, role, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
has_parameter (PenTaskSpec *self,
               const char  *name)
{
  for (guint i = 0; i < self->parameters->len; i++)
    if (g_str_equal (((PenParameter *) self->parameters->pdata[i])->name, name))
      return TRUE;

  return FALSE;
}

static gboolean
read_parameters (PenTaskSpec  *self,
                 JsonArray    *array,
                 GError      **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autoptr(PenParameter) parameter = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED,
                               _("“parameters” must be a list of objects"));
          return FALSE;
        }

      parameter = pen_parameter_new_from_json (json_node_get_object (node), error);
      if (parameter == NULL)
        return FALSE;

      if (has_parameter (self, parameter->name))
        {
          g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED,
                       _("Parameter “%s” is there twice"), parameter->name);
          return FALSE;
        }

      g_ptr_array_add (self->parameters, g_steal_pointer (&parameter));
    }

  return TRUE;
}

static gboolean
read_limits (PenLimits   *limits,
             JsonObject  *object,
             const char  *title,
             GError     **error)
{
  guint64 min_side = 0;
  guint64 max_side = 0;
  guint64 multiple = 1;

  if (!pen_strict_members (object, limit_members, error) ||
      !pen_strict_count (object, "bytes", G_MAXINT64, &limits->max_bytes, error) ||
      !pen_strict_count (object, "request-bytes", G_MAXINT64, &limits->max_request_bytes,
                         error) ||
      !pen_strict_count (object, "pixels-min", G_MAXINT64, &limits->min_pixels, error) ||
      !pen_strict_count (object, "pixels-max", G_MAXINT64, &limits->max_pixels, error) ||
      !pen_strict_count (object, "pixels-all", G_MAXINT64, &limits->max_all_pixels, error) ||
      !pen_strict_count (object, "side-min", PEN_FIELD_MAX_SIDE, &min_side, error) ||
      !pen_strict_count (object, "side-max", PEN_FIELD_MAX_SIDE, &max_side, error) ||
      !pen_strict_count (object, "multiple", PEN_FIELD_MAX_SIDE, &multiple, error) ||
      !pen_strict_number (object, "aspect-min", &limits->min_aspect, error) ||
      !pen_strict_number (object, "aspect-max", &limits->max_aspect, error) ||
      !pen_strict_strings (object, "formats", &limits->formats, error) ||
      !pen_strict_boolean (object, "alpha", &limits->alpha, error))
    {
      g_prefix_error (error, "%s: ", title);
      return FALSE;
    }

  limits->min_side = min_side;
  limits->max_side = max_side;
  limits->multiple = MAX (multiple, 1);
  return TRUE;
}

static gboolean
read_address (PenTaskSpec  *self,
              JsonObject   *object,
              GError      **error)
{
  const char *endpoint = NULL;
  const char *method = "POST";
  const char *path = NULL;
  const char *body = "none";
  int style;

  if (!pen_strict_string (object, "endpoint", FALSE, &endpoint, error) ||
      !pen_strict_string (object, "method", FALSE, &method, error) ||
      !pen_strict_string (object, "path", FALSE, &path, error) ||
      !pen_strict_string (object, "body", FALSE, &body, error) ||
      pen_strict_choice (method, "method", methods, error) < 0)
    return FALSE;

  style = pen_strict_choice (body, "body", styles, error);
  if (style < 0)
    return FALSE;

  self->endpoint = g_strdup (endpoint);
  self->method = g_strdup (method);
  self->path = g_strdup (path);
  self->style = style;
  return TRUE;
}

static gboolean
read_members (PenTaskSpec  *self,
              JsonObject   *object,
              GError      **error)
{
  JsonObject *fixed = NULL;
  JsonObject *limits = NULL;
  JsonObject *sizes = NULL;
  JsonObject *role_object = NULL;
  JsonArray *parameters = NULL;

  if (!pen_strict_members (object, spec_members, error) ||
      !read_address (self, object, error) ||
      !pen_strict_object (object, "roles", FALSE, &role_object, error) ||
      !pen_strict_object (object, "fixed", FALSE, &fixed, error) ||
      !pen_strict_array (object, "parameters", &parameters, error) ||
      !pen_strict_object (object, "limits", FALSE, &limits, error) ||
      !pen_strict_object (object, "sizes", FALSE, &sizes, error))
    return FALSE;

  if (fixed != NULL)
    self->fixed = json_object_ref (fixed);

  return (role_object == NULL || read_roles (self, role_object, error)) &&
         (parameters == NULL || read_parameters (self, parameters, error)) &&
         (limits == NULL || read_limits (&self->limits, limits, _("Limits"), error)) &&
         (sizes == NULL || read_limits (&self->sizes, sizes, _("Sizes"), error));
}

/**
 * pen_task_spec_new_from_json:
 * @task: the task
 * @object: its entry in a model of a catalogue
 * @error: return location for a #GError
 *
 * The price is the model's business, who knows its own as well.
 *
 * Returns: (transfer full): the entry, or %NULL with @error set: %PEN_ERROR_FAILED
 */
PenTaskSpec *
pen_task_spec_new_from_json (PenTask      task,
                             JsonObject  *object,
                             GError     **error)
{
  g_autoptr(PenTaskSpec) self = NULL;

  g_return_val_if_fail ((guint) task < PEN_N_TASKS, NULL);
  g_return_val_if_fail (object != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (PenTaskSpec, 1);
  self->task = task;
  self->parameters = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_parameter_free);
  self->limits.multiple = 1;
  self->sizes.multiple = 1;
  self->max_count = 1;
  self->price_usd = -1;

  if (!read_members (self, object, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * pen_task_spec_free:
 * @self: (transfer full): an entry
 */
void
pen_task_spec_free (PenTaskSpec *self)
{
  for (guint i = 0; i < PEN_N_ROLES; i++)
    g_clear_pointer (&self->fields[i], pen_field_free);
  g_clear_pointer (&self->endpoint, g_free);
  g_clear_pointer (&self->method, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->parameters, g_ptr_array_unref);
  g_clear_pointer (&self->fixed, json_object_unref);
  g_clear_pointer (&self->limits.formats, g_strfreev);
  g_clear_pointer (&self->sizes.formats, g_strfreev);
  g_free (self);
}
