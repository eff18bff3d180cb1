/* pen-landing-base.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-landing"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-composite.h"
#include "pen-decode.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-extend.h"
#include "pen-file.h"
#include "pen-job-inputs.h"
#include "pen-landing-base.h"

/* PNG loses nothing: only then is what was kept the same to the bit. */
#define MEDIA_TYPE "image/png"
#define SUFFIX     ".png"
#define QUALITY    100

struct _PenLandingBase
{
  PenPixels    *old;         /* (owned): larger by the margins */
  PenMask      *mask;        /* (owned): what of it may change, softened */
  PenPlacement  placement;
  char         *warning;     /* (owned) (nullable) */
};

/**
 * pen_landing_base_is_wanted:
 * @request: what was asked for
 *
 * Returns: whether its results are laid into the old picture
 */
gboolean
pen_landing_base_is_wanted (PenRequest *request)
{
  g_return_val_if_fail (PEN_IS_REQUEST (request), FALSE);

  return pen_request_get_source_path (request) != NULL &&
         (pen_request_get_mask_path (request) != NULL || pen_request_has_extend (request));
}

void
pen_landing_base_free (PenLandingBase *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->old, pen_pixels_unref);
  g_clear_pointer (&self->mask, pen_mask_free);
  g_clear_pointer (&self->warning, g_free);
  g_free (self);
}

/* The margins, and as much of the old picture as is to be softened into them. */
static PenMask *
make_frame (PenRequest       *request,
            const PenMargins *margins,
            guint             width,
            guint             height,
            guint             feather)
{
  g_autoptr(PenMask) mask = NULL;

  if (!pen_request_has_extend (request))
    return pen_mask_new (width, height);

  mask = pen_extend_mask (width, height, margins, feather);
  pen_mask_feather (mask, feather, NULL, NULL);

  return g_steal_pointer (&mask);
}

static PenMask *
make_mask (PenRequest        *request,
           const PenMargins  *margins,
           PenPixels         *source,
           GError           **error)
{
  guint feather = MIN (pen_request_get_mask_feather (request), PEN_MASK_MAX_FEATHER);
  guint width = pen_pixels_get_width (source);
  guint height = pen_pixels_get_height (source);
  g_autoptr(PenMask) mask = make_frame (request, margins, width, height, feather);
  g_autoptr(PenMask) painted = NULL;
  g_autoptr(PenMask) placed = NULL;

  if (pen_request_get_mask_path (request) == NULL)
    return g_steal_pointer (&mask);

  painted = pen_job_inputs_load_mask (request, width, height, NULL, error);
  if (painted == NULL)
    return NULL;

  pen_mask_feather (painted, feather, NULL, NULL);
  placed = pen_extend_place_mask (painted, margins);
  pen_mask_add (mask, placed);

  return g_steal_pointer (&mask);
}

/* After a restart nobody knows any more; what is done again gives the same. */
static gboolean
find_placement (PenLandingBase      *self,
                PenRequest          *request,
                const PenPlacement  *placement,
                const char          *folder,
                GError             **error)
{
  g_autoptr(PenJobInputs) inputs = NULL;

  if (placement != NULL)
    {
      self->placement = *placement;
      return TRUE;
    }

  inputs = pen_job_inputs_new (request, folder, NULL, error);
  if (inputs == NULL)
    return FALSE;

  self->placement = *pen_job_inputs_get_placement (inputs);

  return TRUE;
}

/**
 * pen_landing_base_new:
 * @request: what was asked for
 * @placement: (nullable): where the old picture lies in results, from
 *   pen_job_inputs_get_placement(); %NULL where that has to be found out again
 * @folder: where temporary files may be written
 * @error: return location for a #GError
 *
 * Blocks.
 *
 * Returns: (transfer full): what results of @request are laid into, or %NULL with the errors
 *   of pen_picture_decode() and pen_mask_load()
 */
PenLandingBase *
pen_landing_base_new (PenRequest          *request,
                      const PenPlacement  *placement,
                      const char          *folder,
                      GError             **error)
{
  g_autoptr(PenLandingBase) self = NULL;
  g_autoptr(PenPixels) source = NULL;
  PenMargins margins;
  PenPictureInfo info;

  g_return_val_if_fail (PEN_IS_REQUEST (request), NULL);
  g_return_val_if_fail (pen_landing_base_is_wanted (request), NULL);
  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (PenLandingBase, 1);
  margins = pen_job_inputs_get_margins (request);
  source = pen_picture_decode (pen_request_get_source_path (request), 0, &info, NULL, error);
  if (source == NULL || !find_placement (self, request, placement, folder, error) ||
      !pen_extend_check (&margins, pen_pixels_get_width (source),
                         pen_pixels_get_height (source), error))
    return NULL;

  self->mask = make_mask (request, &margins, source, error);
  if (self->mask == NULL)
    return NULL;

  self->old = pen_extend_mirrored (source, &margins);
  if (info.bit_depth > 8)
    self->warning = g_strdup_printf (_("The source has %u bits for each colour, and this picture "
                                       "has 8"),
                                     info.bit_depth);

  return g_steal_pointer (&self);
}

/**
 * pen_landing_base_get_warning:
 * @self: what results are laid into
 *
 * Returns: (nullable): a sentence that belongs to whatever is laid into it
 */
const char *
pen_landing_base_get_warning (PenLandingBase *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->warning;
}

/**
 * pen_landing_base_compose:
 * @self: what to lay into
 * @path: a result, as the service sent it; it is not touched
 * @folder: where to write
 * @error: return location for a #GError
 *
 * Blocks.
 *
 * Returns: (transfer full): a temporary file with the composite, a PNG; or %NULL with
 *   %PEN_ERROR_STORAGE if it cannot be written, or another error if @path cannot be laid
 *   into the old picture
 */
char *
pen_landing_base_compose (PenLandingBase  *self,
                          const char      *path,
                          const char      *folder,
                          GError         **error)
{
  g_autoptr(PenPixels) composite = NULL;
  g_autofree char *temporary = NULL;
  PenPixels *result;
  int fd;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL && folder != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  result = pen_picture_decode (path, 0, NULL, NULL, error);
  if (result == NULL)
    return NULL;

  composite = pen_composite (self->old, result, self->mask, &self->placement, error);
  if (composite == NULL)
    return NULL;

  fd = pen_file_create_temporary (folder, SUFFIX, &temporary, error);
  if (fd < 0)
    return NULL;

  if (!g_close (fd, NULL) ||
      !pen_picture_encode (composite, MEDIA_TYPE, QUALITY, temporary, error))
    {
      g_unlink (temporary);
      return NULL;
    }

  return g_steal_pointer (&temporary);
}
