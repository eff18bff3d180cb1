/* test-sdapi-replies.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sdapi-replies"

#include "config.h"

#include <string.h>

#include "pen-sdapi-provider.h"
#include "pen-test-translator.h"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_SDAPI_PROVIDER, NULL);
}

/* Seeds and bytes of the pictures that came: “7:fox|8:ox”. */
static char *
read_pictures (PenProvider  *provider,
               const char   *json,
               guint64       seed,
               guint         count,
               GError      **error)
{
  g_autoptr(PenRequest) request = pen_test_request (provider, "checkpoint",
                                                    PEN_TASK_TEXT_TO_IMAGE);
  g_autoptr(PenCall) call = pen_call_new ("POST", "sdapi", "/sdapi/v1/txt2img");
  g_autoptr(PenReply) reply = pen_test_reply (200, json);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(PenStep) step = NULL;

  pen_request_set_seed (request, seed);
  pen_request_set_count (request, count);
  step = pen_provider_next (provider, request, NULL, call, reply, error);
  if (step == NULL)
    return NULL;

  g_assert_cmpint (step->kind, ==, PEN_STEP_DONE);
  g_assert_cmpfloat (step->cost_usd, ==, 0);
  for (guint i = 0; i < step->outputs->len; i++)
    {
      PenOutput *output = g_ptr_array_index (step->outputs, i);
      g_autoptr(GBytes) data = pen_blob_load (output->blob, 100, NULL);

      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT ":%.*s", i > 0 ? "|" : "",
                              output->seed, (int) g_bytes_get_size (data),
                              (const char *) g_bytes_get_data (data, NULL));
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* “Zm94” is “fox”, “b3g=” is “ox”, “eA==” is “x”. */
static void
test_pictures (void)
{
  static const struct
  {
    const char *json;
    guint64     seed;
    guint       count;
    const char *pictures;
  } cases[] = {
    { "{\"images\": [\"Zm94\"], \"parameters\": {}, \"info\": \"{\\\"seed\\\": 7}\"}",
      0, 1, "7:fox" },
    { "{\"images\": [\"Zm94\", \"b3g=\"], \"info\": \"{\\\"seed\\\": 7,"
      " \\\"all_seeds\\\": [7, 99]}\"}", 0, 2, "7:fox|99:ox" },
    /* A grid before, a map behind. */
    { "{\"images\": [\"eA==\", \"Zm94\", \"b3g=\", \"eA==\"], \"info\": \"{\\\"all_seeds\\\":"
      " [1, 2], \\\"index_of_first_image\\\": 1}\"}", 0, 2, "1:fox|2:ox" },
    { "{\"images\": [\"Zm94\"], \"info\": \"{\\\"index_of_first_image\\\": 5}\"}", 4, 1,
      "4:fox" },
    /* Without a word about the seed: the one that was sent, counted on. */
    { "{\"images\": [\"Zm94\", \"b3g=\"], \"info\": \"\"}", 41, 2, "41:fox|42:ox" },
    { "{\"images\": [\"Zm94\"], \"info\": \"nonsense\"}", 41, 1, "41:fox" },
    { "{\"images\": [\"Zm94\"], \"info\": null}", 0, 1, "0:fox" },
    { "{\"images\": [\"Zm94\"], \"info\": \"{\\\"all_seeds\\\": [\\\"x\\\"],"
      " \\\"seed\\\": -1}\"}", 0, 1, "0:fox" },
    /* Fewer than asked for, and with a prefix that should not be. */
    { "{\"images\": [\"data:image/png;base64,Zm94\"]}", 5, 4, "5:fox" },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *pictures = read_pictures (provider, cases[i].json, cases[i].seed,
                                                 cases[i].count, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (pictures, ==, cases[i].pictures);
    }
}

static void
test_broken_replies (void)
{
  static const struct
  {
    const char *json;
    int         code;
  } cases[] = {
    { "", PEN_ERROR_INVALID_REPLY },
    { "[]", PEN_ERROR_INVALID_REPLY },
    { "{}", PEN_ERROR_INVALID_REPLY },
    { "{\"images\": null}", PEN_ERROR_INVALID_REPLY },
    { "{\"images\": []}", PEN_ERROR_INVALID_REPLY },
    { "{\"images\": [\"\"]}", PEN_ERROR_SERVICE },
    { "{\"images\": [7]}", PEN_ERROR_SERVICE },
    { "{\"images\": [\"no base64!\"]}", PEN_ERROR_INVALID_REPLY },
    { "{\"images\": [\"Zm94\", null]}", PEN_ERROR_SERVICE },
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (read_pictures (provider, cases[i].json, 1, 2, &error));
      g_assert_error (error, PEN_ERROR, cases[i].code);
    }
}

#define NO_API \
  "The engine does not offer its interface: start the web UI with the option --api"
#define NOT_TAKEN "The engine does not take this request"
#define NO_MEMORY \
  "The engine ran out of memory: choose a smaller size or a smaller picture"

static const struct
{
  guint       status;
  const char *json;
  int         code;
  const char *message;
} refusals[] = {
  { 422, "{\"detail\": [{\"loc\": [\"body\", \"steps\"], \"msg\": \"value is not a valid"
         " integer\", \"type\": \"type_error.integer\"}, {\"loc\": [\"body\", 0], \"msg\":"
         " \"field required\"}, {\"msg\": \"odd\"}, {}, 7]}", PEN_ERROR_INVALID_REQUEST,
    NOT_TAKEN ": steps: value is not a valid integer; body: field required; odd" },
  { 422, "{\"detail\": []}", PEN_ERROR_INVALID_REQUEST, NOT_TAKEN " (status 422)" },
  { 422, "{\"error\": \"HTTPException\", \"detail\": \"Script 'X' not found\", \"body\": \"\","
         " \"errors\": \"\"}", PEN_ERROR_INVALID_REQUEST, NOT_TAKEN ": Script 'X' not found" },
  { 500, "{\"error\": \"OutOfMemoryError\", \"detail\": \"\", \"body\": \"\", \"errors\":"
         " \"CUDA out of memory. Tried to allocate\"}", PEN_ERROR_SERVICE, NO_MEMORY },
  { 500, "{\"error\": \"OutOfMemoryError\", \"detail\": \"\", \"body\": \"\", \"message\":"
         " \"CUDA Out Of Memory\"}", PEN_ERROR_SERVICE, NO_MEMORY },
  { 500, "{\"error\": \"RuntimeError\", \"detail\": \"\", \"errors\": \"model 'x' not found\\n"
         "Traceback\"}", PEN_ERROR_SERVICE, "The engine failed: model 'x' not found" },
  { 500, "{\"error\": \"KeyError\", \"detail\": \"\", \"errors\": \"\"}", PEN_ERROR_SERVICE,
    "The engine failed: KeyError" },
  { 500, "\"'NoneType' object is not iterable\"", PEN_ERROR_SERVICE,
    "The engine failed: 'NoneType' object is not iterable" },
  { 500, "{\"error\": \"HTTPException\", \"code\": 500, \"detail\": \"Invalid encoded image\"}",
    PEN_ERROR_SERVICE, "The engine failed: Invalid encoded image" },
  { 500, "{\"detail\": {\"msg\": \"Error parsing input.\", \"type\": \"bad_input\"}}",
    PEN_ERROR_SERVICE, "The engine failed: Error parsing input." },
  { 500, "{\"error\": \"server_error\", \"message\": \"[json.exception.type_error.302]\"}",
    PEN_ERROR_SERVICE, "The engine failed: [json.exception.type_error.302]" },
  { 503, "{\"detail\": {\"msg\": \"Server is busy\", \"type\": \"service_unavailable\"}}",
    PEN_ERROR_SERVICE, "The engine failed: Server is busy" },
  { 502, "<html>", PEN_ERROR_SERVICE, "The engine failed (status 502)" },
  { 401, "{\"detail\": \"Not authenticated\"}", PEN_ERROR_KEY_MISSING,
    "The engine wants a user name and a password: enter them in the preferences as "
    "user:password" },
  { 401, "{\"error\": \"HTTPException\", \"detail\": \"Incorrect username or password\"}",
    PEN_ERROR_KEY_REJECTED,
    "The engine does not accept this user name and password: check them in the preferences" },
  { 401, "{\"detail\": \"Unauthorized\"}", PEN_ERROR_KEY_REJECTED,
    "The engine does not accept this user name and password: check them in the preferences" },
  { 404, "{\"detail\": \"Not Found\"}", PEN_ERROR_SERVICE, NO_API },
  { 404, "", PEN_ERROR_SERVICE, NO_API },
  { 404, "{\"error\": \"HTTPException\", \"detail\": \"Init image not found\"}",
    PEN_ERROR_INVALID_REQUEST, NOT_TAKEN ": Init image not found" },
  { 404, "{\"detail\": \"Sampler not found\"}", PEN_ERROR_INVALID_REQUEST,
    NOT_TAKEN ": Sampler not found" },
  { 400, "{\"error\": \"Init image is none\"}", PEN_ERROR_INVALID_REQUEST,
    NOT_TAKEN ": Init image is none" },
  { 400, "{\"error\": \"prompt required\"}", PEN_ERROR_INVALID_REQUEST,
    NOT_TAKEN ": prompt required" },
  { 405, "{\"detail\": \"Method Not Allowed\"}", PEN_ERROR_INVALID_REQUEST,
    NOT_TAKEN ": Method Not Allowed" },
  { 400, "{\"detail\": 7, \"error\": null}", PEN_ERROR_INVALID_REQUEST,
    NOT_TAKEN " (status 400)" },
};

static void
test_errors (void)
{
  g_autoptr(PenProvider) provider = provider_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (refusals[i].status, refusals[i].json);
      gboolean charged = TRUE;
      g_autoptr(GError) error = pen_provider_read_error (provider, reply, &charged);

      g_assert_cmpstr (error->message, ==, refusals[i].message);
      g_assert_error (error, PEN_ERROR, refusals[i].code);
      g_assert_false (charged);
    }
}

static void
test_long_error (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(GString) json = g_string_new ("{\"error\": \"");
  g_autoptr(PenReply) reply = NULL;
  g_autoptr(GError) error = NULL;
  gboolean charged;

  for (guint i = 0; i < 1000; i++)
    g_string_append (json, "ä");
  g_string_append (json, "\"}");
  reply = pen_test_reply (500, json->str);
  error = pen_provider_read_error (provider, reply, &charged);

  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (error->message, -1), ==, 19 + 300);
}

static void
test_check_key (void)
{
  static const struct
  {
    const char *json;
    const char *sentence;
  } cases[] = {
    { "[{\"title\": \"a\"}]", "The engine answers, with 1 checkpoint" },
    { "[{}, {}, {}]", "The engine answers, with 3 checkpoints" },
    { "[]", "The engine answers, with 0 checkpoints" },
    { "{}", NULL },
    { "", NULL },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_check_key (provider);

  g_assert_cmpstr (call->path, ==, "/sdapi/v1/sd-models");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PenReply) reply = pen_test_reply (200, cases[i].json);

      pen_test_check (provider, reply, cases[i].sentence, PEN_ERROR_INVALID_REPLY);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/sdapi-replies/pictures", test_pictures);
  g_test_add_func ("/sdapi-replies/broken-replies", test_broken_replies);
  g_test_add_func ("/sdapi-replies/errors", test_errors);
  g_test_add_func ("/sdapi-replies/long-error", test_long_error);
  g_test_add_func ("/sdapi-replies/check-key", test_check_key);

  return g_test_run ();
}
