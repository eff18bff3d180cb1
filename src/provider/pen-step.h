/* pen-step.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>

#include "pen-blob.h"
#include "pen-call.h"
#include "pen-request.h"

G_BEGIN_DECLS

/**
 * PenOutput:
 * @blob: (nullable) (owned): the picture, or
 * @uri: (nullable) (owned): the address to download it from, without the key; or a path
 *   at the provider's first endpoint, which begins with a slash
 * @seed: what the service says it used; 0 where it does not say
 * @warning: (nullable) (owned): a sentence the user must read: “The result was
 *   blurred by the content filter”
 *
 * One finished picture.
 */
typedef struct
{
  PenBlob *blob;
  char    *uri;
  guint64  seed;
  char    *warning;
} PenOutput;

PenOutput *pen_output_new_blob (PenBlob    *blob);
PenOutput *pen_output_new_uri  (const char *uri);
void       pen_output_free     (PenOutput  *self);

typedef void (*PenWorkProgress) (double   fraction,
                                 gpointer user_data);

/**
 * PenWorkFunc:
 *
 * What an embedded provider does instead of a call; run in a worker thread by
 * the runner.  Returns: (transfer full) (element-type PenOutput)
 */
typedef GPtrArray *(*PenWorkFunc) (PenRequest       *request,
                                   const char       *spool_folder,
                                   PenWorkProgress   progress,
                                   gpointer          progress_data,
                                   GCancellable     *cancellable,
                                   GError          **error);

typedef enum
{
  PEN_STEP_CALL,
  PEN_STEP_WORK,
  PEN_STEP_DONE,
  PEN_STEP_FAILED,
} PenStepKind;

/**
 * PenStep:
 * @kind: which of the following counts
 * @call: (nullable) (owned): the call to make next
 * @delay_ms: how long to wait before it
 * @work: (nullable): the function to run
 * @outputs: (nullable) (owned) (element-type PenOutput): what came of it
 * @memo: (nullable) (owned): what is enough to go on from here after a restart;
 *   committed before @call is made
 * @progress: 0 to 1, negative where unknown
 * @preview: (nullable) (owned): an unfinished picture to show
 * @cost_usd: what it did cost, negative where unknown
 * @error: (nullable) (owned): why it failed, where money may have been spent or not
 * @charged: whether it was, with @error
 *
 * What a provider makes of a request or a reply.
 */
typedef struct
{
  PenStepKind  kind;
  PenCall     *call;
  guint        delay_ms;
  PenWorkFunc  work;
  GPtrArray   *outputs;
  JsonNode    *memo;
  double       progress;
  PenBlob     *preview;
  double       cost_usd;
  GError      *error;
  gboolean     charged;
} PenStep;

PenStep *pen_step_new_call (PenCall     *call,
                            guint        delay_ms,
                            JsonNode    *memo);
PenStep *pen_step_new_work (PenWorkFunc  work);
PenStep *pen_step_new_done (void);
PenStep *pen_step_new_failed
                           (GError      *error,
                            gboolean     charged);
void     pen_step_take_output
                           (PenStep     *self,
                            PenOutput   *output);
void     pen_step_free     (PenStep     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenOutput, pen_output_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenStep, pen_step_free)

G_END_DECLS
