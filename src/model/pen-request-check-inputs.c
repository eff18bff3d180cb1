/* pen-request-check-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What is wrong with the mask, the frame, the references and the controls of a request.
 * Each was chosen by the user for a purpose: where the model does not take it, nothing is
 * sent, for what came back would be paid and not what was meant.
 */

#define G_LOG_DOMAIN "pen-request-check"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-request-private.h"

static const char *
get_title (PenRequest *self)
{
  return pen_model_get_title (pen_request_get_model (self));
}

static gboolean
check_mask (PenRequest   *self,
            PenTaskSpec  *spec,
            GError      **error)
{
  PenField *field = spec->fields[PEN_ROLE_MASK];
  gboolean there = self->mask_path != NULL || pen_request_get_input (self, "mask") != NULL;

  /* The border of an enlarged canvas is a mask as well. */
  if (spec->fields[PEN_ROLE_EXTEND] != NULL &&
      spec->fields[PEN_ROLE_EXTEND]->by == PEN_EXTEND_BY_CANVAS &&
      pen_request_has_extend (self))
    there = TRUE;

  if (field == NULL && self->mask_path != NULL)
    return _pen_refuse (error, _("%s takes no mask for “%s”"), get_title (self),
                        pen_task_to_title (spec->task));

  if (field != NULL && field->required && !there)
    return _pen_refuse (error, _("Mark in a mask what is to change"));

  return TRUE;
}

static gboolean
check_extend (PenRequest   *self,
              PenTaskSpec  *spec,
              GError      **error)
{
  PenField *field = spec->fields[PEN_ROLE_EXTEND];

  if (!pen_request_has_extend (self))
    {
      if (field != NULL && spec->task == PEN_TASK_OUTPAINT)
        return _pen_refuse (error, _("Say by how many pixels the frame is to be pulled wider"));
      return TRUE;
    }

  if (field == NULL)
    return _pen_refuse (error, _("%s cannot pull the frame wider for “%s”"), get_title (self),
                        pen_task_to_title (spec->task));

  for (guint i = 0; i < PEN_N_SIDES; i++)
    {
      if (field->by == PEN_EXTEND_BY_FIELDS && self->extend[i] > 0 && field->sides[i] == NULL)
        return _pen_refuse (error, _("%s cannot pull the frame wider at this side"),
                            get_title (self));
      if (field->maximum > 0 && self->extend[i] > field->maximum)
        return _pen_refuse (error, _("The frame can be pulled wider by at most %.0f pixels at "
                                     "each side"),
                            field->maximum);
    }

  return TRUE;
}

static gboolean
check_references (PenRequest   *self,
                  PenTaskSpec  *spec,
                  GError      **error)
{
  PenField *field = spec->fields[PEN_ROLE_REFERENCES];
  guint number = self->references->len;

  if (field == NULL)
    return number == 0 || _pen_refuse (error, _("%s takes no reference pictures for “%s”"),
                                       get_title (self), pen_task_to_title (spec->task));

  if (number < field->minimum)
    return _pen_refuse (error, g_dngettext (GETTEXT_PACKAGE,
                                            "%s needs %.0f reference picture",
                                            "%s needs %.0f reference pictures",
                                            (gulong) field->minimum),
                        get_title (self), field->minimum);

  if (field->maximum > 0 && number > field->maximum)
    return _pen_refuse (error, g_dngettext (GETTEXT_PACKAGE,
                                            "%s takes at most %.0f reference picture",
                                            "%s takes at most %.0f reference pictures",
                                            (gulong) field->maximum),
                        get_title (self), field->maximum);

  return TRUE;
}

static gboolean
check_control (PenRequest   *self,
               PenField     *field,
               PenControl   *control,
               GError      **error)
{
  g_autofree char *all = NULL;

  if (!g_strv_contains ((const char * const *) field->kinds, control->kind))
    {
      all = g_strjoinv (", ", field->kinds);
      return _pen_refuse (error, _("The control cannot be “%s”, only one of: %s"), control->kind,
                          all);
    }

  if (control->weight < 0)
    return TRUE;

  if (field->weight == NULL)
    return _pen_refuse (error, _("%s has no weight for controls"), get_title (self));

  if (control->weight < field->weight->minimum || control->weight > field->weight->maximum)
    return _pen_refuse (error, _("The weight of a control must be from %g to %g"),
                        field->weight->minimum, field->weight->maximum);

  return TRUE;
}

/* A field that is no list takes one picture: of two, the service would see the last. */
static gboolean
check_kinds (PenRequest  *self,
             PenField    *field,
             GError     **error)
{
  for (guint i = 0; field->kinds[i] != NULL; i++)
    {
      guint number = 0;

      if (*field->kind_fields[i] == '\0' || g_str_has_suffix (field->kind_fields[i], "[]"))
        continue;

      for (guint j = 0; j < self->controls->len; j++)
        {
          PenControl *control = g_ptr_array_index (self->controls, j);

          number += g_str_equal (control->kind, field->kinds[i]);
        }
      if (number > 1)
        return _pen_refuse (error, _("%s takes only one control picture of the kind “%s”"),
                            get_title (self), field->kinds[i]);
    }

  return TRUE;
}

static gboolean
check_controls (PenRequest   *self,
                PenTaskSpec  *spec,
                GError      **error)
{
  PenField *field = spec->fields[PEN_ROLE_CONTROL];
  guint number = self->controls->len;

  if (field == NULL)
    return number == 0 || _pen_refuse (error, _("%s takes no control pictures for “%s”"),
                                       get_title (self), pen_task_to_title (spec->task));

  if (field->required && number == 0)
    return _pen_refuse (error, _("Choose a picture that leads the composition"));

  if (field->maximum > 0 && number > field->maximum)
    return _pen_refuse (error, g_dngettext (GETTEXT_PACKAGE,
                                            "%s takes at most %.0f control picture",
                                            "%s takes at most %.0f control pictures",
                                            (gulong) field->maximum),
                        get_title (self), field->maximum);

  for (guint i = 0; i < number; i++)
    if (!check_control (self, field, g_ptr_array_index (self->controls, i), error))
      return FALSE;

  return check_kinds (self, field, error);
}

static gboolean
check_search (PenRequest   *self,
              PenTaskSpec  *spec,
              GError      **error)
{
  PenField *field = spec->fields[PEN_ROLE_SEARCH];

  if (field == NULL && *self->search != '\0')
    return _pen_refuse (error, _("%s does not look for a thing by its name for “%s”"),
                        get_title (self), pen_task_to_title (spec->task));

  if (field != NULL && field->required && *self->search == '\0')
    return _pen_refuse (error, _("Say what is to be found in the picture"));

  return TRUE;
}

/*
 * _pen_request_check_inputs:
 * @self: a request
 * @spec: how its model is asked
 * @error: return location for a #GError
 *
 * Returns: whether they can be sent; if not, @error says what to mend:
 *   %PEN_ERROR_INVALID_REQUEST
 */
gboolean
_pen_request_check_inputs (PenRequest   *self,
                           PenTaskSpec  *spec,
                           GError      **error)
{
  return check_mask (self, spec, error) &&
         check_extend (self, spec, error) &&
         check_references (self, spec, error) &&
         check_controls (self, spec, error) &&
         check_search (self, spec, error);
}
