/* pen-together-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenTogetherProvider:
 *
 * Together AI: one JSON document out, and one with pictures in base64 back.
 */

#define G_LOG_DOMAIN "pen-together-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-together-provider-private.h"
#include "pen-together-provider.h"
#include "pen-together-resources.h"

#define ONE "image_url"
#define SEVERAL "reference_images"

struct _PenTogetherProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenTogetherProvider, pen_together_provider, PEN_TYPE_PROVIDER)

/* Some models take either one picture or several: the one then becomes their first. */
static void
join_pictures (JsonObject *root)
{
  JsonArray *others = pen_json_array_or (root, SEVERAL, NULL);
  const char *first = pen_json_string_or (root, ONE, NULL);
  JsonArray *all;

  if (others == NULL || first == NULL)
    return;

  all = json_array_new ();
  json_array_add_string_element (all, first);
  for (guint i = 0; i < json_array_get_length (others); i++)
    json_array_add_string_element (all, pen_json_at_string (others, i, NULL));

  json_object_remove_member (root, ONE);
  json_object_set_array_member (root, SEVERAL, all);
}

static PenStep *
pen_together_provider_begin (PenProvider  *provider,
                             PenRequest   *request,
                             GError      **error)
{
  PenStep *step = PEN_PROVIDER_CLASS (pen_together_provider_parent_class)->begin (provider,
                                                                                  request, error);

  if (step == NULL)
    return NULL;

  join_pictures (json_node_get_object (pen_body_get_root (step->call->body)));
  if (step->call->headers == NULL)
    step->call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_replace (step->call->headers, "Accept", "application/json");

  return step;
}

static int
compare_index (gconstpointer a,
               gconstpointer b)
{
  gint64 first = pen_json_int_or (*(JsonObject **) a, "index", 0);
  gint64 second = pen_json_int_or (*(JsonObject **) b, "index", 0);

  return (first > second) - (first < second);
}

/* Which of the two is there decides; the service does not always say. */
static PenOutput *
read_output (PenReply    *reply,
             JsonObject  *item,
             GError     **error)
{
  const char *base64 = pen_json_string_or (item, "b64_json", "");
  const char *uri = pen_json_string_or (item, "url", "");
  g_autoptr(PenBlob) blob = NULL;

  if (*base64 == '\0' && *uri != '\0')
    return pen_output_new_uri (uri);

  if (*base64 == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Together answered without a picture"));
      return NULL;
    }

  blob = pen_reply_get_blob (reply, base64, error);
  return blob != NULL ? pen_output_new_blob (blob) : NULL;
}

static PenStep *
pen_together_provider_next (PenProvider  *provider,
                            PenRequest   *request,
                            JsonNode     *memo,
                            PenCall      *call,
                            PenReply     *reply,
                            GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonArray *data = pen_json_array_or (object, "data", NULL);
  g_autoptr(GPtrArray) items = g_ptr_array_new ();
  g_autoptr(PenStep) step = pen_step_new_done ();

  for (guint i = 0; data != NULL && i < json_array_get_length (data); i++)
    {
      JsonObject *item = pen_json_at_object (data, i, NULL);

      if (item != NULL)
        g_ptr_array_add (items, item);
    }
  g_ptr_array_sort (items, compare_index);

  if (items->len == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Together answered without a picture"));
      return NULL;
    }

  for (guint i = 0; i < items->len; i++)
    {
      PenOutput *output = read_output (reply, g_ptr_array_index (items, i), error);

      if (output == NULL)
        return NULL;
      pen_step_take_output (step, output);
    }

  return g_steal_pointer (&step);
}

static PenCall *
pen_together_provider_check_key (PenProvider *provider)
{
  return _pen_together_discover (provider, 0);
}

static char *
pen_together_provider_read_check (PenProvider  *provider,
                                  PenReply     *reply,
                                  GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);

  if (root == NULL || !JSON_NODE_HOLDS_ARRAY (root))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Together did not answer with a list of models"));
      return NULL;
    }

  return g_strdup (_("Valid; the balance is shown on Together's billing page only"));
}

static void
pen_together_provider_class_init (PenTogetherProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_together_get_resource ();

  provider_class->catalogue_path = PEN_TOGETHER_CATALOGUE;
  provider_class->begin = pen_together_provider_begin;
  provider_class->next = pen_together_provider_next;
  provider_class->check_key = pen_together_provider_check_key;
  provider_class->read_check = pen_together_provider_read_check;
  provider_class->read_error = _pen_together_read_error;
  provider_class->discover = _pen_together_discover;
  provider_class->read_discovery = _pen_together_read_discovery;
}

static void
pen_together_provider_init (PenTogetherProvider *self)
{
}
