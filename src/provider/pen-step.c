/* pen-step.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-step"

#include "config.h"

#include "pen-step.h"

/**
 * pen_output_new_blob:
 * @blob: the picture
 *
 * Returns: (transfer full): a finished picture that is here
 */
PenOutput *
pen_output_new_blob (PenBlob *blob)
{
  PenOutput *self = g_new0 (PenOutput, 1);

  self->blob = pen_blob_ref (blob);

  return self;
}

/**
 * pen_output_new_uri:
 * @uri: where to download it from, as the service wrote it; checked before it is used
 *
 * Returns: (transfer full): a finished picture that is still with the service
 */
PenOutput *
pen_output_new_uri (const char *uri)
{
  PenOutput *self = g_new0 (PenOutput, 1);

  self->uri = g_strdup (uri);

  return self;
}

void
pen_output_free (PenOutput *self)
{
  g_clear_pointer (&self->blob, pen_blob_unref);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->warning, g_free);
  g_free (self);
}

static PenStep *
step_new (PenStepKind kind)
{
  PenStep *self = g_new0 (PenStep, 1);

  self->kind = kind;
  self->progress = -1;
  self->cost_usd = -1;

  return self;
}

/**
 * pen_step_new_call:
 * @call: (transfer full): the call to make next
 * @delay_ms: how long to wait before it
 * @memo: (transfer full) (nullable): what is enough to go on from here
 *
 * Returns: (transfer full): a step
 */
PenStep *
pen_step_new_call (PenCall  *call,
                   guint     delay_ms,
                   JsonNode *memo)
{
  PenStep *self = step_new (PEN_STEP_CALL);

  self->call = call;
  self->delay_ms = delay_ms;
  self->memo = memo;

  return self;
}

/**
 * pen_step_new_work:
 * @work: the function to run in a worker thread
 *
 * Returns: (transfer full): a step of an embedded provider
 */
PenStep *
pen_step_new_work (PenWorkFunc work)
{
  PenStep *self = step_new (PEN_STEP_WORK);

  self->work = work;

  return self;
}

/**
 * pen_step_new_done:
 *
 * Returns: (transfer full): the last step; give it pictures with pen_step_take_output()
 */
PenStep *
pen_step_new_done (void)
{
  PenStep *self = step_new (PEN_STEP_DONE);

  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);

  return self;
}

/**
 * pen_step_new_failed:
 * @error: (transfer full): why
 * @charged: whether money was, or may have been, spent
 *
 * For a service that takes a request, fails later, and does or does not take money for
 * it.  An error of next() alone leaves it at what the call could cost.
 *
 * Returns: (transfer full): the last step of a run that brought nothing
 */
PenStep *
pen_step_new_failed (GError   *error,
                     gboolean  charged)
{
  PenStep *self = step_new (PEN_STEP_FAILED);

  self->error = error;
  self->charged = charged;

  return self;
}

/**
 * pen_step_take_output:
 * @self: a step from pen_step_new_done()
 * @output: (transfer full): a finished picture
 */
void
pen_step_take_output (PenStep   *self,
                      PenOutput *output)
{
  g_return_if_fail (self->kind == PEN_STEP_DONE);

  g_ptr_array_add (self->outputs, output);
}

void
pen_step_free (PenStep *self)
{
  g_clear_pointer (&self->call, pen_call_free);
  g_clear_pointer (&self->outputs, g_ptr_array_unref);
  g_clear_pointer (&self->memo, json_node_unref);
  g_clear_pointer (&self->preview, pen_blob_unref);
  g_clear_error (&self->error);
  g_free (self);
}
