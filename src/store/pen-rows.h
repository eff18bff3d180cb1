/* pen-rows.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PenJobState:
 *
 * The life of a job.  Each change is committed before the thing it announces is done.
 */
typedef enum
{
  PEN_JOB_QUEUED,
  PEN_JOB_SENDING,
  PEN_JOB_RUNNING,
  PEN_JOB_DOWNLOADING,
  PEN_JOB_DONE,
  PEN_JOB_FAILED,
  PEN_JOB_REFUSED,
  PEN_JOB_CANCELLED,
  PEN_JOB_UNKNOWN,
} PenJobState;

const char *pen_job_state_to_nick   (PenJobState  state);
gboolean    pen_job_state_from_nick (const char  *nick,
                                     PenJobState *ret_state);
gboolean    pen_job_state_has_ended (PenJobState  state);

/**
 * PenJobRow:
 * @id: 0 before it is stored
 * @state: where it stands
 * @provider: id of the provider
 * @model: id of the model, without the provider
 * @task: nick of the task
 * @request: the request as JSON text
 * @memo: (nullable): what is enough to go on, as JSON text
 * @error: (nullable): nick of a #PenError
 * @message: (nullable): the sentence for the user, without any key
 * @charged: whether money was, or may have been, spent
 * @cost_usd: negative where unknown
 * @owner: (nullable): the process that works on it, see pen_store_dup_owner();
 *   set when the row is added and when a job is claimed, read only otherwise
 * @created: Unix time in microseconds
 * @updated: Unix time in microseconds
 *
 * One row of the table of jobs: one call that may cost.
 */
typedef struct
{
  gint64       id;
  PenJobState  state;
  char        *provider;
  char        *model;
  char        *task;
  char        *request;
  char        *memo;
  char        *error;
  char        *message;
  gboolean     charged;
  double       cost_usd;
  char        *owner;
  gint64       created;
  gint64       updated;
} PenJobRow;

/**
 * PenPictureRow:
 * @id: 0 before it is stored
 * @path: of the master file, as the service sent it
 * @digest: SHA-256 of the file, lower-case hexadecimal
 * @media_type: by the first bytes
 * @bytes: size of the file
 * @width: in pixels
 * @height: in pixels
 * @seed: 0 where unknown
 * @prompt: what was asked for
 * @negative: (nullable): what was not wanted
 * @provider: id of the provider
 * @model: id of the model, without the provider
 * @task: nick of the task
 * @parameters: the request as JSON text
 * @source_path: (nullable): the kept copy of the source
 * @parent: id of the picture that was the source; 0 for none
 * @job: id of the job; 0 for an imported picture
 * @cost_usd: negative where unknown
 * @starred: marked by the user
 * @notes: (nullable): the user's words
 * @warning: (nullable): what the service said of this picture
 * @trashed: Unix time in microseconds when it went to the trash; 0 if it did not
 * @created: Unix time in microseconds
 *
 * One row of the gallery.
 */
typedef struct
{
  gint64    id;
  char     *path;
  char     *digest;
  char     *media_type;
  guint64   bytes;
  guint     width;
  guint     height;
  guint64   seed;
  char     *prompt;
  char     *negative;
  char     *provider;
  char     *model;
  char     *task;
  char     *parameters;
  char     *source_path;
  gint64    parent;
  gint64    job;
  double    cost_usd;
  gboolean  starred;
  char     *notes;
  char     *warning;
  gint64    trashed;
  gint64    created;
} PenPictureRow;

PenJobRow     *pen_job_row_new      (void);
PenJobRow     *pen_job_row_copy     (const PenJobRow *self);
void           pen_job_row_free     (PenJobRow       *self);
PenPictureRow *pen_picture_row_new  (void);
PenPictureRow *pen_picture_row_copy (const PenPictureRow *self);
void           pen_picture_row_free (PenPictureRow   *self);

/**
 * PenPictureQuery:
 * @text: (nullable): words to search in prompt, model and notes; each also matches
 *   the beginning of a word
 * @provider: (nullable): only of this provider
 * @task: (nullable): nick; only of this task
 * @starred: only starred ones
 * @job: only of this job; 0 for any
 * @parent: only what came of this picture; 0 for any
 * @before: only pictures with a smaller id; 0 for the newest
 * @limit: at most so many; newest first; 0 for all
 */
typedef struct
{
  const char *text;
  const char *provider;
  const char *task;
  gboolean    starred;
  gint64      job;
  gint64      parent;
  gint64      before;
  guint       limit;
} PenPictureQuery;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenJobRow, pen_job_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenPictureRow, pen_picture_row_free)

G_END_DECLS
