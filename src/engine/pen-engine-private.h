/* pen-engine-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-engine.h"
#include "pen-http.h"
#include "pen-keyring.h"
#include "pen-provider.h"
#include "pen-runner.h"
#include "pen-settings.h"
#include "pen-store.h"

G_BEGIN_DECLS

/* What is known of a provider now, by pen_engine_refresh_async(). */
typedef struct
{
  PenAvailability availability;
  PenKeySource    key_source;
} PenProviderStatus;

struct _PenEngine
{
  GObject     parent_instance;

  PenStore   *store;             /* (owned) */
  PenKeyring *keyring;           /* (owned) */
  PenHttp    *http;              /* (owned) */
  GSettings  *settings;          /* (owned) (nullable) */
  GListModel *providers;         /* (owned) (element-type PenProvider) */
  GListStore *catalogues;        /* (owned) (element-type PenCatalogue) */
  GListStore *jobs;              /* (owned) (element-type PenJob) */
  GPtrArray  *found;             /* (owned) (nullable) (element-type PenFoundEngine) */
  GHashTable *status;            /* (owned) (element-type utf8 PenProviderStatus) */
  GHashTable *drafts;            /* (owned) (element-type utf8 GBytes): path to what is
                                    on its way to it */
  char      **notices;           /* (owned) (array zero-terminated=1) */

  char       *data_folder;       /* (owned) */
  char       *inputs_folder;     /* (owned) */
  char       *outgoing_folder;   /* (owned) */
  char       *thumbnails_folder; /* (owned) */
  char       *pictures_folder;   /* (owned) */
  char       *undo_folder;       /* (owned) */

  gboolean    auto_resume;
  gboolean    closed;
};

/* Where work at the engine's own edge comes back to, with its task. */
#define PEN_ENGINE_FOLDER "pentimento"

PenProvider *_pen_engine_find_provider        (PenEngine            *self,
                                               const char           *id);
/* Whether nothing can be charged: built in, or an engine of the user's own. */
gboolean     _pen_engine_is_free              (PenProvider          *provider);
PenRunner   *_pen_engine_new_runner           (PenEngine            *self,
                                               PenProvider          *provider,
                                               PenSecret            *key);

/* The key of a provider, from wherever it is: %NULL without error where none is
 * needed and there is none. */
void         _pen_engine_lookup_key_async     (PenEngine            *self,
                                               PenProvider          *provider,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
PenSecret   *_pen_engine_lookup_key_finish    (PenEngine            *self,
                                               GAsyncResult         *result,
                                               PenKeySource         *ret_source,
                                               GError              **error);

/* Which engines run here.  _pen_engine_is_taken(): another than the provider's. */
void         _pen_engine_find_local_async     (PenEngine            *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean     _pen_engine_find_local_finish    (PenEngine            *self,
                                               GAsyncResult         *result,
                                               GError              **error);
gboolean     _pen_engine_is_taken             (PenEngine            *self,
                                               PenProvider          *provider);

/* Whose job it is, where several programs use one database. */
gboolean     _pen_engine_check_elsewhere      (PenJob               *job,
                                               GError              **error);
void         _pen_engine_take_job_async       (PenEngine            *self,
                                               PenJob               *job,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean     _pen_engine_take_job_finish      (PenEngine            *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/* Jobs that an earlier run of the program left behind. */
void         _pen_engine_recover_async        (PenEngine            *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean     _pen_engine_recover_finish       (PenEngine            *self,
                                               GAsyncResult         *result,
                                               GError              **error);
PenJob      *_pen_engine_job_for_row          (PenEngine            *self,
                                               const PenJobRow      *row);

/* Writes what was typed last, and is not on the disk yet.  Blocks shortly. */
void         _pen_engine_flush_drafts         (PenEngine            *self);

/* Starts what may start. */
void         _pen_engine_pump                 (PenEngine            *self);

void         _pen_engine_emit_job_ended       (PenEngine            *self,
                                               PenJob               *job);
void         _pen_engine_emit_picture_added   (PenEngine            *self,
                                               PenPicture           *picture);
void         _pen_engine_emit_picture_removed (PenEngine            *self,
                                               gint64                id);
void         _pen_engine_emit_picture_changed (PenEngine            *self,
                                               PenPicture           *picture);
void         _pen_engine_emit_availability    (PenEngine            *self);

G_END_DECLS
