/* pen-fal-result.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What the models answer: mostly a list of pictures or a single one, now and then a file
 * somewhere deeper; and how far they are.
 */

#define G_LOG_DOMAIN "pen-fal-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-fal-provider-private.h"
#include "pen-json.h"

#define MAX_DEPTH 8

/* How many of the last messages are searched for a progress bar. */
#define MAX_MESSAGES 20

/* Takes every object that says of itself that it is a picture. */
static void
walk (JsonNode  *node,
      guint      depth,
      GPtrArray *found)
{
  JsonObject *object;
  JsonArray *array;
  g_autoptr(GList) members = NULL;

  if (depth > MAX_DEPTH)
    return;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      array = json_node_get_array (node);
      for (guint i = 0; i < json_array_get_length (array); i++)
        walk (json_array_get_element (array, i), depth + 1, found);
      return;
    }

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  if (pen_json_string_or (object, "url", NULL) != NULL &&
      g_str_has_prefix (pen_json_string_or (object, "content_type", ""), "image/"))
    {
      g_ptr_array_add (found, object);
      return;
    }

  members = json_object_get_values (object);
  for (GList *l = members; l != NULL; l = l->next)
    walk (l->data, depth + 1, found);
}

/* Returns: (transfer container): objects with a `url`, borrowed from @root */
static GPtrArray *
find_pictures (JsonNode *root)
{
  JsonObject *object = pen_json_root_object (root, NULL);
  JsonArray *images = pen_json_array_or (object, "images", NULL);
  JsonObject *image = pen_json_object_or (object, "image", NULL);
  g_autoptr(GPtrArray) found = g_ptr_array_new ();

  /* Each has its place, which the list of what was blacked out refers to. */
  for (guint i = 0; images != NULL && i < json_array_get_length (images); i++)
    g_ptr_array_add (found, pen_json_at_object (images, i, NULL));

  if (images == NULL && image != NULL)
    g_ptr_array_add (found, image);
  else if (images == NULL)
    walk (root, 0, found);

  return g_steal_pointer (&found);
}

static gboolean
is_blacked_out (JsonArray *flags,
                guint      position)
{
  JsonNode *node;

  if (flags == NULL || position >= json_array_get_length (flags))
    return FALSE;

  node = json_array_get_element (flags, position);

  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static PenOutput *
read_picture (PenReply    *reply,
              JsonObject  *object,
              GError     **error)
{
  const char *url = pen_json_string_or (object, "url", NULL);
  g_autoptr(PenBlob) blob = NULL;

  if (url != NULL && (g_str_has_prefix (url, "https://") || g_str_has_prefix (url, "http://")))
    return pen_output_new_uri (url);

  /* A data URI, which may have become a file on its way. */
  blob = pen_reply_get_blob (reply, url, error);

  return blob != NULL ? pen_output_new_blob (blob) : NULL;
}

/* Units times the price of one; else as many pictures as were made at the usual price. */
static double
compute_cost (PenRequest *request,
              PenReply   *reply,
              guint       made)
{
  const char *text = pen_reply_get_header (reply, "X-Fal-Billable-Units");
  double price = pen_request_get_spec (request)->price_usd;
  double units = text != NULL ? g_ascii_strtod (text, NULL) : 0;

  if (price < 0)
    return -1;

  return price * (isfinite (units) && units > 0 ? units : made);
}

static PenStep *
refuse_all (guint blacked)
{
  if (blacked > 0)
    return pen_step_new_failed (g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                                     _("fal's safety checker blacked the picture "
                                                       "out, and it is charged all the same: "
                                                       "change the prompt or the picture")),
                                TRUE);

  return pen_step_new_failed (g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                                   _("The model gave no picture: word the prompt "
                                                     "otherwise")),
                              TRUE);
}

static void
warn (PenOutput *output,
      guint      blacked)
{
  output->warning = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                                  "%u picture was blacked out by fal's safety "
                                                  "checker and is left out; it is charged all "
                                                  "the same",
                                                  "%u pictures were blacked out by fal's safety "
                                                  "checker and are left out; they are charged "
                                                  "all the same", blacked),
                                     blacked);
}

/* Returns: (transfer full): the pictures that can be shown, or how it failed */
PenStep *
_pen_fal_provider_read_result (PenRequest  *request,
                               PenReply    *reply,
                               GError     **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, error) : NULL;
  g_autoptr(GPtrArray) pictures = NULL;
  g_autoptr(PenStep) step = NULL;
  JsonArray *flags;
  gint64 seed;
  guint blacked = 0;

  if (object == NULL)
    {
      g_clear_error (error);
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The answer of fal was not understood"));
      return NULL;
    }

  pictures = find_pictures (root);
  flags = pen_json_array_or (object, "has_nsfw_concepts", NULL);
  seed = pen_json_int_or (object, "seed", pen_json_int_or (object, "used_seed", 0));
  step = pen_step_new_done ();
  for (guint i = 0; i < pictures->len; i++)
    {
      PenOutput *output;

      if (is_blacked_out (flags, i))
        {
          blacked++;
          continue;
        }

      output = read_picture (reply, g_ptr_array_index (pictures, i), error);
      if (output == NULL)
        return NULL;

      output->seed = MAX (seed, 0);
      pen_step_take_output (step, output);
    }

  if (step->outputs->len == 0)
    return refuse_all (blacked);

  if (blacked > 0)
    warn (g_ptr_array_index (step->outputs, 0), blacked);
  step->cost_usd = compute_cost (request, reply, pictures->len);

  return g_steal_pointer (&step);
}

/**
 * _pen_fal_provider_read_progress:
 * @status: (nullable): a status
 *
 * Some models print a progress bar, “ 40%|####   |”; most do not.
 *
 * Returns: 0 to 1, or negative where nobody says
 */
double
_pen_fal_provider_read_progress (JsonObject *status)
{
  JsonArray *logs = pen_json_array_or (status, "logs", NULL);
  guint length = logs != NULL ? json_array_get_length (logs) : 0;
  guint last = length > MAX_MESSAGES ? length - MAX_MESSAGES : 0;
  g_autoptr(GRegex) regex = g_regex_new ("(\\d{1,3})%\\|", 0, 0, NULL);

  for (guint i = length; i > last; i--)
    {
      JsonObject *entry = pen_json_at_object (logs, i - 1, NULL);
      const char *message = pen_json_string_or (entry, "message", NULL);
      g_autoptr(GMatchInfo) match = NULL;
      g_autofree char *number = NULL;

      if (message == NULL || !g_regex_match (regex, message, 0, &match))
        continue;

      number = g_match_info_fetch (match, 1);
      return MIN (g_ascii_strtod (number, NULL), 100) / 100;
    }

  return -1;
}
