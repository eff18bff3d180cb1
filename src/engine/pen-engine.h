/* pen-engine.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-catalogue.h"
#include "pen-error.h"
#include "pen-job.h"
#include "pen-picture.h"
#include "pen-pixels.h"
#include "pen-secret.h"

G_BEGIN_DECLS

#define PEN_TYPE_ENGINE (pen_engine_get_type ())

/**
 * PenEngine:
 *
 * The one object that the window and the command line see: providers, keys, jobs
 * and the gallery.
 *
 * Signals, all on the main thread:
 *   "job-ended" (PenJob): a job of this run reached its end
 *   "picture-added" (PenPicture), "picture-removed" (gint64 id)
 *   "picture-changed" (PenPicture)
 *   "availability-changed": what can be used may have changed (key set, engine found)
 */
G_DECLARE_FINAL_TYPE (PenEngine, pen_engine, PEN, ENGINE, GObject)

PenEngine  *pen_engine_new               (void);
/* Whether jobs that had gone out go on by themselves when the engine is opened; to be
 * set before that.  Off: they wait for pen_engine_resume_jobs(). */
void        pen_engine_set_auto_resume   (PenEngine *self, gboolean auto_resume);
/* Opens the database, and says of each job that was cut short what became of it. */
void        pen_engine_open_async        (PenEngine *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean    pen_engine_open_finish       (PenEngine *self, GAsyncResult *result,
                                          GError **error);
/* Lets nothing new start, and gives the database back.  Blocks shortly. */
void        pen_engine_close             (PenEngine *self);
/* (transfer none) (array zero-terminated=1): sentences about what was wrong in the
 * user's own files of models, where it was found; for showing once */
const char * const *
            pen_engine_get_notices       (PenEngine *self);
GSettings  *pen_engine_get_settings      (PenEngine *self);

/* Providers and models. (element-type PenCatalogue) */
GListModel   *pen_engine_get_catalogues  (PenEngine *self);
PenCatalogue *pen_engine_find_catalogue  (PenEngine *self, const char *provider);
/* @full_id: PROVIDER/MODEL */
PenModel     *pen_engine_find_model      (PenEngine *self, const char *full_id,
                                          GError **error);

/* Whether a provider's service describes any of its models when asked by name. */
gboolean      pen_engine_finds_models        (PenEngine *self, const char *provider);
/* Asks the service for a model that is not in the list, free of charge, and keeps it in
 * the user's own file of models.  Finishes with the model. */
void          pen_engine_add_model_async     (PenEngine *self, const char *provider,
                                              const char *words, GCancellable *cancellable,
                                              GAsyncReadyCallback callback, gpointer user_data);
PenModel     *pen_engine_add_model_finish    (PenEngine *self, GAsyncResult *result,
                                              GError **error);
void          pen_engine_remove_model_async  (PenEngine *self, const char *full_id,
                                              GAsyncReadyCallback callback, gpointer user_data);
gboolean      pen_engine_remove_model_finish (PenEngine *self, GAsyncResult *result,
                                              GError **error);

/**
 * PenAvailability:
 *
 * Whether a provider can be used now, and if not, which settings row helps.
 */
typedef enum
{
  PEN_AVAILABLE,
  PEN_AVAILABLE_UNKNOWN,
  PEN_NEEDS_KEY,
  PEN_NOT_RUNNING,
} PenAvailability;

PenAvailability pen_engine_get_availability (PenEngine *self, const char *provider);
/* (transfer full) (nullable): a sentence why @model cannot be used for @task now;
 * %NULL if it can */
char       *pen_engine_explain_model     (PenEngine *self, PenModel *model, PenTask task);
/**
 * PenFoundEngine:
 * @title: (owned): what the engine calls itself
 * @provider: (owned) (nullable): the provider that speaks to it
 * @other: (owned) (nullable): another provider that could
 * @address: (owned): where it listens
 * @problem: (owned) (nullable): a sentence: why it cannot be used as it is
 * @is_guess: whether it may be something that makes no pictures
 * @in_use: whether @provider uses this one
 *
 * An engine that runs on this computer, or at an address that the user gave.
 */
typedef struct
{
  char     *title;
  char     *provider;
  char     *other;
  char     *address;
  char     *problem;
  gboolean  is_guess;
  gboolean  in_use;
} PenFoundEngine;

/* (transfer none) (element-type PenFoundEngine): those that were running at the last
 * refresh */
GPtrArray  *pen_engine_list_found        (PenEngine *self);
/* Looks again for keys and for engines running on this computer. */
void        pen_engine_refresh_async     (PenEngine *self, GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean    pen_engine_refresh_finish    (PenEngine *self, GAsyncResult *result,
                                          GError **error);

/* Keys.  A password provider (basic auth) takes “user:password”. */
void        pen_engine_set_key_async     (PenEngine *self, const char *provider, PenSecret *key,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean    pen_engine_set_key_finish    (PenEngine *self, GAsyncResult *result,
                                          GError **error);
void        pen_engine_forget_key_async  (PenEngine *self, const char *provider,
                                          GAsyncReadyCallback callback, gpointer user_data);
gboolean    pen_engine_forget_key_finish (PenEngine *self, GAsyncResult *result,
                                          GError **error);
/* Finishes with a sentence: “Valid, about 42.5 credits left” */
void        pen_engine_check_key_async   (PenEngine *self, const char *provider,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
char       *pen_engine_check_key_finish  (PenEngine *self, GAsyncResult *result,
                                          GError **error);

/**
 * PenKeySource:
 *
 * Where the key of a provider comes from.
 */
typedef enum
{
  PEN_KEY_SOURCE_NONE,
  PEN_KEY_SOURCE_KEYRING,
  PEN_KEY_SOURCE_SESSION,
  PEN_KEY_SOURCE_ENVIRONMENT,
} PenKeySource;

PenKeySource pen_engine_get_key_source   (PenEngine *self, const char *provider);
/* (transfer full): the address in use; @ret_overridden: whether it is not the default */
char       *pen_engine_dup_address       (PenEngine *self, const char *endpoint,
                                          gboolean *ret_overridden);
gboolean    pen_engine_set_address       (PenEngine *self, const char *endpoint,
                                          const char *address, GError **error);

/* Jobs.  (element-type PenJob), newest first: all open ones, and those of this run */
GListModel *pen_engine_get_jobs          (PenEngine *self);
/* Checks the request, writes one job for each call it takes, queued, and starts them.
 * Finishes with (element-type PenJob) once they are on disk. */
void        pen_engine_submit_async      (PenEngine *self, PenRequest *request,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *pen_engine_submit_finish     (PenEngine *self, GAsyncResult *result,
                                          GError **error);
/* Stops it; visible at once as "stopping", then as a state. */
void        pen_engine_cancel_job        (PenEngine *self, PenJob *job);
/* Sends an ended or unknown job again, as a new job. */
void        pen_engine_retry_job_async   (PenEngine *self, PenJob *job,
                                          GAsyncReadyCallback callback, gpointer user_data);
PenJob     *pen_engine_retry_job_finish  (PenEngine *self, GAsyncResult *result,
                                          GError **error);
/* Starts queued jobs that wait for the user's word after a restart, and lets those
 * that had gone out go on. */
void        pen_engine_resume_jobs       (PenEngine *self);
/* Takes a job out of the list (not out of the database). */
void        pen_engine_dismiss_job       (PenEngine *self, PenJob *job);
/* From the database, newest first: (element-type PenJob); 0 for all */
void        pen_engine_list_jobs_async   (PenEngine *self, guint limit,
                                          GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *pen_engine_list_jobs_finish  (PenEngine *self, GAsyncResult *result,
                                          GError **error);

/* Gallery.  (element-type PenPicture), newest first */
void        pen_engine_list_pictures_async  (PenEngine *self, const PenPictureQuery *query,
                                             GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
GPtrArray  *pen_engine_list_pictures_finish (PenEngine *self, GAsyncResult *result,
                                             GError **error);
void        pen_engine_get_picture_async    (PenEngine *self, gint64 id,
                                             GAsyncReadyCallback callback, gpointer user_data);
PenPicture *pen_engine_get_picture_finish   (PenEngine *self, GAsyncResult *result,
                                             GError **error);
void        pen_engine_set_starred          (PenEngine *self, PenPicture *picture,
                                             gboolean starred);
/* To the trash, with undo through pen_engine_restore_picture_async(). */
void        pen_engine_trash_picture_async  (PenEngine *self, PenPicture *picture,
                                             GAsyncReadyCallback callback, gpointer user_data);
gboolean    pen_engine_trash_picture_finish (PenEngine *self, GAsyncResult *result,
                                             GError **error);
void        pen_engine_restore_picture_async  (PenEngine *self, PenPicture *picture,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
gboolean    pen_engine_restore_picture_finish (PenEngine *self, GAsyncResult *result,
                                               GError **error);
/* Copies the master to @destination (a file or a folder); never overwrites.
 * Returns: (transfer full): the path */
void        pen_engine_export_picture_async  (PenEngine *self, PenPicture *picture,
                                              const char *destination,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
char       *pen_engine_export_picture_finish (PenEngine *self, GAsyncResult *result,
                                              GError **error);
void        pen_engine_load_thumbnail_async  (PenEngine *self, PenPicture *picture,
                                              GCancellable *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer user_data);
PenPixels  *pen_engine_load_thumbnail_finish (PenEngine *self, GAsyncResult *result,
                                              GError **error);
/* (nullable): the request that made it, to fill a form with; %NULL where its model
 * is unknown now */
PenRequest *pen_engine_request_of_picture    (PenEngine *self, PenPicture *picture);

/* Keeps a picture that has no file (pasted, or from an address) in the data folder.
 * Returns: (transfer full): its path */
void        pen_engine_keep_input_async   (PenEngine *self, GBytes *bytes,
                                           GAsyncReadyCallback callback, gpointer user_data);
char       *pen_engine_keep_input_finish  (PenEngine *self, GAsyncResult *result,
                                           GError **error);
/* Fetches a picture from an address that was dropped or pasted: http(s) only, no key.
 * Returns: (transfer full): the path of a kept copy */
void        pen_engine_fetch_input_async  (PenEngine *self, const char *uri,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback, gpointer user_data);
char       *pen_engine_fetch_input_finish (PenEngine *self, GAsyncResult *result,
                                           GError **error);

/* What was typed and not sent, kept over a crash. @page: “text” or “image” */
void        pen_engine_save_draft         (PenEngine *self, const char *page, JsonNode *draft);
JsonNode   *pen_engine_load_draft         (PenEngine *self, const char *page);

/* Folder of the masters. */
const char *pen_engine_get_pictures_folder (PenEngine *self);

G_END_DECLS
