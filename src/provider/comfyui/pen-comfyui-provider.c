/* pen-comfyui-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenComfyuiProvider:
 *
 * ComfyUI on the user's own computer or network.  Pictures are uploaded, a graph is put
 * into its queue, and its history is asked until the graph's pictures are there.
 */

#define G_LOG_DOMAIN "pen-comfyui-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-body-writer.h"
#include "pen-comfyui-provider-private.h"
#include "pen-comfyui-provider.h"
#include "pen-comfyui-resources.h"
#include "pen-json.h"
#include "pen-media.h"
#include "pen-upload.h"

#define ENDPOINT "comfyui"
#define POLL_MS 1000

struct _PenComfyuiProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenComfyuiProvider, pen_comfyui_provider, PEN_TYPE_PROVIDER)

/* The engine's id of the job, where it has told; ours is the same unless it is old. */
static const char *
get_id (PenRequest *request,
        JsonNode   *memo)
{
  JsonObject *object = memo != NULL ? pen_json_root_object (memo, NULL) : NULL;

  return pen_json_string_or (object, "prompt-id", pen_request_get_token (request));
}

static PenCall *
new_call (const char *method,
          const char *path)
{
  PenCall *call = pen_call_new (method, ENDPOINT, path);

  call->with_key = TRUE;
  return call;
}

/* Takes @object. */
static PenCall *
new_post (const char *path,
          JsonObject *object)
{
  PenCall *call = new_call ("POST", path);
  g_autoptr(JsonNode) root = json_node_init_object (json_node_alloc (), object);

  json_object_unref (object);
  call->body = pen_body_new_json ();
  pen_body_set_root (call->body, root);

  return call;
}

/* === The way to the queue === */

static PenStep *
upload (PenRequest *request,
        JsonNode   *memo,
        const char *slot)
{
  PenBlob *blob = pen_request_get_input (request, slot);
  const char *extension = pen_media_to_extension (pen_blob_get_media_type (blob));
  g_autofree char *name = NULL;
  PenCall *call = new_call ("POST", "/upload/image");

  /* Of this job alone, so that a second try replaces the first and nothing else. */
  name = g_strdup_printf ("pentimento-%s-%s.%s", pen_request_get_token (request), slot,
                          extension);
  call->body = pen_body_new_form ();
  pen_body_add_blob (call->body, "image", name, blob);
  pen_body_add_text (call->body, "overwrite", "true");

  return pen_step_new_call (call, 0, pen_upload_note (memo, NULL, NULL));
}

static PenStep *
queue_graph (PenProvider  *provider,
             PenRequest   *request,
             JsonNode     *memo,
             GError      **error)
{
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  g_autoptr(GHashTable) uploads = pen_upload_get_addresses (memo);
  g_autoptr(PenBody) body = pen_body_writer_write_with (request, uploads, error);
  JsonObject *envelope;
  JsonObject *graph;
  PenCall *call;

  if (body == NULL)
    return NULL;

  graph = _pen_comfyui_build_graph (request,
                                    pen_json_root_object (pen_body_get_root (body), NULL),
                                    uploads, catalogue, error);
  if (graph == NULL)
    return NULL;

  envelope = json_object_new ();
  json_object_set_object_member (envelope, "prompt", graph);
  json_object_set_string_member (envelope, "client_id", pen_request_get_token (request));
  json_object_set_string_member (envelope, "prompt_id", pen_request_get_token (request));
  call = new_post ("/prompt", envelope);
  call->may_cost = TRUE;

  return pen_step_new_call (call, 0, memo != NULL ? json_node_ref (memo) : NULL);
}

static PenStep *
go_on (PenProvider  *provider,
       PenRequest   *request,
       JsonNode     *memo,
       GError      **error)
{
  const char *slot = pen_upload_next (request, memo, 0);

  return slot != NULL ? upload (request, memo, slot)
                      : queue_graph (provider, request, memo, error);
}

static PenStep *
pen_comfyui_provider_begin (PenProvider  *provider,
                            PenRequest   *request,
                            GError      **error)
{
  return go_on (provider, request, NULL, error);
}

/* === The way back === */

static GError *
new_misunderstood (void)
{
  return g_error_new_literal (PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                              _("The answer of ComfyUI was not understood"));
}

static PenStep *
ask_history (const char *id,
             guint       delay_ms,
             guint       round,
             JsonNode   *memo)
{
  g_autofree char *escaped = g_uri_escape_string (id, NULL, FALSE);
  g_autofree char *path = g_strconcat ("/history/", escaped, NULL);
  PenCall *call = new_call ("GET", path);

  call->round = round;
  return pen_step_new_call (call, delay_ms, memo);
}

static PenStep *
take_upload (PenProvider  *provider,
             PenRequest   *request,
             JsonNode     *memo,
             JsonObject   *object,
             GError      **error)
{
  const char *slot = pen_upload_next (request, memo, 0);
  const char *name = pen_json_string_or (object, "name", NULL);
  const char *folder = pen_json_string_or (object, "subfolder", "");
  g_autofree char *address = NULL;
  g_autoptr(JsonNode) noted = NULL;

  if (name == NULL || *name == '\0' || slot == NULL)
    {
      g_propagate_error (error, new_misunderstood ());
      return NULL;
    }

  address = *folder != '\0' ? g_strdup_printf ("%s/%s", folder, name) : g_strdup (name);
  noted = pen_upload_note (memo, slot, address);

  return go_on (provider, request, noted, error);
}

static PenStep *
take_queued (JsonObject  *object,
             GError     **error)
{
  const char *id = pen_json_string_or (object, "prompt_id", NULL);
  JsonObject *memo;
  PenStep *step;

  if (id == NULL || *id == '\0')
    {
      g_propagate_error (error, new_misunderstood ());
      return NULL;
    }

  memo = json_object_new ();
  json_object_set_string_member (memo, "prompt-id", id);
  step = ask_history (id, POLL_MS / 4, 0, json_node_init_object (json_node_alloc (), memo));
  json_object_unref (memo);

  return step;
}

/* Items of a queue are lists: a number, the id, and much else. */
static gboolean
queue_has (JsonObject *object,
           const char *member,
           const char *id)
{
  JsonArray *items = pen_json_array_or (object, member, NULL);

  for (guint i = 0; items != NULL && i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);
      JsonArray *item = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      if (item != NULL && json_array_get_length (item) > 1 &&
          g_strcmp0 (pen_json_at_string (item, 1, NULL), id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* A job that ends between two questions is in the history by then. */
static PenStep *
take_queue (PenRequest *request,
            JsonNode   *memo,
            PenCall    *call,
            JsonObject *object)
{
  const char *id = get_id (request, memo);

  if (queue_has (object, "queue_running", id) || queue_has (object, "queue_pending", id))
    return ask_history (id, POLL_MS, 0, NULL);

  return ask_history (id, 0, call->round + 1, NULL);
}

static void
take_picture (PenStep    *step,
              PenRequest *request,
              JsonObject *image)
{
  const char *name = pen_json_string_or (image, "filename", NULL);
  const char *folder = pen_json_string_or (image, "subfolder", "");
  const char *type = pen_json_string_or (image, "type", "output");
  g_autofree char *query = NULL;
  g_autofree char *path = NULL;
  PenOutput *output;

  if (name == NULL)
    return;

  query = soup_form_encode ("filename", name, "subfolder", folder, "type", type, NULL);
  path = g_strconcat ("/view?", query, NULL);
  output = pen_output_new_uri (path);
  output->seed = pen_request_get_seed (request);
  pen_step_take_output (step, output);
}

static PenStep *
take_history (PenRequest  *request,
              JsonNode    *memo,
              PenCall     *call,
              JsonObject  *object,
              GError     **error)
{
  const char *id = get_id (request, memo);
  JsonObject *entry = pen_json_object_or (object, id, NULL);
  JsonObject *status = pen_json_object_or (entry, "status", NULL);
  JsonObject *node = pen_json_object_or (pen_json_object_or (entry, "outputs", NULL),
                                         PEN_COMFYUI_RESULT, NULL);
  JsonArray *images = pen_json_array_or (node, "images", NULL);
  g_autoptr(PenStep) step = NULL;

  if (entry == NULL && call->round == 0)
    return pen_step_new_call (new_call ("GET", "/queue"), 0, NULL);

  if (entry == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_EXPIRED,
                           _("ComfyUI knows this job no longer: it was probably restarted"));
      return NULL;
    }

  step = pen_step_new_done ();
  step->cost_usd = 0;
  for (guint i = 0; images != NULL && i < json_array_get_length (images); i++)
    take_picture (step, request, pen_json_at_object (images, i, NULL));

  if (step->outputs->len == 0)
    {
      g_propagate_error (error, _pen_comfyui_read_failure (status));
      return NULL;
    }

  return g_steal_pointer (&step);
}

static PenStep *
pen_comfyui_provider_next (PenProvider  *provider,
                           PenRequest   *request,
                           JsonNode     *memo,
                           PenCall      *call,
                           PenReply     *reply,
                           GError      **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;

  if (object == NULL)
    {
      g_propagate_error (error, new_misunderstood ());
      return NULL;
    }

  if (g_str_equal (call->path, "/upload/image"))
    return take_upload (provider, request, memo, object, error);
  if (g_str_equal (call->path, "/prompt"))
    return take_queued (object, error);
  if (g_str_equal (call->path, "/queue"))
    return take_queue (request, memo, call, object);

  return take_history (request, memo, call, object, error);
}

static PenStep *
pen_comfyui_provider_resume (PenProvider  *provider,
                             PenRequest   *request,
                             JsonNode     *memo,
                             GError      **error)
{
  if (pen_upload_memo_is (memo))
    return go_on (provider, request, memo, error);

  return ask_history (get_id (request, memo), 0, 0, NULL);
}

/* === Stopping === */

/* The newest versions have one call for it, which stops nothing else. */
static PenCall *
pen_comfyui_provider_cancel (PenProvider *provider,
                             PenRequest  *request,
                             JsonNode    *memo)
{
  g_autofree char *escaped = g_uri_escape_string (get_id (request, memo), NULL, FALSE);
  g_autofree char *path = g_strdup_printf ("/api/jobs/%s/cancel", escaped);
  PenCall *call = new_call ("POST", path);

  call->expect = PEN_EXPECT_NOTHING;
  return call;
}

static PenCall *
new_delete (const char *id)
{
  JsonObject *object = json_object_new ();
  JsonArray *ids = json_array_new ();
  PenCall *call;

  json_array_add_string_element (ids, id);
  json_object_set_array_member (object, "delete", ids);
  call = new_post ("/queue", object);
  call->expect = PEN_EXPECT_NOTHING;

  return call;
}

static PenCall *
new_interrupt (const char *id)
{
  JsonObject *object = json_object_new ();
  PenCall *call;

  json_object_set_string_member (object, "prompt_id", id);
  call = new_post ("/interrupt", object);
  call->expect = PEN_EXPECT_NOTHING;

  return call;
}

/* Old versions stop whatever runs, whoever it belongs to: first a look at the queue. */
static PenCall *
pen_comfyui_provider_cancel_next (PenProvider *provider,
                                  PenRequest  *request,
                                  JsonNode    *memo,
                                  PenCall     *call,
                                  PenReply    *reply)
{
  const char *id = get_id (request, memo);
  JsonNode *root = reply != NULL ? pen_reply_get_json (reply) : NULL;
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;

  if (g_str_has_prefix (call->path, "/api/jobs/"))
    return reply == NULL ? new_delete (id) : NULL;
  if (g_str_equal (call->path, "/queue") && g_str_equal (call->method, "POST"))
    return new_call ("GET", "/queue");
  if (g_str_equal (call->path, "/queue") && queue_has (object, "queue_running", id))
    return new_interrupt (id);

  return NULL;
}

/* === Keys === */

static PenCall *
pen_comfyui_provider_check_key (PenProvider *provider)
{
  return new_call ("GET", "/system_stats");
}

static char *
pen_comfyui_provider_read_check (PenProvider  *provider,
                                 PenReply     *reply,
                                 GError      **error)
{
  const char *version = _pen_comfyui_read_version (pen_reply_get_json (reply));

  if (version == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Something else than ComfyUI answers at this address"));
      return NULL;
    }

  return g_strdup_printf (_("ComfyUI %s answers"), version);
}

/* ComfyUI has no passwords; one that stands before it may. */
static void
pen_comfyui_provider_authorise (PenProvider        *provider,
                                SoupMessageHeaders *headers,
                                PenSecret          *key)
{
  pen_provider_authorise_basic (headers, key);
}

static void
pen_comfyui_provider_class_init (PenComfyuiProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue when the program is linked. */
  pen_comfyui_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/comfyui.json";
  provider_class->begin = pen_comfyui_provider_begin;
  provider_class->next = pen_comfyui_provider_next;
  provider_class->resume = pen_comfyui_provider_resume;
  provider_class->cancel = pen_comfyui_provider_cancel;
  provider_class->cancel_next = pen_comfyui_provider_cancel_next;
  provider_class->watch = _pen_comfyui_watch;
  provider_class->read_watch = _pen_comfyui_read_watch;
  provider_class->check_key = pen_comfyui_provider_check_key;
  provider_class->read_check = pen_comfyui_provider_read_check;
  provider_class->authorise = pen_comfyui_provider_authorise;
  provider_class->read_error = _pen_comfyui_read_error;
  provider_class->discover = _pen_comfyui_discover;
  provider_class->read_discovery = _pen_comfyui_read_discovery;
}

static void
pen_comfyui_provider_init (PenComfyuiProvider *self)
{
}
