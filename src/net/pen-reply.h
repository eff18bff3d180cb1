/* pen-reply.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "pen-blob.h"

G_BEGIN_DECLS

#define PEN_TYPE_REPLY (pen_reply_get_type ())

/**
 * PenReply:
 *
 * What came back: status, headers, and a JSON tree, a picture, or a bit of text.
 *
 * A string of the tree that was longer than 64 KiB is a token; pen_reply_get_blob()
 * gives the file that its base64 was decoded into.
 */
typedef struct _PenReply PenReply;

GType       pen_reply_get_type       (void);
PenReply   *pen_reply_new            (guint         status);
PenReply   *pen_reply_ref            (PenReply     *self);
void        pen_reply_unref          (PenReply     *self);
guint       pen_reply_get_status     (PenReply     *self);
const char *pen_reply_get_header     (PenReply     *self,
                                      const char   *name);
void        pen_reply_set_header     (PenReply     *self,
                                      const char   *name,
                                      const char   *value);
const char *pen_reply_get_media_type (PenReply     *self);
void        pen_reply_set_media_type (PenReply     *self,
                                      const char   *media_type);
JsonNode   *pen_reply_get_json       (PenReply     *self);
void        pen_reply_set_json       (PenReply     *self,
                                      JsonNode     *root);
PenBlob    *pen_reply_get_picture    (PenReply     *self);
void        pen_reply_set_picture    (PenReply     *self,
                                      PenBlob      *picture);
const char *pen_reply_get_text       (PenReply     *self);
void        pen_reply_set_text       (PenReply     *self,
                                      const char   *text);
GBytes     *pen_reply_get_bytes      (PenReply     *self);
void        pen_reply_set_bytes      (PenReply     *self,
                                      GBytes       *bytes);
void        pen_reply_take_over      (PenReply     *self,
                                      PenReply     *other);
void        pen_reply_add_spooled    (PenReply     *self,
                                      const char   *token,
                                      PenBlob      *blob);
PenBlob    *pen_reply_get_blob       (PenReply     *self,
                                      const char   *text,
                                      GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenReply, pen_reply_unref)

G_END_DECLS
