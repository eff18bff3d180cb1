/* pen-job-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-job-inputs"

#include "config.h"

#include <math.h>

#include "pen-decode.h"
#include "pen-error.h"
#include "pen-job-inputs.h"
#include "pen-prepare.h"

/* What a mask takes of a message that is limited as a whole, at most. */
#define MASK_SHARE 8

typedef struct
{
  char    *slot;   /* (owned) */
  PenBlob *blob;   /* (owned) */
} Input;

struct _PenJobInputs
{
  GPtrArray    *inputs;        /* (owned) (element-type Input) */
  guint         width;         /* of the source as it is sent; 0 without one */
  guint         height;
  guint         margins[PEN_N_SIDES];   /* as they are sent */
  gboolean      has_margins;
  PenPlacement  placement;     /* of the old picture in what comes back */
};

/* On the way there */
typedef struct
{
  PenJobInputs     *result;
  PenRequest       *request;
  PenTaskSpec      *spec;
  PenPrepareLimits  limits;
  const char       *folder;
  GCancellable     *cancellable;
} Preparing;

static void
input_free (Input *input)
{
  g_free (input->slot);
  pen_blob_unref (input->blob);
  g_free (input);
}

static void
add_input (Preparing  *self,
           const char *slot,
           PenBlob    *blob)
{
  Input *input = g_new0 (Input, 1);

  input->slot = g_strdup (slot);
  input->blob = pen_blob_ref (blob);
  g_ptr_array_add (self->result->inputs, input);
}

void
pen_job_inputs_free (PenJobInputs *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  g_free (self);
}

/**
 * pen_job_inputs_are_needed:
 * @request: what is asked for
 *
 * Returns: whether there is any picture to prepare
 */
gboolean
pen_job_inputs_are_needed (PenRequest *request)
{
  g_return_val_if_fail (PEN_IS_REQUEST (request), FALSE);

  return pen_request_get_source_path (request) != NULL ||
         pen_request_get_mask_path (request) != NULL ||
         pen_request_get_references (request)->len > 0 ||
         pen_request_get_controls (request)->len > 0;
}

/**
 * pen_job_inputs_get_margins:
 * @request: what is asked for
 *
 * Returns: by how much its source is to become larger, in pixels of the source
 */
PenMargins
pen_job_inputs_get_margins (PenRequest *request)
{
  const guint *extend = pen_request_get_extend (request);

  return (PenMargins) { extend[0], extend[1], extend[2], extend[3] };
}

/**
 * pen_job_inputs_load_mask:
 * @request: what is asked for, with a mask
 * @width: of its source, in pixels, orientation applied
 * @height: of its source
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * The mask as it counts: grown by as much as was wished, not softened yet.  Blocks.
 *
 * Returns: (transfer full): the mask, or %NULL with the errors of pen_mask_load()
 */
PenMask *
pen_job_inputs_load_mask (PenRequest    *request,
                          guint          width,
                          guint          height,
                          GCancellable  *cancellable,
                          GError       **error)
{
  g_autoptr(PenMask) mask = NULL;
  guint grow = MIN (pen_request_get_mask_grow (request), PEN_MASK_MAX_GROW);

  mask = pen_mask_load (pen_request_get_mask_path (request), width, height, cancellable, error);
  if (mask == NULL || !pen_mask_grow (mask, grow, cancellable, error))
    return NULL;

  return g_steal_pointer (&mask);
}

static gboolean
extends_by (Preparing   *self,
            PenExtendBy  by)
{
  PenField *field = self->spec->fields[PEN_ROLE_EXTEND];

  return field != NULL && field->by == by && pen_request_has_extend (self->request);
}

static guint
count_pictures (Preparing *self)
{
  gboolean with_source = self->spec->fields[PEN_ROLE_SOURCE] != NULL &&
                         pen_request_get_source_path (self->request) != NULL;

  return (with_source ? 1 : 0) + pen_request_get_references (self->request)->len +
         pen_request_get_controls (self->request)->len;
}

/* The share of each picture where all of them count, and the result as well: that is as the
 * user wants it, else like the source. */
static guint64
share_pixels (Preparing *self)
{
  guint64 room = self->spec->limits.max_all_pixels;
  guint pictures = MAX (count_pictures (self), 1);
  guint width, height;

  pen_request_get_size (self->request, &width, &height);
  if (width == 0 || height == 0)
    return room / (pictures + 1);

  return (room - MIN ((guint64) width * height, room / 2)) / pictures;
}

/* What each picture may be.  A whole message of 10 MiB leaves them a little less. */
static void
init_limits (Preparing *self)
{
  PenLimits *limits = &self->spec->limits;
  guint64 bytes = limits->max_bytes;
  guint64 pixels = limits->max_pixels;

  if (limits->max_request_bytes > 0)
    {
      guint64 room = limits->max_request_bytes - MIN (limits->max_request_bytes / 4, 64 * 1024);

      if (self->spec->style == PEN_BODY_STYLE_JSON)
        room = room / 4 * 3;
      if (self->spec->fields[PEN_ROLE_MASK] != NULL)
        room -= room / MASK_SHARE;
      room /= MAX (count_pictures (self), 1);
      bytes = bytes == 0 ? room : MIN (bytes, room);
    }

  if (limits->max_all_pixels > 0)
    pixels = MIN (pixels > 0 ? pixels : G_MAXUINT64, share_pixels (self));

  self->limits = (PenPrepareLimits) {
    .max_bytes = bytes,
    .min_pixels = limits->min_pixels,
    .max_pixels = pixels,
    .min_side = limits->min_side,
    .max_side = limits->max_side,
    .multiple = limits->multiple,
    .min_aspect = limits->min_aspect,
    .max_aspect = limits->max_aspect,
    .formats = (const char * const *) limits->formats,
    .alpha = limits->alpha,
    .mode = PEN_FIT_PAD,
  };
}

/* The source on a canvas that is larger by the margins. */
static PenPrepared *
prepare_canvas (Preparing  *self,
                guint      *width,
                guint      *height,
                GError    **error)
{
  const char *path = pen_request_get_source_path (self->request);
  g_autofree char *name = g_filename_display_basename (path);
  PenMargins margins = pen_job_inputs_get_margins (self->request);
  g_autoptr(PenPixels) source = NULL;
  g_autoptr(PenPixels) canvas = NULL;
  PenPictureInfo info;

  source = pen_picture_decode (path, 0, &info, self->cancellable, error);
  if (source == NULL)
    return NULL;

  *width = pen_pixels_get_width (source);
  *height = pen_pixels_get_height (source);
  if (!pen_extend_check (&margins, *width, *height, error))
    return NULL;

  canvas = pen_extend_canvas (source, &margins);

  return pen_prepare_pixels (canvas, name, g_strcmp0 (info.media_type, "image/jpeg") == 0,
                             &self->limits, self->folder, self->cancellable, error);
}

/* The margins in pixels of what is sent, in the steps that the model takes. */
static void
scale_margins (Preparing         *self,
               const PenPrepared *prepared)
{
  PenField *field = self->spec->fields[PEN_ROLE_EXTEND];
  const guint *extend = pen_request_get_extend (self->request);
  double across = (double) prepared->placement.width / prepared->source_width;
  double down = (double) prepared->placement.height / prepared->source_height;

  for (guint i = 0; i < PEN_N_SIDES; i++)
    {
      guint multiple = MAX (field->multiple, 1);
      double wanted = extend[i] * (i % 2 == 0 ? across : down);
      guint margin = (guint) ceil (wanted / multiple - 1e-6) * multiple;

      if (field->maximum > 0 && margin > field->maximum)
        margin = (guint) field->maximum / multiple * multiple;
      self->result->margins[i] = margin;
    }
  self->result->has_margins = TRUE;
}

/* Where the larger picture lies in what a service returns that pulls the frame wider
 * itself: steps and limits of the margins may have made it a little more or less. */
static void
place_extended (Preparing         *self,
                const PenPrepared *prepared)
{
  const guint *sent = self->result->margins;
  const guint *extend = pen_request_get_extend (self->request);
  const PenPlacement *inner = &prepared->placement;
  PenPlacement *placement = &self->result->placement;
  double across = (double) inner->width / prepared->source_width;
  double down = (double) inner->height / prepared->source_height;

  placement->frame_width = inner->frame_width + sent[0] + sent[2];
  placement->frame_height = inner->frame_height + sent[1] + sent[3];
  placement->x = inner->x + (int) sent[0] - (int) lround (extend[0] * across);
  placement->y = inner->y + (int) sent[1] - (int) lround (extend[1] * down);
  placement->width = (guint) lround (inner->width + (extend[0] + extend[2]) * across);
  placement->height = (guint) lround (inner->height + (extend[1] + extend[3]) * down);
}

/* What the model is told to change: the mask that was painted, and the new border with some
 * of the old picture, so that it can make both ends meet. */
static PenMask *
make_mask (Preparing  *self,
           guint       width,
           guint       height,
           GError    **error)
{
  PenMargins margins = pen_job_inputs_get_margins (self->request);
  g_autoptr(PenMask) painted = NULL;
  g_autoptr(PenMask) mask = NULL;
  guint overlap;

  if (pen_request_get_mask_path (self->request) != NULL)
    {
      painted = pen_job_inputs_load_mask (self->request, width, height, self->cancellable, error);
      if (painted == NULL)
        return NULL;
    }
  if (!extends_by (self, PEN_EXTEND_BY_CANVAS))
    return g_steal_pointer (&painted);

  overlap = MAX (pen_extend_get_overlap (width, height),
                 pen_request_get_mask_feather (self->request));
  mask = pen_extend_mask (width, height, &margins, overlap);
  if (painted != NULL)
    {
      g_autoptr(PenMask) placed = pen_extend_place_mask (painted, &margins);

      pen_mask_add (mask, placed);
    }

  return g_steal_pointer (&mask);
}

static gboolean
prepare_mask (Preparing          *self,
              const PenPlacement *placement,
              guint               width,
              guint               height,
              GError            **error)
{
  static const PenMaskForm forms[] = {
    [PEN_POLARITY_WHITE] = PEN_MASK_FORM_WHITE,
    [PEN_POLARITY_BLACK] = PEN_MASK_FORM_BLACK,
    [PEN_POLARITY_ALPHA] = PEN_MASK_FORM_ALPHA,
    [PEN_POLARITY_TWO_WAY] = PEN_MASK_FORM_TWO_WAY,
  };
  PenField *field = self->spec->fields[PEN_ROLE_MASK];
  g_autoptr(PenMask) mask = NULL;
  g_autoptr(PenMask) placed = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(PenBlob) blob = NULL;

  if (field == NULL || (pen_request_get_mask_path (self->request) == NULL &&
                        !extends_by (self, PEN_EXTEND_BY_CANVAS)))
    return TRUE;

  mask = make_mask (self, width, height, error);
  if (mask == NULL)
    return FALSE;

  placed = pen_mask_place (mask, placement);
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  bytes = pen_mask_encode (placed, forms[field->polarity], field->max_bytes, error);
  if (bytes == NULL)
    return FALSE;

  blob = pen_blob_new_for_bytes (bytes, "image/png");
  add_input (self, "mask", blob);

  return TRUE;
}

static gboolean
prepare_source (Preparing  *self,
                GError    **error)
{
  const char *path = pen_request_get_source_path (self->request);
  g_autoptr(PenPrepared) prepared = NULL;
  guint width, height;

  /* Some models follow other pictures only. */
  if (path == NULL || self->spec->fields[PEN_ROLE_SOURCE] == NULL)
    return TRUE;

  if (extends_by (self, PEN_EXTEND_BY_CANVAS))
    {
      prepared = prepare_canvas (self, &width, &height, error);
    }
  else
    {
      prepared = pen_prepare (path, &self->limits, self->folder, self->cancellable, error);
      width = prepared != NULL ? prepared->source_width : 0;
      height = prepared != NULL ? prepared->source_height : 0;
    }
  if (prepared == NULL)
    return FALSE;

  add_input (self, "source", prepared->blob);
  self->result->width = prepared->width;
  self->result->height = prepared->height;
  self->result->placement = prepared->placement;
  if (extends_by (self, PEN_EXTEND_BY_FIELDS) || extends_by (self, PEN_EXTEND_BY_PROVIDER))
    {
      PenMargins margins = pen_job_inputs_get_margins (self->request);

      if (!pen_extend_check (&margins, width, height, error))
        return FALSE;
      scale_margins (self, prepared);
      place_extended (self, prepared);
    }

  return prepare_mask (self, &prepared->placement, width, height, error);
}

static gboolean
prepare_other (Preparing   *self,
               const char  *kind,
               guint        index,
               const char  *path,
               GError     **error)
{
  g_autofree char *slot = g_strdup_printf ("%s-%u", kind, index);
  g_autoptr(PenPrepared) prepared = NULL;

  prepared = pen_prepare (path, &self->limits, self->folder, self->cancellable, error);
  if (prepared == NULL)
    return FALSE;

  add_input (self, slot, prepared->blob);

  return TRUE;
}

/**
 * pen_job_inputs_new:
 * @request: what is asked for
 * @folder: where temporary files may be written
 * @cancellable: (nullable): a #GCancellable
 * @error: return location for a #GError
 *
 * Makes all pictures of @request ready for its model.  Blocks.
 *
 * Returns: (transfer full): the pictures, or %NULL with the errors of pen_prepare() and
 *   pen_mask_load()
 */
PenJobInputs *
pen_job_inputs_new (PenRequest    *request,
                    const char    *folder,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr(PenJobInputs) result = NULL;
  Preparing self = { .request = request, .folder = folder, .cancellable = cancellable };
  GPtrArray *references, *controls;

  g_return_val_if_fail (PEN_IS_REQUEST (request), NULL);
  g_return_val_if_fail (folder != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  result = g_new0 (PenJobInputs, 1);
  result->inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) input_free);
  self.result = result;
  self.spec = pen_request_get_spec (request);
  init_limits (&self);
  if (!prepare_source (&self, error))
    return NULL;

  references = pen_request_get_references (request);
  for (guint i = 0; i < references->len; i++)
    if (!prepare_other (&self, "reference", i, g_ptr_array_index (references, i), error))
      return NULL;

  controls = pen_request_get_controls (request);
  for (guint i = 0; i < controls->len; i++)
    {
      const PenControl *control = g_ptr_array_index (controls, i);

      if (!prepare_other (&self, "control", i, control->path, error))
        return NULL;
    }

  return g_steal_pointer (&result);
}

/**
 * pen_job_inputs_apply:
 * @self: prepared pictures
 * @request: the request that they were made for, or a copy; not frozen
 *
 * Puts them into their slots, and says what size they have.
 */
void
pen_job_inputs_apply (PenJobInputs *self,
                      PenRequest   *request)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (PEN_IS_REQUEST (request));

  for (guint i = 0; i < self->inputs->len; i++)
    {
      const Input *input = g_ptr_array_index (self->inputs, i);

      pen_request_set_input (request, input->slot, input->blob);
    }
  if (self->width > 0)
    pen_request_set_source_size (request, self->width, self->height);
  if (self->has_margins)
    pen_request_set_extend (request, self->margins);
}

/**
 * pen_job_inputs_get_placement:
 * @self: prepared pictures
 *
 * Returns: (transfer none): where the old picture, larger by its margins, lies in what comes
 *   back; all 0 without a source
 */
const PenPlacement *
pen_job_inputs_get_placement (PenJobInputs *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return &self->placement;
}

/* The life of pen_job_inputs_new_async(), in the order in which it happens. */

typedef struct
{
  PenRequest *request;   /* (owned): a copy, so that nobody changes it meanwhile */
  char       *folder;    /* (owned) */
} PrepareData;

static void
prepare_data_free (PrepareData *data)
{
  g_clear_object (&data->request);
  g_clear_pointer (&data->folder, g_free);
  g_free (data);
}

static void
prepare_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  PrepareData *data = task_data;
  GError *error = NULL;
  PenJobInputs *inputs;

  inputs = pen_job_inputs_new (data->request, data->folder, cancellable, &error);
  if (inputs != NULL)
    g_task_return_pointer (task, inputs, (GDestroyNotify) pen_job_inputs_free);
  else
    g_task_return_error (task, error);
}

/**
 * pen_job_inputs_new_async:
 * @request: what is asked for; copied
 * @folder: where temporary files may be written
 * @cancellable: (nullable): a #GCancellable
 * @callback: called when all are there, or on failure
 * @user_data: data for @callback
 *
 * Does what pen_job_inputs_new() does in a worker thread.
 */
void
pen_job_inputs_new_async (PenRequest          *request,
                          const char          *folder,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PrepareData *data;

  g_return_if_fail (PEN_IS_REQUEST (request));
  g_return_if_fail (folder != NULL);

  data = g_new0 (PrepareData, 1);
  data->request = pen_request_copy (request);
  data->folder = g_strdup (folder);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, pen_job_inputs_new_async);
  g_task_set_task_data (task, data, (GDestroyNotify) prepare_data_free);
  g_task_run_in_thread (task, prepare_thread);
}

/**
 * pen_job_inputs_new_finish:
 * @result: the result that the callback was given
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the pictures, or %NULL with the errors of pen_job_inputs_new()
 */
PenJobInputs *
pen_job_inputs_new_finish (GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, pen_job_inputs_new_async), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
