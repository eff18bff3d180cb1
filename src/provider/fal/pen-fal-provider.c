/* pen-fal-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenFalProvider:
 *
 * fal's queue: big pictures into its storage, one call that buys, then looks at the
 * status until there is a result.
 */

#define G_LOG_DOMAIN "pen-fal-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-fal-provider-private.h"
#include "pen-fal-resources.h"
#include "pen-json.h"
#include "pen-upload.h"

struct _PenFalProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenFalProvider, pen_fal_provider, PEN_TYPE_PROVIDER)

/*
 * What the model has to say against a request is the end of it, and is not asked for
 * again as if the gateway had failed.  An upload is begun anew, not repeated.
 */
static gboolean
pen_fal_provider_refuses (PenProvider *provider,
                          PenCall     *call,
                          PenReply    *reply)
{
  return pen_reply_get_status (reply) >= 400 && !_pen_fal_provider_is_upload (call) &&
         !_pen_fal_provider_is_result (call);
}

static PenStep *
pen_fal_provider_begin (PenProvider  *provider,
                        PenRequest   *request,
                        GError      **error)
{
  return _pen_fal_provider_go_on (request, NULL, 0, error);
}

static PenStep *
pen_fal_provider_resume (PenProvider  *provider,
                         PenRequest   *request,
                         JsonNode     *memo,
                         GError      **error)
{
  if (pen_upload_memo_is (memo))
    return _pen_fal_provider_go_on (request, memo, 0, error);

  return _pen_fal_provider_poll (memo, NULL, 0, 0, error);
}

static PenStep *
pen_fal_provider_next (PenProvider  *provider,
                       PenRequest   *request,
                       JsonNode     *memo,
                       PenCall      *call,
                       PenReply     *reply,
                       GError      **error)
{
  if (call->may_cost || (memo != NULL && !pen_upload_memo_is (memo)))
    return _pen_fal_provider_read_queue (provider, request, memo, call, reply, error);

  return _pen_fal_provider_read_storage (request, memo, call, reply, error);
}

static PenCall *
pen_fal_provider_cancel (PenProvider *provider,
                         PenRequest  *request,
                         JsonNode    *memo)
{
  if (memo == NULL || pen_upload_memo_is (memo))
    return NULL;

  return _pen_fal_provider_build_cancel (memo);
}

/* A key that was copied together with what stood before it does, too. */
static const char *
skip_prefix (const char *text)
{
  static const char * const prefixes[] = { "FAL_KEY=", "\"", "'", "Key " };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (text, prefixes[i]))
      text += strlen (prefixes[i]);

  return text;
}

static void
pen_fal_provider_authorise (PenProvider        *provider,
                            SoupMessageHeaders *headers,
                            PenSecret          *key)
{
  const char *text = skip_prefix (pen_secret_peek (key));
  g_autofree char *value = g_strdup_printf ("Key %.*s", (int) strcspn (text, "\"' "), text);

  soup_message_headers_replace (headers, "Authorization", value);
  pen_secret_wipe (value);
}

static PenCall *
pen_fal_provider_check_key (PenProvider *provider)
{
  return pen_call_new ("GET", "fal-api", "/models/pricing?endpoint_id=fal-ai/flux/dev");
}

static char *
pen_fal_provider_read_check (PenProvider  *provider,
                             PenReply     *reply,
                             GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;

  if (pen_json_array_or (object, "prices", NULL) == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The answer of fal was not understood"));
      return NULL;
    }

  return g_strdup (_("Valid; how much credit is left, fal shows on its own page"));
}

static void
pen_fal_provider_class_init (PenFalProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_fal_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/fal.json";
  provider_class->begin = pen_fal_provider_begin;
  provider_class->next = pen_fal_provider_next;
  provider_class->resume = pen_fal_provider_resume;
  provider_class->cancel = pen_fal_provider_cancel;
  provider_class->authorise = pen_fal_provider_authorise;
  provider_class->refuses = pen_fal_provider_refuses;
  provider_class->read_error = _pen_fal_provider_read_error;
  provider_class->find_model = _pen_fal_provider_find_model;
  provider_class->read_model = _pen_fal_provider_read_model;
  provider_class->check_key = pen_fal_provider_check_key;
  provider_class->read_check = pen_fal_provider_read_check;
}

static void
pen_fal_provider_init (PenFalProvider *self)
{
}
