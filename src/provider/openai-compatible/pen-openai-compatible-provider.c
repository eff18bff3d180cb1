/* pen-openai-compatible-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenOpenaiCompatibleProvider:
 *
 * Any server that has OpenAI's image routes, or what it takes for them: engines of the
 * user's own, and services that the user gives the address of.
 */

#define G_LOG_DOMAIN "pen-openai-compatible-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-openai-compatible-provider-private.h"
#include "pen-openai-compatible-provider.h"
#include "pen-openai-compatible-resources.h"

/* A picture may take many minutes, and some engines load the model first. */
#define GENERATION_SECONDS 3600

/* The entry of the catalogue that leaves the model to the server. */
#define NAMELESS "default"

/* In a memo: where the finished picture lies. */
#define PICTURE "picture"

struct _PenOpenaiCompatibleProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenOpenaiCompatibleProvider, pen_openai_compatible_provider,
                     PEN_TYPE_PROVIDER)

static JsonObject *
get_object (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  return root != NULL ? pen_json_root_object (root, NULL) : NULL;
}

/* These look for the model by the name in the request, and have none without it. */
static gboolean
check_name (PenCatalogue  *catalogue,
            PenModel      *model,
            GError       **error)
{
  static const char * const needy[] = { "LocalAI", "llama-swap", "lemonade", NULL };
  const char * const *engine = pen_catalogue_get_list (catalogue, "engine");

  if (!g_str_equal (pen_model_get_id (model), NAMELESS) || engine == NULL ||
      !g_strv_contains (needy, engine[0]))
    return TRUE;

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
               _("%s makes pictures with a model that is named only: choose one from its list"),
               pen_catalogue_get_title (catalogue));
  return FALSE;
}

static PenStep *
pen_openai_compatible_provider_begin (PenProvider  *provider,
                                      PenRequest   *request,
                                      GError      **error)
{
  PenProviderClass *parent_class =
    PEN_PROVIDER_CLASS (pen_openai_compatible_provider_parent_class);
  PenStep *step;
  PenCall *call;

  if (!check_name (pen_provider_get_catalogue (provider), pen_request_get_model (request), error))
    return NULL;

  step = parent_class->begin (provider, request, error);
  if (step == NULL)
    return NULL;

  call = step->call;
  if (call->headers == NULL)
    call->headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  /* llama-swap words its refusals as what is asked for here. */
  soup_message_headers_replace (call->headers, "Accept", "application/json");
  call->timeout_seconds = GENERATION_SECONDS;
  _pen_openai_compatible_settle (call->body, request);

  return step;
}

/* A finished picture that is not there any more is no refusal of the request. */
static gboolean
is_lost_picture (PenCall  *call,
                 PenReply *reply)
{
  guint status = pen_reply_get_status (reply);

  return call->expect == PEN_EXPECT_PICTURE && (status == 404 || status == 410);
}

/* Some say in the body alone that something is wrong. */
static gboolean
pen_openai_compatible_provider_refuses (PenProvider *provider,
                                        PenCall     *call,
                                        PenReply    *reply)
{
  JsonObject *object = get_object (reply);

  if (is_lost_picture (call, reply))
    return FALSE;

  return pen_reply_get_status (reply) >= 400 ||
         pen_json_object_or (object, "error", NULL) != NULL ||
         pen_json_string_or (object, "error", NULL) != NULL;
}

/* A picture on the server itself may want the key; elsewhere the key does not go. */
static PenStep *
fetch_picture (const char *uri)
{
  PenCall *call = pen_call_new_uri ("GET", PEN_OPENAI_COMPATIBLE_ENDPOINT, uri);
  JsonNode *memo = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, PICTURE, uri);
  json_node_take_object (memo, object);
  call->expect = PEN_EXPECT_PICTURE;

  return pen_step_new_call (call, 0, g_steal_pointer (&memo));
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

  if ((data == NULL || *data == '\0') && uri != NULL && *uri != '\0')
    {
      pen_step_take_output (step, pen_output_new_uri (uri));
      return TRUE;
    }

  /* KoboldCpp's way to say that it failed. */
  if (data == NULL || *data == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_SERVICE,
                           _("The server answered without a picture: its own window or log may "
                             "say why"));
      return FALSE;
    }

  blob = pen_reply_get_blob (reply, data, error);
  if (blob == NULL)
    return FALSE;

  pen_step_take_output (step, pen_output_new_blob (blob));
  return TRUE;
}

/* The server counts on from the seed that it was given. */
static void
note_seeds (PenStep    *step,
            PenRequest *request)
{
  guint64 seed = pen_request_get_seed (request);

  if (pen_request_get_spec (request)->fields[PEN_ROLE_SEED] == NULL || seed == 0)
    return;

  for (guint i = 0; i < step->outputs->len; i++)
    ((PenOutput *) step->outputs->pdata[i])->seed = seed + i;
}

static PenStep *
pen_openai_compatible_provider_next (PenProvider  *provider,
                                     PenRequest   *request,
                                     JsonNode     *memo,
                                     PenCall      *call,
                                     PenReply     *reply,
                                     GError      **error)
{
  g_autoptr(PenStep) step = pen_step_new_done ();
  JsonArray *data = pen_json_array_or (get_object (reply), "data", NULL);
  guint n = data != NULL ? json_array_get_length (data) : 0;
  PenOutput *first;

  if (is_lost_picture (call, reply))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_EXPIRED,
                           _("The server keeps this picture no longer"));
      return NULL;
    }

  if (pen_reply_get_picture (reply) != NULL)
    {
      pen_step_take_output (step, pen_output_new_blob (pen_reply_get_picture (reply)));
      return g_steal_pointer (&step);
    }

  if (n == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("The server answered without a picture"));
      return NULL;
    }

  /* Some make more than they were asked for. */
  n = MIN (n, MAX (pen_request_get_count (request), 1));
  for (guint i = 0; i < n; i++)
    if (!take_picture (step, reply, pen_json_at_object (data, i, NULL), error))
      return NULL;

  first = g_ptr_array_index (step->outputs, 0);
  if (n == 1 && first->uri != NULL)
    return fetch_picture (first->uri);

  note_seeds (step, request);
  return g_steal_pointer (&step);
}

static PenStep *
pen_openai_compatible_provider_resume (PenProvider  *provider,
                                       PenRequest   *request,
                                       JsonNode     *memo,
                                       GError      **error)
{
  const char *uri = pen_json_string_or (pen_json_root_object (memo, NULL), PICTURE, NULL);

  if (uri != NULL)
    return fetch_picture (uri);

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                       _("The server cannot say what became of an earlier request"));
  return NULL;
}

static PenCall *
pen_openai_compatible_provider_check_key (PenProvider *provider)
{
  return pen_call_new ("GET", PEN_OPENAI_COMPATIBLE_ENDPOINT, "/v1/models");
}

static char *
pen_openai_compatible_provider_read_check (PenProvider  *provider,
                                           PenReply     *reply,
                                           GError      **error)
{
  JsonArray *data = pen_json_array_or (get_object (reply), "data", NULL);
  guint n;

  if (data == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Something else than a server with OpenAI's routes answers at this "
                             "address"));
      return NULL;
    }

  n = json_array_get_length (data);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "The server answers, with %u model",
                                       "The server answers, with %u models", n),
                          n);
}

static void
pen_openai_compatible_provider_class_init (PenOpenaiCompatibleProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_openai_compatible_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/openai-compatible.json";
  provider_class->begin = pen_openai_compatible_provider_begin;
  provider_class->refuses = pen_openai_compatible_provider_refuses;
  provider_class->next = pen_openai_compatible_provider_next;
  provider_class->resume = pen_openai_compatible_provider_resume;
  provider_class->check_key = pen_openai_compatible_provider_check_key;
  provider_class->read_check = pen_openai_compatible_provider_read_check;
  provider_class->read_error = _pen_openai_compatible_read_error;
  provider_class->discover = _pen_openai_compatible_discover;
  provider_class->read_discovery = _pen_openai_compatible_read_discovery;
}

static void
pen_openai_compatible_provider_init (PenOpenaiCompatibleProvider *self)
{
}
