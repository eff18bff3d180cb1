/* pen-schema-tasks.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a model can be used for, by its name and by the pictures it takes.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include "pen-json.h"
#include "pen-schema-private.h"

/* What a picture becomes, by the words of the model's name; the first that fits. */
static const struct
{
  const char *words;
  PenTask     task;
} trades[] = {
  { "upscale|upscaler|upscaling|upscalers|esrgan|super resolution|superresolution|magnify|"
    "swinir|supir|seedvr|aura sr|ccsr|gfpgan|codeformer|restoration|hires|high resolution|"
    "hat|realesrgan|real esrgan|clarity", PEN_TASK_UPSCALE },
  { "rembg|birefnet|matting|cutout|remove bg|bg remover|remove background|background remover|"
    "background removal|background remove|bg removal|removebg|modnet|bgremover",
    PEN_TASK_REMOVE_BACKGROUND },
  { "replace background|background replace|background replacement|change background|"
    "background change|background generation", PEN_TASK_REPLACE_BACKGROUND },
  { "redux|variation|variations|variator", PEN_TASK_VARIATIONS },
  { "eraser|erase|object removal|remove object|object remover", PEN_TASK_ERASE },
  { "outpaint|outpainting|outpainter|expand|uncrop", PEN_TASK_OUTPAINT },
};

static PenTask
guess_trade (PenSchemaRoles *roles,
             const char     *model)
{
  if (roles->search != NULL)
    return _pen_schema_has_token (model, "recolor|recolour") ? PEN_TASK_RECOLOR
                                                             : PEN_TASK_SEARCH_REPLACE;

  if (roles->margins[0] != NULL)
    return PEN_TASK_OUTPAINT;

  for (guint i = 0; i < G_N_ELEMENTS (trades); i++)
    if (_pen_schema_has_token (model, trades[i].words))
      return trades[i].task;

  if (roles->faces)
    return PEN_TASK_FACE;

  if (roles->sole_control ||
      (roles->strength == NULL &&
       _pen_schema_has_token (model, "controlnet|control|canny|depth|scribble|lineart")))
    return PEN_TASK_CONTROL;

  return PEN_TASK_IMAGE_TO_IMAGE;
}

/* Whether @model makes pictures from words, with its pictures left away. */
static gboolean
works_from_words (PenSchemaRoles *roles,
                  PenTask         trade)
{
  if (roles->prompt == NULL || (roles->source != NULL && roles->source->required) ||
      (roles->mask != NULL && roles->mask->required))
    return FALSE;

  return roles->source == NULL || trade == PEN_TASK_IMAGE_TO_IMAGE ||
         trade == PEN_TASK_VARIATIONS ||
         (trade == PEN_TASK_CONTROL && roles->sole_control);
}

/* “An image for inpainting” is nothing without a mask. */
static gboolean
is_for_inpainting (PenSchemaProperty *source)
{
  g_autofree char *words = _pen_schema_tokens (source->description);

  return _pen_schema_has_token (words, "inpaint|inpainting|inpainted|fill") &&
         !_pen_schema_has_token (words, "img 2 img|image to image|image 2 image|variation|"
                                        "reference");
}

/*
 * _pen_schema_choose_tasks:
 * @roles: the parts of a request
 * @model: the words of the model's name
 * @ret_tasks: (out caller-allocates): takes up to %PEN_SCHEMA_MAX_TASKS
 *
 * Returns: how many tasks there are; 0 where a model has neither words nor a picture
 */
guint
_pen_schema_choose_tasks (PenSchemaRoles *roles,
                          const char     *model,
                          PenTask        *ret_tasks)
{
  PenTask trade = roles->source != NULL ? guess_trade (roles, model) : PEN_TASK_TEXT_TO_IMAGE;
  gboolean creative = trade == PEN_TASK_IMAGE_TO_IMAGE || trade == PEN_TASK_ERASE ||
                      trade == PEN_TASK_OUTPAINT || trade == PEN_TASK_CONTROL ||
                      trade == PEN_TASK_REPLACE_BACKGROUND;
  guint n = 0;

  if (works_from_words (roles, trade))
    ret_tasks[n++] = PEN_TASK_TEXT_TO_IMAGE;

  if (roles->source == NULL)
    return n;

  if (roles->mask != NULL && creative)
    {
      gboolean erases = roles->prompt == NULL || trade == PEN_TASK_ERASE;

      ret_tasks[n++] = erases ? PEN_TASK_ERASE : PEN_TASK_INPAINT;
      if (roles->mask->required || erases || is_for_inpainting (roles->source))
        return n;
    }

  ret_tasks[n++] = trade;
  return n;
}

static void
merge (JsonObject *object,
       JsonObject *from)
{
  g_autoptr(GList) names = from != NULL ? json_object_get_members (from) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (object, l->data,
                            json_node_copy (json_object_get_member (from, l->data)));
}

/* What a picture may be; a picture whose size is asked for as well must fit that. */
static JsonObject *
write_limits (PenSchemaRoles       *roles,
              PenTask               task,
              const PenSchemaHints *hints)
{
  g_autoptr(JsonObject) limits = json_object_new ();

  merge (limits, hints->limits);
  merge (limits, roles->source->limits);

  if (roles->width != NULL && _pen_schema_sends (roles, task, roles->width))
    {
      double greatest = MIN (roles->width->maximum, roles->height->maximum);
      guint pixels = _pen_schema_usual_side (roles->width) *
                     _pen_schema_usual_side (roles->height);

      /* Its size is asked for, so it must be one that the model makes. */
      greatest = MIN (greatest, pen_json_double_or (limits, "side-max", greatest));
      if (greatest < 1000000)
        json_object_set_int_member (limits, "side-max", (gint64) greatest);
      else
        json_object_set_int_member (limits, "pixels-max", pixels);
      if (roles->width->multiple > 1)
        json_object_set_int_member (limits, "multiple", roles->width->multiple);
    }

  return json_object_get_size (limits) > 0 ? g_steal_pointer (&limits) : NULL;
}

/* What the service wants and a request may leave open. */
static void
add_fixed (JsonObject        *fixed,
           PenSchemaRoles    *roles,
           PenSchemaProperty *property)
{
  for (guint i = 0; i < G_N_ELEMENTS (roles->margins); i++)
    /* A side that is not drawn out stays where it is, whatever the service would do. */
    if (property == roles->margins[i])
      json_object_set_int_member (fixed, property->name, 0);

  if (!property->required)
    return;

  if (property == roles->aspect && property->values != NULL)
    json_object_set_member (fixed, property->name,
                            json_node_ref (json_array_get_element (property->values, 0)));
  else if (property == roles->negative)
    json_object_set_string_member (fixed, property->name, "");
  else if (property == roles->seed)
    json_object_set_int_member (fixed, property->name,
                                (gint64) CLAMP (property->minimum, 0, G_MAXINT32));
  else if (property == roles->count)
    json_object_set_int_member (fixed, property->name, 1);
  else if (property == roles->width || property == roles->height)
    json_object_set_int_member (fixed, property->name,
                                (gint64) CLAMP (1024, property->minimum, property->maximum));
}

/* Settings that only count beside a picture are none of a task without one. */
static gboolean
is_setting (PenSchemaRoles    *roles,
            PenTask            task,
            PenSchemaProperty *property)
{
  if (_pen_schema_has_role (roles, property) && _pen_schema_sends (roles, task, property))
    return FALSE;

  return property != roles->strength || pen_task_has_source (task);
}

/*
 * _pen_schema_write_task:
 * @roles: the parts of a request
 * @task: a task
 * @properties: (element-type PenSchemaProperty): of the model, in order
 * @hints: what the document does not say
 *
 * Returns: (transfer full): how the model does @task, in the form of a catalogue
 */
JsonObject *
_pen_schema_write_task (PenSchemaRoles       *roles,
                        PenTask               task,
                        GPtrArray            *properties,
                        const PenSchemaHints *hints)
{
  JsonObject *object = json_object_new ();
  g_autoptr(JsonObject) fixed = json_object_new ();
  JsonArray *parameters = json_array_new ();
  JsonObject *limits = roles->source != NULL && pen_task_has_source (task)
                       ? write_limits (roles, task, hints) : NULL;

  merge (fixed, hints->fixed);
  json_object_set_string_member (object, "endpoint", hints->endpoint);
  json_object_set_string_member (object, "path", hints->path);
  json_object_set_string_member (object, "body", "json");
  json_object_set_object_member (object, "roles",
                                 _pen_schema_write_roles (roles, task, hints->prefix));

  for (guint i = 0; i < properties->len; i++)
    {
      PenSchemaProperty *property = g_ptr_array_index (properties, i);
      JsonObject *parameter = NULL;

      if (is_setting (roles, task, property))
        parameter = _pen_schema_write_parameter (property);
      else
        add_fixed (fixed, roles, property);
      if (parameter != NULL)
        json_array_add_object_element (parameters, parameter);
    }

  if (json_object_get_size (fixed) > 0)
    json_object_set_object_member (object, "fixed", g_steal_pointer (&fixed));
  json_object_set_array_member (object, "parameters", parameters);
  if (limits != NULL)
    json_object_set_object_member (object, "limits", limits);

  return object;
}
