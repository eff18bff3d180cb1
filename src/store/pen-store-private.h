/* pen-store-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-database.h"
#include "pen-store.h"

G_BEGIN_DECLS

typedef struct _PenStoreCall PenStoreCall;

/* Runs in the worker thread; whatever it gives back it puts into @call. */
typedef gboolean (*PenStoreFunc) (PenDatabase   *database,
                                  PenStoreCall  *call,
                                  GCancellable  *cancellable,
                                  GError       **error);

/*
 * One call on its way to the worker thread and back: the data of its task.
 */
struct _PenStoreCall
{
  /* Input */
  PenStoreFunc     func;
  gint64           id;
  gint64           number;
  char            *text;       /* (owned) (nullable) */
  char            *folder;     /* (owned) (nullable) */
  PenJobRow       *job;        /* (owned) (nullable) */
  PenPictureRow   *picture;    /* (owned) (nullable) */
  GPtrArray       *pictures;   /* (owned) (nullable) (element-type PenPictureRow) */
  PenPictureQuery  query;      /* its texts are owned */

  /* Output */
  gint64           ret_number;
  char            *ret_text;   /* (owned) (nullable) */
  char            *digest;     /* (owned) (nullable) */
  guint64          bytes;
  PenJobRow       *ret_job;    /* (owned) (nullable) */
  PenPictureRow   *ret_picture; /* (owned) (nullable) */
  GPtrArray       *ret_rows;   /* (owned) (nullable) */
  GArray          *ret_ids;    /* (owned) (nullable) (element-type gint64) */
};

PenStoreCall *pen_store_call_new  (PenStoreFunc  func);
void          pen_store_call_free (PenStoreCall *call);
void          pen_store_call_push (PenStore     *self,
                                   GTask        *task,
                                   PenStoreCall *call);

G_END_DECLS
