/* fuzz-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Whatever a service answers: its translator makes steps or sentences of it.
 *
 * A line with the HTTP status and a number that chooses model and task; then the body.
 */

#define G_LOG_DOMAIN "fuzz-replies"

#include "config.h"

#include <stdio.h>
#include <string.h>

#include "pen-error.h"
#include "pen-fuzz.h"
#include "pen-json.h"
#include "pen-json-spooler.h"
#include "pen-registry.h"

#define LIMIT    (1024 * 1024)
#define MAX_ASKS 8

static PenProvider *provider;
static GPtrArray *requests;

static PenProvider *
provider_new (void)
{
  g_autoptr(GListModel) providers = pen_registry_new_providers ();

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr(PenProvider) each = g_list_model_get_item (providers, i);

      if (g_str_equal (pen_provider_get_id (each), PROVIDER))
        return g_steal_pointer (&each);
    }

  return NULL;
}

/* With everything in it that a model may take. */
static void
fill (PenRequest *request)
{
  static const char * const slots[] = { "source", "mask", "reference-0", "control-0" };
  PenField *control = pen_request_get_spec (request)->fields[PEN_ROLE_CONTROL];
  g_autoptr(GBytes) bytes = g_bytes_new_static ("picture", 7);
  g_autoptr(PenBlob) blob = pen_blob_new_for_bytes (bytes, "image/png");
  const guint margins[PEN_N_SIDES] = { 64, 0, 64, 0 };

  pen_request_set_prompt (request, "a fox");
  pen_request_set_token (request, "00000000-0000-4000-8000-000000000000");
  pen_request_set_source_size (request, 64, 64);
  for (gsize i = 0; i < G_N_ELEMENTS (slots); i++)
    pen_request_set_input (request, slots[i], blob);
  if (pen_request_get_spec (request)->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, margins);
  if (control != NULL && control->kinds[0] != NULL)
    pen_request_add_control (request, control->kinds[0], "/control.png", -1);
}

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  GListModel *models;

  provider = provider_new ();
  g_assert_nonnull (provider);
  requests = g_ptr_array_new_with_free_func (g_object_unref);
  models = pen_catalogue_get_models (pen_provider_get_catalogue (provider));

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr(PenModel) model = g_list_model_get_item (models, i);
      GArray *tasks = pen_model_get_tasks (model);

      for (guint j = 0; j < tasks->len; j++)
        {
          PenRequest *request = pen_request_new (model, g_array_index (tasks, PenTask, j));

          fill (request);
          g_ptr_array_add (requests, request);
        }
    }

  return 0;
}

/* Takes @error.  Whoever reads it must be able to. */
static void
check_error (GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_utf8_validate (error->message, -1, NULL) && *error->message != '\0');
  g_error_free (error);
}

static void
check_step (PenStep *step,
            GError  *error)
{
  if (step == NULL)
    {
      check_error (error);
      return;
    }

  g_assert_no_error (error);
  g_assert_true ((step->kind == PEN_STEP_CALL) == (step->call != NULL));
  g_assert_true (step->kind != PEN_STEP_FAILED || step->error != NULL);
  /* A memo is small: it is written down before each call. */
  if (step->memo != NULL)
    {
      g_autofree char *text = pen_json_to_text (step->memo);

      g_assert_cmpuint (strlen (text), <, LIMIT);
    }
}

static void
read_step (PenRequest *request,
           PenReply   *reply)
{
  g_autoptr(PenStep) step = NULL;
  g_autoptr(PenBlob) preview = NULL;
  g_autoptr(JsonNode) memo = NULL;
  GError *error = NULL;
  double progress = -1;

  step = pen_provider_begin (provider, request, &error);
  check_step (step, error);

  for (guint i = 0; i < MAX_ASKS && step != NULL && step->kind == PEN_STEP_CALL; i++)
    {
      g_autoptr(PenStep) before = g_steal_pointer (&step);

      if (pen_provider_refuses (provider, before->call, reply))
        break;

      /* As the runner does: what is not new stays. */
      if (before->memo != NULL)
        {
          g_clear_pointer (&memo, json_node_unref);
          memo = json_node_ref (before->memo);
        }
      error = NULL;
      step = pen_provider_next (provider, request, memo, before->call, reply, &error);
      check_step (step, error);
    }

  pen_provider_read_event (provider, request, reply, &progress, &preview);
}

static void
read_memo (PenRequest *request,
           PenReply   *reply)
{
  JsonNode *root = pen_reply_get_json (reply);
  g_autoptr(PenStep) step = NULL;
  g_autoptr(PenCall) cancel = NULL;
  GError *error = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;

  step = pen_provider_resume (provider, request, root, &error);
  check_step (step, error);
  cancel = pen_provider_cancel (provider, request, root);
}

static void
read_asides (PenReply *reply)
{
  g_autoptr(PenCall) check = pen_provider_check_key (provider);
  g_autoptr(JsonNode) model = NULL;
  g_autofree char *sentence = NULL;
  GError *error = NULL;
  gboolean charged;

  check_error (pen_provider_read_error (provider, reply, &charged));
  if (check != NULL)
    {
      sentence = pen_provider_read_check (provider, reply, &error);
      if (sentence == NULL)
        check_error (error);
    }

  error = NULL;
  if (!pen_provider_finds_models (provider))
    return;
  model = pen_provider_read_model (provider, "owner/name", reply, &error);
  if (model == NULL)
    check_error (error);
}

/* A catalogue of its own, for the answers change it. */
static void
read_discovery (PenReply *reply)
{
  g_autoptr(PenProvider) fresh = provider_new ();

  for (guint i = 0; i < MAX_ASKS; i++)
    {
      g_autoptr(PenCall) call = pen_provider_discover (fresh, i);

      if (call == NULL)
        return;
      pen_provider_read_discovery (fresh, i, reply);
    }
}

static PenReply *
reply_new (guint       status,
           const char *body,
           gsize       length)
{
  g_autoptr(PenJsonSpooler) spooler = pen_json_spooler_new (g_get_tmp_dir (), LIMIT, LIMIT);
  g_autofree char *text = g_strndup (body, length);
  PenReply *reply = pen_reply_new (status);

  if (!pen_json_spooler_feed (spooler, body, length, NULL) ||
      !pen_json_spooler_finish (spooler, reply, NULL))
    pen_reply_set_text (reply, text);

  return reply;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *body = memchr (data, '\n', size);
  g_autofree char *line = NULL;
  g_autoptr(PenReply) reply = NULL;
  PenRequest *request;
  guint status = 0;
  guint which = 0;

  if (body == NULL)
    return 0;

  line = g_strndup ((const char *) data, body - (const char *) data);
  if (sscanf (line, "%3u %9u", &status, &which) != 2 || status < 100)
    return 0;

  body++;
  reply = reply_new (status, body, size - (gsize) (body - (const char *) data));
  read_asides (reply);
  /* Slow, for the catalogue is read anew. */
  if (which % 16 == 15)
    read_discovery (reply);
  if (requests->len == 0)
    return 0;

  request = g_ptr_array_index (requests, which % requests->len);
  read_step (request, reply);
  read_memo (request, reply);

  return 0;
}
