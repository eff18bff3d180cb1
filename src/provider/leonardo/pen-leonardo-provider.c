/* pen-leonardo-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenLeonardoProvider:
 *
 * Leonardo.Ai: pictures go up by forms for a file host, creations go to version 1 or 2 of
 * the service, and version 1 tells what came of them.
 */

#define G_LOG_DOMAIN "pen-leonardo-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-leonardo-provider-private.h"
#include "pen-leonardo-resources.h"
#include "pen-upload.h"

#define ACCOUNT_PATH "/v1/me"
#define SYNC_PATH    "/v2/generationssync"

struct _PenLeonardoProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenLeonardoProvider, pen_leonardo_provider, PEN_TYPE_PROVIDER)

static PenStep *
pen_leonardo_provider_begin (PenProvider  *provider,
                             PenRequest   *request,
                             GError      **error)
{
  if (!_pen_leonardo_check_style (request, error))
    return NULL;

  return _pen_leonardo_go_on (request, NULL, error);
}

static PenStep *
pen_leonardo_provider_next (PenProvider  *provider,
                            PenRequest   *request,
                            JsonNode     *memo,
                            PenCall      *call,
                            PenReply     *reply,
                            GError      **error)
{
  if (_pen_leonardo_is_upload (call))
    return _pen_leonardo_read_upload (request, memo, call, reply, error);
  if (!call->may_cost)
    return _pen_leonardo_read_result (request, memo, reply, error);
  if (g_str_equal (call->path, SYNC_PATH))
    return _pen_leonardo_read_sync (reply, error);

  return _pen_leonardo_read_creation (request, reply, error);
}

static PenStep *
pen_leonardo_provider_resume (PenProvider  *provider,
                              PenRequest   *request,
                              JsonNode     *memo,
                              GError      **error)
{
  JsonObject *object;

  if (pen_upload_memo_is (memo))
    {
      /* Forms live for minutes, and a pair belongs together: half of one is none. */
      gboolean half = _pen_leonardo_is_canvas (request) &&
                      pen_upload_next (request, memo, 0) != NULL;

      return _pen_leonardo_go_on (request, half ? NULL : memo, error);
    }

  object = pen_json_root_object (memo, error);
  if (object == NULL)
    return NULL;

  return _pen_leonardo_ask (request, json_node_ref (memo), 0);
}

static gboolean
pen_leonardo_provider_refuses (PenProvider *provider,
                               PenCall     *call,
                               PenReply    *reply)
{
  return _pen_leonardo_is_refusal (reply);
}

static GError *
pen_leonardo_provider_read_error (PenProvider *provider,
                                  PenReply    *reply,
                                  gboolean    *charged)
{
  *charged = FALSE;

  return _pen_leonardo_error_new (reply);
}

static PenCall *
pen_leonardo_provider_check_key (PenProvider *provider)
{
  return _pen_leonardo_call_new ("GET", ACCOUNT_PATH);
}

static char *
pen_leonardo_provider_read_check (PenProvider  *provider,
                                  PenReply     *reply,
                                  GError      **error)
{
  JsonArray *details = pen_json_array_or (_pen_leonardo_get_object (reply), "user_details", NULL);
  JsonObject *account = details != NULL && json_array_get_length (details) > 0
                        ? pen_json_at_object (details, 0, NULL) : NULL;
  const char *name = pen_json_string_or (pen_json_object_or (account, "user", NULL), "username",
                                         "");
  gint64 paid = pen_json_int_or (account, "apiPaidTokens", -1);
  gint64 subscribed = pen_json_int_or (account, "apiSubscriptionTokens", -1);
  g_autofree char *number = NULL;

  if (_pen_leonardo_is_refusal (reply))
    {
      g_propagate_error (error, _pen_leonardo_error_new (reply));
      return NULL;
    }
  if (account == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Leonardo did not say whose key this is"));
      return NULL;
    }

  /* Of an account that pays as it goes, the balance is not told. */
  if (paid < 0 && subscribed < 0)
    return g_strdup_printf (_("Valid, the key of %s"), name);

  number = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (paid, 0) + MAX (subscribed, 0));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Valid, the key of %s, with %s token left",
                                       "Valid, the key of %s, with %s tokens left",
                                       (gulong) (MAX (paid, 0) + MAX (subscribed, 0))),
                          name, number);
}

static void
pen_leonardo_provider_class_init (PenLeonardoProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_leonardo_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/leonardo.json";
  provider_class->begin = pen_leonardo_provider_begin;
  provider_class->next = pen_leonardo_provider_next;
  provider_class->resume = pen_leonardo_provider_resume;
  provider_class->refuses = pen_leonardo_provider_refuses;
  provider_class->read_error = pen_leonardo_provider_read_error;
  provider_class->check_key = pen_leonardo_provider_check_key;
  provider_class->read_check = pen_leonardo_provider_read_check;
}

static void
pen_leonardo_provider_init (PenLeonardoProvider *self)
{
}
