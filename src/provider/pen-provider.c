/* pen-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenProvider:
 *
 * The base of all providers: a catalogue from the resources, and defaults for all
 * that most services do alike.
 */

#define G_LOG_DOMAIN "pen-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "pen-body-writer.h"
#include "pen-json.h"
#include "pen-provider.h"

typedef struct
{
  PenCatalogue *catalogue;   /* (owned) */
} PenProviderPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (PenProvider, pen_provider, G_TYPE_OBJECT)

/* The words of a service in the shapes that most of them use. */
static const char *
find_words (JsonNode *root)
{
  static const char * const names[] = {
    "message", "detail", "error", "error_description", "title",
  };
  JsonObject *object;
  JsonObject *inner;
  const char *words;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  object = json_node_get_object (root);
  inner = pen_json_object_or (object, "error", NULL);
  if (inner != NULL && (words = pen_json_string_or (inner, "message", NULL)) != NULL)
    return words;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      words = pen_json_string_or (object, names[i], NULL);
      if (words != NULL && *words != '\0')
        return words;
    }

  return NULL;
}

static char *
describe_status (const char *title,
                 PenError    code,
                 guint       status)
{
  switch ((guint) code)
    {
    case PEN_ERROR_KEY_REJECTED:
      return g_strdup_printf (_("%s rejected the key: check it in the preferences"), title);
    case PEN_ERROR_QUOTA:
      return g_strdup_printf (_("The account at %s has no credit left"), title);
    case PEN_ERROR_RATE_LIMIT:
      return g_strdup_printf (_("%s gets too many requests just now: try again in a minute"),
                              title);
    case PEN_ERROR_REFUSED:
      return g_strdup_printf (_("%s refused the request by its content rules"), title);
    case PEN_ERROR_TOO_LARGE:
      return g_strdup_printf (_("The request is larger than %s accepts"), title);
    case PEN_ERROR_EXPIRED:
      return g_strdup_printf (_("%s does not have this (any longer)"), title);
    case PEN_ERROR_INVALID_REQUEST:
      return g_strdup_printf (_("%s does not take this request"), title);
    default:
      return g_strdup_printf (_("%s failed (status %u): try again later"), title, status);
    }
}

static PenStep *
pen_provider_real_begin (PenProvider  *self,
                         PenRequest   *request,
                         GError      **error)
{
  PenTaskSpec *spec = pen_request_get_spec (request);
  PenCall *call = pen_call_new (spec->method, spec->endpoint, spec->path);

  call->may_cost = TRUE;
  if (spec->style != PEN_BODY_STYLE_NONE)
    {
      call->body = pen_body_writer_write (request, error);
      if (call->body == NULL)
        {
          pen_call_free (call);
          return NULL;
        }
    }

  return pen_step_new_call (call, 0, NULL);
}

static PenStep *
pen_provider_real_next (PenProvider  *self,
                        PenRequest   *request,
                        JsonNode     *memo,
                        PenCall      *call,
                        PenReply     *reply,
                        GError      **error)
{
  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
               _("The answer of %s was not understood"),
               pen_catalogue_get_title (pen_provider_get_catalogue (self)));
  return NULL;
}

static void
pen_provider_real_authorise (PenProvider        *self,
                             SoupMessageHeaders *headers,
                             PenSecret          *key)
{
  g_autofree char *value = g_strconcat ("Bearer ", pen_secret_peek (key), NULL);

  soup_message_headers_replace (headers, "Authorization", value);
  pen_secret_wipe (value);
}

static GError *
pen_provider_real_read_error (PenProvider *self,
                              PenReply    *reply,
                              gboolean    *charged)
{
  const char *title = pen_catalogue_get_title (pen_provider_get_catalogue (self));
  guint status = pen_reply_get_status (reply);
  PenError code = pen_error_from_status (status);
  g_autofree char *sentence = describe_status (title, code, status);
  const char *words = find_words (pen_reply_get_json (reply));

  if (words == NULL || *words == '\0')
    return g_error_new_literal (PEN_ERROR, code, sentence);

  return g_error_new (PEN_ERROR, code, _("%s. It says: %s"), sentence, words);
}

static gboolean
pen_provider_real_refuses (PenProvider *self,
                           PenCall     *call,
                           PenReply    *reply)
{
  return pen_reply_get_status (reply) >= 400;
}

static void
pen_provider_constructed (GObject *object)
{
  PenProvider *self = PEN_PROVIDER (object);
  PenProviderPrivate *priv = pen_provider_get_instance_private (self);
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  G_OBJECT_CLASS (pen_provider_parent_class)->constructed (object);

  bytes = g_resources_lookup_data (klass->catalogue_path, 0, &error);
  if (bytes != NULL)
    priv->catalogue = pen_catalogue_new_from_bytes (bytes, &error);
  /* It is a part of the program, and the tests read every one. */
  if (priv->catalogue == NULL)
    g_critical ("%s: %s", klass->catalogue_path, error->message);
}

static void
pen_provider_finalize (GObject *object)
{
  PenProviderPrivate *priv = pen_provider_get_instance_private (PEN_PROVIDER (object));

  g_clear_object (&priv->catalogue);

  G_OBJECT_CLASS (pen_provider_parent_class)->finalize (object);
}

static void
pen_provider_class_init (PenProviderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = pen_provider_constructed;
  object_class->finalize = pen_provider_finalize;

  klass->begin = pen_provider_real_begin;
  klass->next = pen_provider_real_next;
  klass->authorise = pen_provider_real_authorise;
  klass->read_error = pen_provider_real_read_error;
  klass->refuses = pen_provider_real_refuses;
}

static void
pen_provider_init (PenProvider *self)
{
}

const char *
pen_provider_get_id (PenProvider *self)
{
  return pen_catalogue_get_id (pen_provider_get_catalogue (self));
}

/**
 * pen_provider_get_catalogue:
 * @self: a #PenProvider
 *
 * Returns: (transfer none): its models; discovery changes them
 */
PenCatalogue *
pen_provider_get_catalogue (PenProvider *self)
{
  PenProviderPrivate *priv = pen_provider_get_instance_private (self);

  g_return_val_if_fail (PEN_IS_PROVIDER (self), NULL);

  return priv->catalogue;
}

/**
 * pen_provider_begin:
 * @self: a #PenProvider
 * @request: a frozen request, its source prepared
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the first step, or %NULL with @error set
 */
PenStep *
pen_provider_begin (PenProvider  *self,
                    PenRequest   *request,
                    GError      **error)
{
  return PEN_PROVIDER_GET_CLASS (self)->begin (self, request, error);
}

/**
 * pen_provider_next:
 * @self: a #PenProvider
 * @request: the request
 * @memo: (nullable): the memo of the step before
 * @call: the call that was made
 * @reply: its answer, which pen_provider_refuses() let pass
 * @error: return location for a #GError
 *
 * Returns: (transfer full): what the reply means, or %NULL with @error set
 */
PenStep *
pen_provider_next (PenProvider  *self,
                   PenRequest   *request,
                   JsonNode     *memo,
                   PenCall      *call,
                   PenReply     *reply,
                   GError      **error)
{
  return PEN_PROVIDER_GET_CLASS (self)->next (self, request, memo, call, reply, error);
}

/**
 * pen_provider_resume:
 * @self: a #PenProvider
 * @request: the request
 * @memo: what was written down before the restart
 * @error: return location for a #GError
 *
 * Returns: (transfer full): how to go on, or %NULL with @error set
 */
PenStep *
pen_provider_resume (PenProvider  *self,
                     PenRequest   *request,
                     JsonNode     *memo,
                     GError      **error)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  if (klass->resume == NULL)
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_UNKNOWN_OUTCOME,
                   _("%s cannot say what became of an earlier request"),
                   pen_catalogue_get_title (pen_provider_get_catalogue (self)));
      return NULL;
    }

  return klass->resume (self, request, memo, error);
}

PenCall *
pen_provider_cancel (PenProvider *self,
                     PenRequest  *request,
                     JsonNode    *memo)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  return klass->cancel != NULL ? klass->cancel (self, request, memo) : NULL;
}

PenCall *
pen_provider_cancel_next (PenProvider *self,
                          PenRequest  *request,
                          JsonNode    *memo,
                          PenCall     *call,
                          PenReply    *reply)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  return klass->cancel_next != NULL ? klass->cancel_next (self, request, memo, call, reply)
                                    : NULL;
}

PenCall *
pen_provider_watch (PenProvider *self,
                    PenRequest  *request,
                    guint       *interval_ms)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  return klass->watch != NULL ? klass->watch (self, request, interval_ms) : NULL;
}

void
pen_provider_read_watch (PenProvider  *self,
                         PenReply     *reply,
                         double       *progress,
                         PenBlob     **preview)
{
  PEN_PROVIDER_GET_CLASS (self)->read_watch (self, reply, progress, preview);
}

/**
 * pen_provider_read_event:
 * @self: a #PenProvider
 * @request: the request
 * @reply: a piece of the answer
 * @progress: (inout): 0 to 1; left alone where it says nothing of it
 * @preview: (out) (transfer full) (nullable): an unfinished picture
 */
void
pen_provider_read_event (PenProvider  *self,
                         PenRequest   *request,
                         PenReply     *reply,
                         double       *progress,
                         PenBlob     **preview)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  if (klass->read_event != NULL)
    klass->read_event (self, request, reply, progress, preview);
}

PenCall *
pen_provider_check_key (PenProvider *self)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  return klass->check_key != NULL ? klass->check_key (self) : NULL;
}

char *
pen_provider_read_check (PenProvider  *self,
                         PenReply     *reply,
                         GError      **error)
{
  return PEN_PROVIDER_GET_CLASS (self)->read_check (self, reply, error);
}

void
pen_provider_authorise (PenProvider        *self,
                        SoupMessageHeaders *headers,
                        PenSecret          *key)
{
  PEN_PROVIDER_GET_CLASS (self)->authorise (self, headers, key);
}

/**
 * pen_provider_authorise_basic:
 * @headers: headers of a request
 * @key: a user and a password, with a colon between them
 *
 * For engines that want a login.  It is sent from the start: some refuse without the
 * header that asks for it.
 */
void
pen_provider_authorise_basic (SoupMessageHeaders *headers,
                              PenSecret          *key)
{
  const char *text = pen_secret_peek (key);
  g_autofree char *encoded = g_base64_encode ((const guchar *) text, strlen (text));
  g_autofree char *value = g_strconcat ("Basic ", encoded, NULL);

  soup_message_headers_replace (headers, "Authorization", value);
  pen_secret_wipe (encoded);
  pen_secret_wipe (value);
}

/**
 * pen_provider_describe_credits:
 * @credits: what is left on an account
 *
 * Returns: (transfer full): a sentence for the settings.  Services are often behind with
 *   the figure, so that a tenth is enough.
 */
char *
pen_provider_describe_credits (double credits)
{
  g_autofree char *number = NULL;

  credits = round (credits * 10) / 10;
  number = g_strdup_printf ("%.*f", trunc (credits) == credits ? 0 : 1, credits);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "Valid, about %s credit left",
                                       "Valid, about %s credits left",
                                       credits == 1 ? 1 : 2),
                          number);
}

/**
 * pen_provider_read_error:
 * @self: a #PenProvider
 * @reply: an answer with a status of 400 or more, or one that says so in its body
 * @charged: (out): whether money was spent all the same
 *
 * Returns: (transfer full): the refusal, in #PEN_ERROR, not yet free of the key
 */
GError *
pen_provider_read_error (PenProvider *self,
                         PenReply    *reply,
                         gboolean    *charged)
{
  *charged = FALSE;

  return PEN_PROVIDER_GET_CLASS (self)->read_error (self, reply, charged);
}

/**
 * pen_provider_refuses:
 * @self: a #PenProvider
 * @call: the call that was made
 * @reply: its answer
 *
 * Returns: whether @reply is for pen_provider_read_error(); else it is for
 *   pen_provider_next()
 */
gboolean
pen_provider_refuses (PenProvider *self,
                      PenCall     *call,
                      PenReply    *reply)
{
  return PEN_PROVIDER_GET_CLASS (self)->refuses (self, call, reply);
}

/**
 * pen_provider_renew:
 * @self: a #PenProvider
 * @uri: where a finished picture is no longer to be had
 *
 * Returns: (transfer full) (nullable): a free call that asks for another address
 */
PenCall *
pen_provider_renew (PenProvider *self,
                    const char  *uri)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  return klass->renew != NULL ? klass->renew (self, uri) : NULL;
}

char *
pen_provider_read_renewed (PenProvider  *self,
                           PenReply     *reply,
                           GError      **error)
{
  return PEN_PROVIDER_GET_CLASS (self)->read_renewed (self, reply, error);
}

PenCall *
pen_provider_discover (PenProvider *self,
                       guint        index)
{
  PenProviderClass *klass = PEN_PROVIDER_GET_CLASS (self);

  return klass->discover != NULL ? klass->discover (self, index) : NULL;
}

void
pen_provider_read_discovery (PenProvider *self,
                             guint        index,
                             PenReply    *reply)
{
  PEN_PROVIDER_GET_CLASS (self)->read_discovery (self, index, reply,
                                                 pen_provider_get_catalogue (self));
}

/**
 * pen_provider_finds_models:
 * @self: a #PenProvider
 *
 * Returns: whether its service describes any of its models when asked by name
 */
gboolean
pen_provider_finds_models (PenProvider *self)
{
  g_return_val_if_fail (PEN_IS_PROVIDER (self), FALSE);

  return PEN_PROVIDER_GET_CLASS (self)->find_model != NULL;
}

/**
 * pen_provider_find_model:
 * @self: a #PenProvider
 * @words: what the user typed: a name, a name and version, or a web address
 * @error: return location for a #GError
 *
 * Returns: (transfer full): a free call that asks for the model's description, or %NULL
 *   with @error set: %PEN_ERROR_USAGE
 */
PenCall *
pen_provider_find_model (PenProvider  *self,
                         const char   *words,
                         GError      **error)
{
  g_return_val_if_fail (PEN_IS_PROVIDER (self), NULL);
  g_return_val_if_fail (words != NULL, NULL);

  if (!pen_provider_finds_models (self))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_USAGE,
                   _("%s does not describe its models: only those in the list can be used"),
                   pen_catalogue_get_title (pen_provider_get_catalogue (self)));
      return NULL;
    }

  return PEN_PROVIDER_GET_CLASS (self)->find_model (self, words, error);
}

/**
 * pen_provider_read_model:
 * @self: a #PenProvider
 * @words: what the user typed
 * @reply: the good answer of the call of pen_provider_find_model()
 * @error: return location for a #GError
 *
 * Returns: (transfer full): an entry that pen_model_new_from_json() accepts, or %NULL
 *   with @error set
 */
JsonNode *
pen_provider_read_model (PenProvider  *self,
                         const char   *words,
                         PenReply     *reply,
                         GError      **error)
{
  g_return_val_if_fail (pen_provider_finds_models (self), NULL);
  g_return_val_if_fail (words != NULL, NULL);
  g_return_val_if_fail (reply != NULL, NULL);

  return PEN_PROVIDER_GET_CLASS (self)->read_model (self, words, reply, error);
}
