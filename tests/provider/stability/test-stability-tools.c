/* test-stability-tools.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Editing, control and upscaling: what is sent, and how a late picture is waited for.
 */

#define G_LOG_DOMAIN "test-stability-tools"

#include "config.h"

#include <string.h>

#include "pen-json.h"
#include "pen-stability-provider.h"
#include "pen-test-translator.h"

#define ID "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Everything that a request can be given; each tool takes what is its own. */
static PenRequest *
request_new (PenProvider *provider,
             const char  *model,
             PenTask      task)
{
  PenRequest *request = pen_test_request (provider, model, task);
  PenTaskSpec *spec = pen_request_get_spec (request);
  g_autoptr(PenBlob) blob = pen_test_blob ("png");
  const guint margins[] = { 10, 0, 30, 40 };

  pen_request_set_prompt (request, "A fox");
  pen_request_set_negative (request, "dogs");
  pen_request_set_seed (request, 7);
  pen_request_set_strength (request, 0.35);
  pen_request_set_aspect (request, "16:9");
  pen_request_set_input (request, "source", blob);
  pen_request_set_input (request, "mask", blob);
  pen_request_set_input (request, "reference-0", blob);
  if (spec->fields[PEN_ROLE_SEARCH] != NULL)
    pen_request_set_search (request, "the dog");
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, margins);
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    pen_request_add_reference (request, "/reference.png");
  if (spec->fields[PEN_ROLE_CONTROL] != NULL)
    {
      pen_request_set_input (request, "control-0", blob);
      pen_request_add_control (request, "light", "/light.png", 0.5);
    }

  return request;
}

static const struct
{
  const char *model;
  PenTask     task;
  const char *path;
  const char *body;
  double      usd;
} tools[] = {
  { "inpaint", PEN_TASK_INPAINT, "edit/inpaint",
    "prompt=A fox|negative_prompt=dogs|image=@image.png|mask=@mask.png|seed=7", 0.05 },
  { "erase", PEN_TASK_ERASE, "edit/erase", "image=@image.png|mask=@mask.png|seed=7", 0.05 },
  { "outpaint", PEN_TASK_OUTPAINT, "edit/outpaint",
    "prompt=A fox|image=@image.png|left=10|right=30|down=40|seed=7", 0.04 },
  { "search-and-replace", PEN_TASK_SEARCH_REPLACE, "edit/search-and-replace",
    "prompt=A fox|negative_prompt=dogs|search_prompt=the dog|image=@image.png|seed=7", 0.05 },
  { "search-and-recolor", PEN_TASK_RECOLOR, "edit/search-and-recolor",
    "prompt=A fox|negative_prompt=dogs|select_prompt=the dog|image=@image.png|seed=7", 0.05 },
  { "remove-background", PEN_TASK_REMOVE_BACKGROUND, "edit/remove-background",
    "image=@image.png", 0.05 },
  { "replace-background-and-relight", PEN_TASK_REPLACE_BACKGROUND,
    "edit/replace-background-and-relight",
    "background_prompt=A fox|negative_prompt=dogs|subject_image=@image.png|"
    "background_reference=@reference-0.png|light_reference=@control-0.png|"
    "light_source_strength=0.5|seed=7", 0.08 },
  { "sketch", PEN_TASK_CONTROL, "control/sketch",
    "prompt=A fox|negative_prompt=dogs|image=@image.png|seed=7", 0.05 },
  { "structure", PEN_TASK_CONTROL, "control/structure",
    "prompt=A fox|negative_prompt=dogs|image=@image.png|seed=7", 0.05 },
  { "style", PEN_TASK_STYLE, "control/style",
    "prompt=A fox|negative_prompt=dogs|image=@image.png|seed=7|aspect_ratio=16:9", 0.05 },
  { "style-transfer", PEN_TASK_STYLE, "control/style-transfer",
    "prompt=A fox|negative_prompt=dogs|init_image=@image.png|style_image=@reference-0.png|"
    "style_strength=0.35|seed=7", 0.08 },
  { "upscale-fast", PEN_TASK_UPSCALE, "upscale/fast", "image=@image.png", 0.02 },
  { "upscale-conservative", PEN_TASK_UPSCALE, "upscale/conservative",
    "prompt=A fox|negative_prompt=dogs|image=@image.png|seed=7", 0.4 },
  { "upscale-creative", PEN_TASK_UPSCALE, "upscale/creative",
    "prompt=A fox|negative_prompt=dogs|image=@image.png|seed=7", 0.6 },
};

static void
test_fields (void)
{
  g_autoptr(PenProvider) provider = g_object_new (PEN_TYPE_STABILITY_PROVIDER, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tools); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, tools[i].model, tools[i].task);
      g_autofree char *path = g_strconcat ("/v2beta/stable-image/", tools[i].path, NULL);
      g_autoptr(PenStep) step = NULL;
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", tools[i].model);
      g_assert_true (pen_request_check (request, &error));
      step = pen_provider_begin (provider, request, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (step->call->path, ==, path);
      g_assert_true (step->call->may_cost);
      text = pen_test_form (step->call->body);
      g_assert_cmpstr (text, ==, tools[i].body);
      g_assert_cmpfloat (pen_request_get_spec (request)->price_usd, ==, tools[i].usd);
    }
}

/* Each parameter that is set goes out by its own name. */
static void
test_parameters (void)
{
  static const struct
  {
    const char *model;
    PenTask     task;
    const char *name;
    const char *value;
  } settings[] = {
    { "inpaint", PEN_TASK_INPAINT, "grow_mask", "100" },
    { "erase", PEN_TASK_ERASE, "grow_mask", "20" },
    { "outpaint", PEN_TASK_OUTPAINT, "creativity", "0.75" },
    { "search-and-replace", PEN_TASK_SEARCH_REPLACE, "grow_mask", "0" },
    { "remove-background", PEN_TASK_REMOVE_BACKGROUND, "output_format", "webp" },
    { "replace-background-and-relight", PEN_TASK_REPLACE_BACKGROUND,
      "keep_original_background", "true" },
    { "replace-background-and-relight", PEN_TASK_REPLACE_BACKGROUND,
      "light_source_direction", "above" },
    { "replace-background-and-relight", PEN_TASK_REPLACE_BACKGROUND, "foreground_prompt", "a" },
    { "sketch", PEN_TASK_CONTROL, "control_strength", "0.25" },
    { "style", PEN_TASK_STYLE, "fidelity", "1" },
    { "style-transfer", PEN_TASK_STYLE, "change_strength", "0.1" },
    { "upscale-conservative", PEN_TASK_UPSCALE, "creativity", "0.2" },
    { "upscale-creative", PEN_TASK_UPSCALE, "style_preset", "origami" },
  };
  g_autoptr(PenProvider) provider = g_object_new (PEN_TYPE_STABILITY_PROVIDER, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr(PenRequest) request = request_new (provider, settings[i].model, settings[i].task);
      g_autofree char *sent = g_strdup_printf ("|%s=%s", settings[i].name, settings[i].value);
      g_autoptr(PenStep) step = NULL;
      g_autofree char *text = NULL;
      g_autoptr(GError) error = NULL;

      g_test_message ("%s %s", settings[i].model, settings[i].name);
      pen_test_set (request, settings[i].name, settings[i].value);
      g_assert_true (pen_request_check (request, &error));
      g_assert_no_error (error);
      step = pen_provider_begin (provider, request, &error);
      text = pen_test_form (step->call->body);
      g_assert_true (g_str_has_suffix (text, sent));
    }
}

/* A background needs words or a picture. */
static void
test_no_background (void)
{
  g_autoptr(PenProvider) provider = g_object_new (PEN_TYPE_STABILITY_PROVIDER, NULL);
  g_autoptr(PenRequest) request = request_new (provider, "replace-background-and-relight",
                                               PEN_TASK_REPLACE_BACKGROUND);
  g_autoptr(PenStep) step = NULL;
  g_autoptr(GError) error = NULL;

  pen_request_set_prompt (request, NULL);
  step = pen_provider_begin (provider, request, &error);
  g_assert_no_error (error);

  pen_request_set_input (request, "reference-0", NULL);
  g_assert_null (pen_provider_begin (provider, request, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
  g_assert_nonnull (strstr (error->message, "what the new background is to be"));
}

/* An id is asked for again and again, and written down once. */
static void
test_late (void)
{
  g_autoptr(PenProvider) provider = g_object_new (PEN_TYPE_STABILITY_PROVIDER, NULL);
  g_autoptr(PenRequest) request = request_new (provider, "upscale-creative", PEN_TASK_UPSCALE);
  g_autoptr(PenStep) begin = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenReply) taken = pen_test_reply (200, "{'id': '" ID "'}");
  g_autoptr(PenReply) waits = pen_test_reply (202, "{'id': '" ID "', 'status': 'in-progress'}");
  g_autoptr(PenStep) first = NULL;
  g_autoptr(PenStep) second = NULL;
  g_autoptr(PenStep) resumed = NULL;
  g_autofree char *memo = NULL;
  g_autoptr(GError) error = NULL;

  first = pen_provider_next (provider, request, NULL, begin->call, taken, &error);
  g_assert_no_error (error);
  memo = pen_json_to_text (first->memo);
  g_assert_cmpstr (memo, ==, "{\"id\":\"" ID "\"}");
  g_assert_cmpstr (first->call->method, ==, "GET");
  g_assert_cmpstr (first->call->path, ==, "/v2beta/results/" ID);
  g_assert_true (first->call->with_key);
  g_assert_false (first->call->may_cost);
  g_assert_cmpuint (first->delay_ms, ==, 10000);

  second = pen_provider_next (provider, request, first->memo, first->call, waits, &error);
  g_assert_no_error (error);
  g_assert_null (second->memo);
  g_assert_cmpstr (second->call->path, ==, "/v2beta/results/" ID);

  resumed = pen_provider_resume (provider, request, first->memo, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (resumed->call->path, ==, "/v2beta/results/" ID);
  g_assert_cmpuint (resumed->delay_ms, ==, 0);
}

/* What is no id never becomes an address. */
static void
test_odd_ids (void)
{
  static const char * const ids[] = { "", "../../v1/user", "a b", "a?b", "x/y" };
  g_autoptr(PenProvider) provider = g_object_new (PEN_TYPE_STABILITY_PROVIDER, NULL);
  g_autoptr(PenRequest) request = request_new (provider, "upscale-creative", PEN_TASK_UPSCALE);
  g_autoptr(PenStep) begin = pen_provider_begin (provider, request, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *json = g_strdup_printf ("{'id': '%s'}", ids[i]);
      g_autoptr(PenReply) reply = pen_test_reply (200, json);
      g_autoptr(JsonNode) memo = json_node_copy (pen_reply_get_json (reply));
      g_autoptr(GError) error = NULL;
      g_autoptr(GError) resume_error = NULL;

      g_assert_null (pen_provider_next (provider, request, NULL, begin->call, reply, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
      g_assert_null (pen_provider_resume (provider, request, memo, &resume_error));
      g_assert_error (resume_error, PEN_ERROR, PEN_ERROR_EXPIRED);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/stability-tools/fields", test_fields);
  g_test_add_func ("/stability-tools/parameters", test_parameters);
  g_test_add_func ("/stability-tools/no-background", test_no_background);
  g_test_add_func ("/stability-tools/late", test_late);
  g_test_add_func ("/stability-tools/odd-ids", test_odd_ids);

  return g_test_run ();
}
