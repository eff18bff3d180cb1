/* pen-kie-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenKieProvider:
 *
 * KIE AI, who resells the models of others: pictures go to its file host, a task is
 * created with their addresses, and its record is read until there are results.
 */

#define G_LOG_DOMAIN "pen-kie-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-json.h"
#include "pen-kie-provider-private.h"
#include "pen-kie-resources.h"
#include "pen-upload.h"

#define CREDIT_PATH "/api/v1/chat/credit"
#define RENEW_PATH  "/api/v1/common/download-url"

/* A new task may be unknown for half a minute; trouble with a record may last longer, while
 * the task itself goes on. */
#define UNKNOWN_MS   3000
#define MAX_UNKNOWN  10
#define TROUBLE_MS   5000
#define MAX_DELAY_MS 60000
#define MAX_TROUBLE  20

struct _PenKieProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenKieProvider, pen_kie_provider, PEN_TYPE_PROVIDER)

static PenStep *
pen_kie_provider_begin (PenProvider  *provider,
                        PenRequest   *request,
                        GError      **error)
{
  if (!_pen_kie_check (request, error))
    return NULL;

  return _pen_kie_go_on (request, NULL, error);
}

static PenStep *
read_upload (PenRequest  *request,
             JsonNode    *memo,
             PenReply    *reply,
             GError     **error)
{
  JsonObject *root = pen_json_root_object (pen_reply_get_json (reply), NULL);
  JsonObject *data = pen_json_object_or (root, "data", NULL);
  const char *address = pen_json_string_or (data, "downloadUrl", NULL);
  g_autoptr(JsonNode) noted = NULL;

  if (address == NULL)
    address = pen_json_string_or (data, "fileUrl", NULL);
  if (address == NULL || *address == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("KIE took a picture, and did not say where it is"));
      return NULL;
    }

  noted = pen_upload_note (memo, pen_upload_next (request, memo, 0), address);

  return _pen_kie_go_on (request, noted, error);
}

static PenStep *
read_task (PenRequest  *request,
           PenReply    *reply,
           GError     **error)
{
  JsonObject *root = pen_json_root_object (pen_reply_get_json (reply), NULL);
  JsonObject *data = pen_json_object_or (root, "data", NULL);
  const char *task = pen_json_string_or (data, "taskId", NULL);

  if (task == NULL || *task == '\0')
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("KIE took the request, and did not say as which task"));
      return NULL;
    }

  return _pen_kie_ask (request, task, _pen_kie_get_delay (reply), _pen_kie_build_memo (task, 0));
}

/* The record could not be read, which says nothing of the task. */
static PenStep *
ask_again (PenRequest   *request,
           JsonObject   *memo,
           PenKieState   state,
           PenReply     *reply,
           GError      **error)
{
  const char *task = pen_json_string_or (memo, "task", "");
  guint misses = (guint) CLAMP (pen_json_int_or (memo, "misses", 0), 0, MAX_TROUBLE) + 1;
  guint delay_ms = UNKNOWN_MS;

  if (state == PEN_KIE_UNKNOWN && misses > MAX_UNKNOWN)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_EXPIRED,
                           _("KIE does not know this task, or knows it no longer"));
      return NULL;
    }

  if (state == PEN_KIE_TROUBLE && misses > MAX_TROUBLE)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_NETWORK,
                           _("KIE has the task, and does not say how it is: look again "
                             "later"));
      return NULL;
    }

  if (state == PEN_KIE_TROUBLE)
    delay_ms = MIN (MAX (_pen_kie_get_delay (reply), TROUBLE_MS) * misses, MAX_DELAY_MS);

  return _pen_kie_ask (request, task, delay_ms, _pen_kie_build_memo (task, misses));
}

static PenStep *
read_record (PenRequest  *request,
             JsonNode    *memo,
             PenReply    *reply,
             GError     **error)
{
  JsonObject *object = pen_json_root_object (memo, NULL);
  const char *task = pen_json_string_or (object, "task", "");
  gboolean missed = pen_json_int_or (object, "misses", 0) > 0;
  double progress;
  PenKieState state = _pen_kie_read_record (reply, &progress, error);
  PenStep *step;

  switch (state)
    {
    case PEN_KIE_DONE:
      return _pen_kie_read_pictures (reply, error);

    case PEN_KIE_FAILED:
      return NULL;

    case PEN_KIE_UNKNOWN:
    case PEN_KIE_TROUBLE:
      return ask_again (request, object, state, reply, error);

    case PEN_KIE_RUNNING:
    default:
      /* What was written down still holds, unless it counts what is over. */
      step = _pen_kie_ask (request, task, _pen_kie_get_delay (reply),
                           missed ? _pen_kie_build_memo (task, 0) : NULL);
      step->progress = progress;
      return step;
    }
}

static PenStep *
pen_kie_provider_next (PenProvider  *provider,
                       PenRequest   *request,
                       JsonNode     *memo,
                       PenCall      *call,
                       PenReply     *reply,
                       GError      **error)
{
  if (g_str_equal (call->endpoint, "kie-upload"))
    return read_upload (request, memo, reply, error);
  if (call->may_cost)
    return read_task (request, reply, error);

  return read_record (request, memo, reply, error);
}

static PenStep *
pen_kie_provider_resume (PenProvider  *provider,
                         PenRequest   *request,
                         JsonNode     *memo,
                         GError      **error)
{
  JsonObject *object;

  if (pen_upload_memo_is (memo))
    return _pen_kie_go_on (request, memo, error);

  object = pen_json_root_object (memo, error);
  if (object == NULL)
    return NULL;

  return _pen_kie_ask (request, pen_json_string_or (object, "task", ""), 0,
                       json_node_ref (memo));
}

/* A record that cannot be read is for next(): only there is known how often that was. */
static gboolean
pen_kie_provider_refuses (PenProvider *provider,
                          PenCall     *call,
                          PenReply    *reply)
{
  gint64 code;

  if (g_str_equal (call->method, "GET") && _pen_kie_get_code (reply, &code))
    return FALSE;

  return !_pen_kie_is_good (reply);
}

static GError *
pen_kie_provider_read_error (PenProvider *provider,
                             PenReply    *reply,
                             gboolean    *charged)
{
  *charged = FALSE;

  return _pen_kie_error_new (reply);
}

static PenCall *
pen_kie_provider_renew (PenProvider *provider,
                        const char  *uri)
{
  PenCall *call = _pen_kie_call_new ("POST", "kie", RENEW_PATH);
  g_autoptr(JsonObject) object = json_object_new ();
  g_autoptr(JsonNode) root = NULL;

  json_object_set_string_member (object, "url", uri);
  root = json_node_init_object (json_node_alloc (), object);
  call->body = pen_body_new_json ();
  pen_body_set_root (call->body, root);

  return call;
}

/* The answer as an object, or %NULL with @error set where it refuses. */
static JsonObject *
read_answer (PenReply  *reply,
             GError   **error)
{
  if (_pen_kie_is_good (reply))
    return pen_json_root_object (pen_reply_get_json (reply), error);

  g_propagate_error (error, _pen_kie_error_new (reply));
  return NULL;
}

static char *
pen_kie_provider_read_renewed (PenProvider  *provider,
                               PenReply     *reply,
                               GError      **error)
{
  JsonObject *object = read_answer (reply, error);

  return object != NULL ? g_strdup (pen_json_get_string (object, "data", error)) : NULL;
}

static PenCall *
pen_kie_provider_check_key (PenProvider *provider)
{
  return _pen_kie_call_new ("GET", "kie", CREDIT_PATH);
}

static char *
pen_kie_provider_read_check (PenProvider  *provider,
                             PenReply     *reply,
                             GError      **error)
{
  JsonObject *object = read_answer (reply, error);
  double credits = pen_json_double_or (object, "data", NAN);

  if (object == NULL)
    return NULL;

  if (!isfinite (credits))
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("KIE did not say how many credits are left"));
      return NULL;
    }

  return pen_provider_describe_credits (credits);
}

static void
pen_kie_provider_class_init (PenKieProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_kie_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/kie.json";
  provider_class->begin = pen_kie_provider_begin;
  provider_class->next = pen_kie_provider_next;
  provider_class->resume = pen_kie_provider_resume;
  provider_class->refuses = pen_kie_provider_refuses;
  provider_class->read_error = pen_kie_provider_read_error;
  provider_class->renew = pen_kie_provider_renew;
  provider_class->read_renewed = pen_kie_provider_read_renewed;
  provider_class->check_key = pen_kie_provider_check_key;
  provider_class->read_check = pen_kie_provider_read_check;
}

static void
pen_kie_provider_init (PenKieProvider *self)
{
}
