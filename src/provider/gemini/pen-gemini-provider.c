/* pen-gemini-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenGeminiProvider:
 *
 * Google's image models, by generateContent: words and pictures in one list, and a
 * picture back among other parts.
 */

#define G_LOG_DOMAIN "pen-gemini-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-gemini-provider-private.h"
#include "pen-gemini-provider.h"
#include "pen-gemini-resources.h"
#include "pen-json.h"

struct _PenGeminiProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenGeminiProvider, pen_gemini_provider, PEN_TYPE_PROVIDER)

static PenStep *
pen_gemini_provider_begin (PenProvider  *provider,
                           PenRequest   *request,
                           GError      **error)
{
  g_autoptr(PenStep) step = NULL;

  step = PEN_PROVIDER_CLASS (pen_gemini_provider_parent_class)->begin (provider, request, error);
  if (step == NULL || !_pen_gemini_wrap (request, step->call->body, error))
    return NULL;

  return g_steal_pointer (&step);
}

static PenStep *
pen_gemini_provider_next (PenProvider  *provider,
                          PenRequest   *request,
                          JsonNode     *memo,
                          PenCall      *call,
                          PenReply     *reply,
                          GError      **error)
{
  return _pen_gemini_read_reply (request, reply, error);
}

static PenCall *
pen_gemini_provider_check_key (PenProvider *provider)
{
  return _pen_gemini_discover (provider, 0);
}

static char *
pen_gemini_provider_read_check (PenProvider  *provider,
                                PenReply     *reply,
                                GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;

  if (pen_json_array_or (object, "models", NULL) == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Google did not answer with a list of models"));
      return NULL;
    }

  return g_strdup (_("Accepted; only the first picture shows whether it may make any"));
}

static void
pen_gemini_provider_authorise (PenProvider        *provider,
                               SoupMessageHeaders *headers,
                               PenSecret          *key)
{
  soup_message_headers_replace (headers, "x-goog-api-key", pen_secret_peek (key));
}

static void
pen_gemini_provider_class_init (PenGeminiProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_gemini_get_resource ();

  provider_class->catalogue_path = PEN_GEMINI_CATALOGUE;
  provider_class->begin = pen_gemini_provider_begin;
  provider_class->next = pen_gemini_provider_next;
  provider_class->check_key = pen_gemini_provider_check_key;
  provider_class->read_check = pen_gemini_provider_read_check;
  provider_class->authorise = pen_gemini_provider_authorise;
  provider_class->read_error = _pen_gemini_read_error;
  provider_class->discover = _pen_gemini_discover;
  provider_class->read_discovery = _pen_gemini_read_discovery;
  provider_class->find_model = _pen_gemini_find_model;
  provider_class->read_model = _pen_gemini_read_model;
}

static void
pen_gemini_provider_init (PenGeminiProvider *self)
{
}
