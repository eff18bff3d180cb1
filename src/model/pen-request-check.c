/* pen-request-check.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What is wrong with a request, and what its model will make of it, in sentences
 * for the user; both before anything is sent.
 */

#define G_LOG_DOMAIN "pen-request-check"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-error.h"
#include "pen-request-private.h"

/* Sets @error to a sentence for the user.  Returns: %FALSE */
gboolean
_pen_refuse (GError     **error,
                     const char  *format,
                     ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST, message);
  return FALSE;
}

static gboolean
is_blank (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

static gboolean
check_length (PenField    *field,
              const char  *text,
              const char  *title,
              GError     **error)
{
  glong length;

  if (!g_utf8_validate (text, -1, NULL))
    return _pen_refuse (error, _("%s is not readable as UTF-8 text"), title);

  length = g_utf8_strlen (text, -1);
  if (field == NULL || length == 0)
    return TRUE;

  if (length < field->minimum)
    return _pen_refuse (error, _("%s has %ld characters, and this model wants at least %.0f"),
                        title, length, field->minimum);

  if (field->maximum > 0 && length > field->maximum)
    return _pen_refuse (error, _("%s has %ld characters, and this model takes at most %.0f"),
                        title, length, field->maximum);

  return TRUE;
}

static gboolean
check_texts (PenRequest   *self,
             PenTaskSpec  *spec,
             GError      **error)
{
  const char *prompt = pen_request_get_prompt (self);
  const char *negative = pen_request_get_negative (self);

  if (!check_length (spec->fields[PEN_ROLE_PROMPT], prompt, _("The prompt"), error) ||
      !check_length (spec->fields[PEN_ROLE_SEARCH], pen_request_get_search (self),
                     _("What is to be found"), error) ||
      !check_length (spec->fields[PEN_ROLE_NEGATIVE], negative, _("The negative prompt"), error))
    return FALSE;

  if (!spec->prompt_required || !is_blank (prompt))
    return TRUE;

  if (pen_task_has_source (spec->task))
    return _pen_refuse (error, _("Say in the prompt what is to change"));

  return _pen_refuse (error, _("Say in the prompt what the picture is to show"));
}

static gboolean
check_source (PenRequest   *self,
              PenTaskSpec  *spec,
              GError      **error)
{
  double strength = pen_request_get_strength (self);

  if (!pen_task_has_source (spec->task) || spec->fields[PEN_ROLE_SOURCE] == NULL)
    return TRUE;

  if (pen_request_get_source_path (self) == NULL && pen_request_get_source (self) == NULL)
    return _pen_refuse (error, _("Choose a picture to start from"));

  /* Written so that “not a number” fails as well. */
  if (!(strength >= 0 && strength <= 1))
    return _pen_refuse (error, _("The strength must be from 0 to 1, and is %g"), strength);

  return TRUE;
}

static gboolean
check_seed (PenRequest   *self,
            PenTaskSpec  *spec,
            GError      **error)
{
  PenField *field = spec->fields[PEN_ROLE_SEED];
  guint64 seed = pen_request_get_seed (self);

  if (field == NULL || seed == 0)
    return TRUE;

  if (seed < field->minimum || (field->maximum > 0 && seed > field->maximum))
    return _pen_refuse (error, _("The seed must be from %.0f to %.0f"),
                        MAX (field->minimum, 1), field->maximum);

  return TRUE;
}

static gboolean
check_side (PenField    *field,
            guint        side,
            const char  *title,
            GError     **error)
{
  if (field == NULL || side == 0)
    return TRUE;

  if (side < field->minimum || (field->maximum > 0 && side > field->maximum))
    return _pen_refuse (error, _("%s must be from %.0f to %.0f pixels, and is %u"),
                        title, field->minimum, field->maximum, side);

  return TRUE;
}

/* What width and height may be only together. */
static gboolean
check_frame (PenLimits  *sizes,
             guint       width,
             guint       height,
             GError    **error)
{
  double pixels = (double) width * height;
  guint longer = MAX (width, height);
  double aspect;

  if (width == 0 || height == 0)
    return TRUE;

  aspect = (double) width / height;
  if (pixels < (double) sizes->min_pixels)
    return _pen_refuse (error, _("%u × %u is too small: this model makes at least "
                                 "%.2f megapixels"),
                        width, height, (double) sizes->min_pixels / 1e6);
  if (sizes->max_pixels > 0 && pixels > (double) sizes->max_pixels)
    return _pen_refuse (error, _("%u × %u is too large: this model makes at most "
                                 "%.2f megapixels"),
                        width, height, (double) sizes->max_pixels / 1e6);
  if (sizes->max_side > 0 && longer > sizes->max_side)
    return _pen_refuse (error, _("%u × %u is too large: a side has at most %u pixels"),
                        width, height, sizes->max_side);
  if ((sizes->min_aspect > 0 && aspect < sizes->min_aspect) ||
      (sizes->max_aspect > 0 && aspect > sizes->max_aspect))
    return _pen_refuse (error, _("%u × %u is too narrow for this model"), width, height);

  return TRUE;
}

static gboolean
check_size (PenRequest   *self,
            PenTaskSpec  *spec,
            GError      **error)
{
  PenField *field = spec->fields[PEN_ROLE_ASPECT];
  const char *aspect = pen_request_get_aspect (self);
  g_autofree char *all = NULL;
  guint width;
  guint height;

  pen_request_get_size (self, &width, &height);
  if ((width == 0) != (height == 0))
    return _pen_refuse (error, _("Give both width and height, or neither"));

  if (!check_side (spec->fields[PEN_ROLE_WIDTH], width, _("The width"), error) ||
      !check_side (spec->fields[PEN_ROLE_HEIGHT], height, _("The height"), error) ||
      !check_frame (&spec->sizes, width, height, error))
    return FALSE;

  /* In the steps of the model it may be another one. */
  if (width > 0 && height > 0)
    {
      pen_request_get_sent_size (self, &width, &height);
      if (!check_frame (&spec->sizes, width, height, error))
        return FALSE;
    }

  if (field == NULL || aspect == NULL || field->values == NULL ||
      g_strv_contains ((const char * const *) field->values, aspect))
    return TRUE;

  all = g_strjoinv (", ", field->values);
  return _pen_refuse (error, _("The aspect cannot be “%s”, only one of: %s"), aspect, all);
}

static gboolean
check_parameters (PenRequest  *self,
                  GError     **error)
{
  JsonObject *parameters = pen_request_get_parameters (self);
  g_autoptr(GList) names = json_object_get_members (parameters);
  PenTaskSpec *spec = pen_request_get_spec (self);

  for (guint i = 0; i < spec->parameters->len; i++)
    {
      PenParameter *parameter = g_ptr_array_index (spec->parameters, i);

      if (parameter->required && parameter->fallback == NULL &&
          !json_object_has_member (parameters, parameter->name))
        return _pen_refuse (error, _("%s wants “%s” to be set"),
                            pen_model_get_title (pen_request_get_model (self)), parameter->title);
    }

  for (GList *l = names; l != NULL; l = l->next)
    {
      PenParameter *parameter = pen_model_find_parameter (pen_request_get_model (self),
                                                          pen_request_get_task (self), l->data);

      if (parameter == NULL)
        return _pen_refuse (error, _("%s has no setting “%s”"),
                            pen_model_get_title (pen_request_get_model (self)),
                            (const char *) l->data);

      if (!pen_parameter_check (parameter, json_object_get_member (parameters, l->data), error))
        return FALSE;
    }

  return TRUE;
}

/**
 * pen_request_check:
 * @self: a request
 * @error: return location for a #GError
 *
 * Looks for what the service would refuse, without touching a file.
 *
 * Returns: whether it can be sent; if not, @error says what to mend:
 *   %PEN_ERROR_INVALID_REQUEST
 */
gboolean
pen_request_check (PenRequest  *self,
                   GError     **error)
{
  PenTaskSpec *spec;
  guint count;

  g_return_val_if_fail (PEN_IS_REQUEST (self), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  spec = pen_request_get_spec (self);
  count = pen_request_get_count (self);

  if (!check_source (self, spec, error) ||
      !_pen_request_check_inputs (self, spec, error) ||
      !check_texts (self, spec, error) ||
      !check_seed (self, spec, error) ||
      !check_size (self, spec, error))
    return FALSE;

  if (count < 1 || count > PEN_REQUEST_MAX_COUNT)
    return _pen_refuse (error, _("The number of pictures must be from 1 to %d"),
                        PEN_REQUEST_MAX_COUNT);

  return check_parameters (self, error);
}

static guint
snap (PenField *field,
      guint     side)
{
  guint multiple = field->multiple;
  guint snapped = (side + multiple / 2) / multiple * multiple;
  guint least = (guint) ceil (MAX (field->minimum, 1) / multiple) * multiple;

  if (field->maximum > 0)
    snapped = MIN (snapped, (guint) field->maximum / multiple * multiple);

  return MAX (snapped, least);
}

/**
 * pen_request_get_sent_size:
 * @self: a request
 * @width: (out): in pixels; 0 if none is sent
 * @height: (out): in pixels; 0 if none is sent
 *
 * The size that the model is asked for: the user's, else that of the prepared
 * source, in the steps of the model.
 */
void
pen_request_get_sent_size (PenRequest *self,
                           guint      *width,
                           guint      *height)
{
  PenTaskSpec *spec;

  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (width != NULL && height != NULL);

  spec = pen_request_get_spec (self);
  pen_request_get_size (self, width, height);
  if (*width == 0 || *height == 0)
    pen_request_get_source_size (self, width, height);

  if (*width == 0 || *height == 0 ||
      spec->fields[PEN_ROLE_WIDTH] == NULL || spec->fields[PEN_ROLE_HEIGHT] == NULL)
    {
      *width = 0;
      *height = 0;
      return;
    }

  *width = snap (spec->fields[PEN_ROLE_WIDTH], *width);
  *height = snap (spec->fields[PEN_ROLE_HEIGHT], *height);
}

static void
add_text_notes (PenRequest   *self,
                PenTaskSpec  *spec,
                GStrvBuilder *notes)
{
  if (spec->fields[PEN_ROLE_PROMPT] == NULL && !is_blank (pen_request_get_prompt (self)))
    g_strv_builder_add (notes, _("This model ignores the prompt"));

  if (spec->fields[PEN_ROLE_NEGATIVE] == NULL && !is_blank (pen_request_get_negative (self)))
    g_strv_builder_add (notes, _("This model ignores the negative prompt"));

  if (spec->fields[PEN_ROLE_STRENGTH] == NULL &&
      (spec->task == PEN_TASK_IMAGE_TO_IMAGE || spec->task == PEN_TASK_INPAINT))
    g_strv_builder_add (notes, _("This model ignores the strength: it decides itself how "
                                 "much to change"));

  if (spec->fields[PEN_ROLE_SEED] == NULL && pen_request_get_seed (self) != 0)
    g_strv_builder_add (notes, _("This model ignores the seed: each picture is another"));

  if (!pen_task_has_source (spec->task) && pen_request_get_source_path (self) != NULL)
    g_strv_builder_add (notes, _("The picture to start from is not sent: this task works "
                                 "from words alone"));
}

static void
add_size_notes (PenRequest   *self,
                PenTaskSpec  *spec,
                GStrvBuilder *notes)
{
  gboolean sized = spec->fields[PEN_ROLE_WIDTH] != NULL &&
                   spec->fields[PEN_ROLE_HEIGHT] != NULL;
  g_autofree char *snapped = NULL;
  guint width;
  guint height;
  guint sent_width;
  guint sent_height;

  if (spec->fields[PEN_ROLE_ASPECT] == NULL && pen_request_get_aspect (self) != NULL)
    g_strv_builder_add (notes, pen_task_has_source (spec->task)
                               ? _("This model takes no aspect together with a picture")
                               : _("This model ignores the aspect"));

  pen_request_get_size (self, &width, &height);
  if (width == 0 || height == 0)
    return;

  if (!sized)
    {
      g_strv_builder_add (notes, _("This model ignores the size: it has its own"));
      return;
    }

  pen_request_get_sent_size (self, &sent_width, &sent_height);
  if (sent_width == width && sent_height == height)
    return;

  snapped = g_strdup_printf (_("The size becomes %u × %u: this model works in steps of %u "
                               "pixels"),
                             sent_width, sent_height, spec->fields[PEN_ROLE_WIDTH]->multiple);
  g_strv_builder_add (notes, snapped);
}

static void
add_model_notes (PenRequest   *self,
                 PenTaskSpec  *spec,
                 GStrvBuilder *notes)
{
  PenModel *model = pen_request_get_model (self);
  const char *retires = pen_model_get_retires (model);
  guint count = pen_request_get_count (self);
  guint calls = (count + spec->max_count - 1) / spec->max_count;
  g_autofree char *note = NULL;
  g_autofree char *status = NULL;

  if (calls > 1)
    {
      note = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                           "Takes %u call: this model makes at most %u at a "
                                           "time",
                                           "Takes %u calls: this model makes at most %u at a "
                                           "time",
                                           calls),
                              calls, spec->max_count);
      g_strv_builder_add (notes, note);
    }

  if (pen_model_get_status (model) == PEN_MODEL_RETIRED)
    g_strv_builder_add (notes, _("The service has removed this model"));

  if (pen_model_get_status (model) == PEN_MODEL_RETIRING)
    {
      status = retires != NULL
               ? g_strdup_printf (_("The service will remove this model on %s"), retires)
               : g_strdup (_("The service will remove this model"));
      g_strv_builder_add (notes, status);
    }
}

/**
 * pen_request_get_notes:
 * @self: a request
 *
 * Returns: (transfer full) (array zero-terminated=1): a sentence for each thing that
 *   the model ignores or does otherwise than asked; maybe none
 */
char **
pen_request_get_notes (PenRequest *self)
{
  g_autoptr(GStrvBuilder) notes = g_strv_builder_new ();
  PenTaskSpec *spec;

  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  spec = pen_request_get_spec (self);
  add_text_notes (self, spec, notes);
  add_size_notes (self, spec, notes);
  add_model_notes (self, spec, notes);

  return g_strv_builder_end (notes);
}

/**
 * pen_request_estimate_usd:
 * @self: a request
 *
 * Returns: what all its pictures will cost, in US dollars, by the price in the
 *   catalogue; negative where that is not known
 */
double
pen_request_estimate_usd (PenRequest *self)
{
  PenTaskSpec *spec;

  g_return_val_if_fail (PEN_IS_REQUEST (self), -1);

  spec = pen_request_get_spec (self);
  if (spec->price_usd < 0)
    return -1;

  return spec->price_usd * pen_request_get_count (self);
}
