/* pen-comfyui-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What ComfyUI tells by its web socket.  It tells only whoever has sent the job, by an id
 * that no other job has, so that every figure is that of our job.
 */

#define G_LOG_DOMAIN "pen-comfyui-watch"

#include "config.h"

#include <string.h>

#include "pen-comfyui-provider-private.h"
#include "pen-json.h"

/* The kinds of binary messages that hold a picture. */
#define PREVIEW 1
#define PREVIEW_WITH_METADATA 4

#define KIND_PNG 2

PenCall *
_pen_comfyui_watch (PenProvider *provider,
                    PenRequest  *request,
                    guint       *interval_ms)
{
  const char *token = pen_request_get_token (request);
  g_autofree char *path = NULL;
  PenCall *call;

  *interval_ms = 0;
  if (token == NULL)
    return NULL;

  path = g_strconcat ("/ws?clientId=", token, NULL);
  call = pen_call_new ("GET", "comfyui", path);
  call->with_key = TRUE;
  call->expect = PEN_EXPECT_SOCKET;

  return call;
}

static double
read_progress (JsonNode *root)
{
  JsonObject *object = pen_json_root_object (root, NULL);
  JsonObject *data = pen_json_object_or (object, "data", NULL);
  double value = pen_json_double_or (data, "value", -1);
  double max = pen_json_double_or (data, "max", 0);

  if (g_strcmp0 (pen_json_string_or (object, "type", NULL), "progress") != 0 ||
      !(max > 0) || !(value >= 0))
    return -1;

  return MIN (value / max, 1);
}

static guint32
read_number (const guint8 *data)
{
  return (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];
}

/* Four bytes say what it is; then four for the kind of picture, or for the length of the
 * text that stands before the picture. */
static PenBlob *
read_preview (GBytes *message)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (message, &size);
  const char *type = NULL;
  g_autoptr(GBytes) picture = NULL;
  guint32 number;
  gsize start = 8;

  if (size <= 8)
    return NULL;

  number = read_number (data + 4);
  switch (read_number (data))
    {
    case PREVIEW:
      type = number == KIND_PNG ? "image/png" : "image/jpeg";
      break;

    case PREVIEW_WITH_METADATA:
      if (number >= size - 8)
        return NULL;
      start += number;
      type = size - start > 8 && memcmp (data + start, "\x89PNG", 4) == 0 ? "image/png"
                                                                          : "image/jpeg";
      break;

    default:
      return NULL;
    }

  picture = g_bytes_new_from_bytes (message, start, size - start);
  return pen_blob_new_for_bytes (picture, type);
}

void
_pen_comfyui_read_watch (PenProvider  *provider,
                         PenReply     *reply,
                         double       *progress,
                         PenBlob     **preview)
{
  GBytes *message = pen_reply_get_bytes (reply);
  JsonNode *root = pen_reply_get_json (reply);

  *progress = root != NULL ? read_progress (root) : -1;
  *preview = message != NULL ? read_preview (message) : NULL;
}
