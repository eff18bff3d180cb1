/* pen-openai-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenOpenaiProvider:
 *
 * OpenAI's GPT Image models: words as JSON, pictures as a form, and pictures back as
 * base64, at once or with unfinished ones before.
 */

#define G_LOG_DOMAIN "pen-openai-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-openai-provider-private.h"
#include "pen-openai-provider.h"
#include "pen-openai-resources.h"

struct _PenOpenaiProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenOpenaiProvider, pen_openai_provider, PEN_TYPE_PROVIDER)

static JsonObject *
get_object (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  return root != NULL ? pen_json_root_object (root, NULL) : NULL;
}

static PenStep *
pen_openai_provider_begin (PenProvider  *provider,
                           PenRequest   *request,
                           GError      **error)
{
  PenStep *step;
  PenCall *call;

  if (!_pen_openai_check (request, error))
    return NULL;

  step = PEN_PROVIDER_CLASS (pen_openai_provider_parent_class)->begin (provider, request, error);
  if (step == NULL)
    return NULL;

  call = step->call;
  if (call->headers == NULL)
    call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  soup_message_headers_replace (call->headers, "Accept", "application/json");
  _pen_openai_settle (call, request);

  return step;
}

/* Trouble can come after the status: as the last record of a stream. */
static gboolean
pen_openai_provider_refuses (PenProvider *provider,
                             PenCall     *call,
                             PenReply    *reply)
{
  return pen_reply_get_status (reply) >= 400 ||
         pen_json_object_or (get_object (reply), "error", NULL) != NULL;
}

static gboolean
take_picture (PenStep     *step,
              PenReply    *reply,
              JsonObject  *item,
              GError     **error)
{
  const char *data = pen_json_string_or (item, "b64_json", NULL);
  const char *uri = pen_json_string_or (item, "url", NULL);
  g_autoptr(PenBlob) blob = NULL;

  /* GPT models never answer with an address; those that did are gone. */
  if (data == NULL && uri != NULL && *uri != '\0')
    {
      pen_step_take_output (step, pen_output_new_uri (uri));
      return TRUE;
    }

  if (data == NULL || *data == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("OpenAI answered without a picture"));
      return FALSE;
    }

  blob = pen_reply_get_blob (reply, data, error);
  if (blob == NULL)
    return FALSE;

  pen_step_take_output (step, pen_output_new_blob (blob));
  return TRUE;
}

static PenStep *
pen_openai_provider_next (PenProvider  *provider,
                          PenRequest   *request,
                          JsonNode     *memo,
                          PenCall      *call,
                          PenReply     *reply,
                          GError      **error)
{
  g_autoptr(PenStep) step = pen_step_new_done ();
  JsonObject *object = get_object (reply);
  JsonArray *data = pen_json_array_or (object, "data", NULL);
  const char *type = pen_json_string_or (object, "type", "");
  guint n = data != NULL ? json_array_get_length (data) : 0;

  if (g_str_has_suffix (type, ".partial_image"))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                           _("OpenAI broke off before the picture was finished: it may have "
                             "been charged"));
      return NULL;
    }

  /* The last record of a stream is the picture itself. */
  if (data == NULL && !take_picture (step, reply, object, error))
    return NULL;

  for (guint i = 0; i < n; i++)
    if (!take_picture (step, reply, pen_json_at_object (data, i, NULL), error))
      return NULL;

  if (step->outputs == NULL || step->outputs->len == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("OpenAI answered without a picture"));
      return NULL;
    }

  step->cost_usd = _pen_openai_read_cost (request, object);
  return g_steal_pointer (&step);
}

/* Unfinished pictures, each clearer than the one before. */
static void
pen_openai_provider_read_event (PenProvider  *provider,
                                PenRequest   *request,
                                PenReply     *reply,
                                double       *progress,
                                PenBlob     **preview)
{
  JsonObject *object = get_object (reply);
  const char *data = pen_json_string_or (object, "b64_json", NULL);
  gint64 index = pen_json_int_or (object, "partial_image_index", 0);
  double n = pen_json_double_or (pen_request_get_parameters (request), "partial_images", 0);

  if (!g_str_has_suffix (pen_json_string_or (object, "type", ""), ".partial_image"))
    return;

  *preview = data != NULL ? pen_reply_get_blob (reply, data, NULL) : NULL;
  if (index >= 0 && index < n)
    *progress = (double) (index + 1) / (n + 1);
}

static PenCall *
pen_openai_provider_check_key (PenProvider *provider)
{
  return pen_call_new ("GET", "openai", "/models");
}

static char *
pen_openai_provider_read_check (PenProvider  *provider,
                                PenReply     *reply,
                                GError      **error)
{
  gint n = _pen_openai_count_models (reply);

  if (n < 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("OpenAI did not say which models there are"));
      return NULL;
    }

  if (n == 0)
    return g_strdup (_("Valid, but this key shows no model for pictures"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Valid, with %d model for pictures",
                                       "Valid, with %d models for pictures", n),
                          n);
}

static void
pen_openai_provider_class_init (PenOpenaiProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_openai_get_resource ();

  provider_class->catalogue_path = PEN_OPENAI_CATALOGUE_PATH;
  provider_class->begin = pen_openai_provider_begin;
  provider_class->refuses = pen_openai_provider_refuses;
  provider_class->next = pen_openai_provider_next;
  provider_class->read_event = pen_openai_provider_read_event;
  provider_class->check_key = pen_openai_provider_check_key;
  provider_class->read_check = pen_openai_provider_read_check;
  provider_class->read_error = _pen_openai_read_error;
  provider_class->discover = _pen_openai_discover;
  provider_class->read_discovery = _pen_openai_read_discovery;
  provider_class->find_model = _pen_openai_find_model;
  provider_class->read_model = _pen_openai_read_model;
}

static void
pen_openai_provider_init (PenOpenaiProvider *self)
{
}
