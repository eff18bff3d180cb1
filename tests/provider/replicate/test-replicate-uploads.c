/* test-replicate-uploads.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-replicate-uploads"

#include "config.h"

#include "pen-replicate-provider.h"
#include "pen-test-translator.h"
#include "pen-upload.h"

#define MAX_INLINE (256 * 1024)
#define PNG "data:image/png;base64,@"

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_REPLICATE_PROVIDER, NULL);
}

static PenRequest *
new_big_request (PenProvider *provider)
{
  PenRequest *request = pen_test_request (provider, "black-forest-labs/flux-fill-pro",
                                          PEN_TASK_INPAINT);
  g_autofree char *text = g_strnfill (MAX_INLINE + 1, 'x');
  g_autoptr(PenBlob) big = pen_test_blob (text);
  g_autoptr(PenBlob) mask = pen_test_blob ("mask");

  pen_request_set_prompt (request, "A fox");
  pen_request_set_input (request, "source", big);
  pen_request_set_input (request, "mask", mask);

  return request;
}

static PenReply *
new_file_reply (const char *address)
{
  g_autofree char *json = g_strdup_printf ("{\"id\":\"f\",\"urls\":{\"get\":\"%s\"}}", address);

  return pen_test_reply (201, json);
}

static void
assert_upload (PenStep    *step,
               const char *form)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (step);
  g_assert_cmpstr (step->call->method, ==, "POST");
  g_assert_cmpstr (step->call->path, ==, "/files");
  g_assert_false (step->call->may_cost);
  g_assert_true (pen_upload_memo_is (step->memo));
  text = pen_test_form (step->call->body);
  g_assert_cmpstr (text, ==, form);
}

/* What is small goes along, what is big goes ahead. */
static void
test_upload (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_big_request (provider);
  g_autoptr(PenReply) reply = new_file_reply ("https://api.replicate.com/v1/files/abc");
  g_autoptr(PenReply) empty = pen_test_reply (201, "{\"id\":\"f\"}");
  g_autoptr(PenStep) first = pen_provider_begin (provider, request, NULL);
  g_autoptr(PenStep) second = NULL;
  g_autoptr(PenStep) none = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  assert_upload (first, "content=@source.png");
  second = pen_provider_next (provider, request, first->memo, first->call, reply, &error);
  g_assert_no_error (error);
  g_assert_true (second->call->may_cost);
  g_assert_true (pen_upload_memo_is (second->memo));
  text = pen_test_json (second->call->body);
  g_assert_cmpstr (text, ==,
                   "{\"input\":{\"output_format\":\"png\",\"prompt\":\"A fox\","
                   "\"image\":\"https://api.replicate.com/v1/files/abc\","
                   "\"mask\":\"" PNG "mask\"}}");

  none = pen_provider_next (provider, request, first->memo, first->call, empty, &error);
  g_assert_null (none);
  g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY);
}

/* A picture of just the limit still goes along. */
static void
test_upload_limit (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_big_request (provider);
  g_autofree char *text = g_strnfill (MAX_INLINE, 'x');
  g_autoptr(PenBlob) blob = pen_test_blob (text);
  g_autoptr(PenStep) step = NULL;

  pen_request_set_input (request, "source", blob);
  step = pen_provider_begin (provider, request, NULL);
  g_assert_true (step->call->may_cost);
}

/* After a restart the service is asked which files it still has. */
static void
test_upload_resume (void)
{
  static const struct { const char *list; gboolean again; } lists[] =
  {
    { "{\"results\":[{\"urls\":{\"get\":\"https://x/files/abc\"},"
      "\"expires_at\":\"2026-11-23T11:00:00Z\"}]}", FALSE },
    { "{\"results\":[{\"urls\":{\"get\":\"https://x/files/abc\"}}]}", FALSE },
    { "{\"results\":[{\"urls\":{\"get\":\"https://x/files/abc\"},"
      "\"expires_at\":\"2026-11-23T10:05:00Z\"}]}", TRUE },
    { "{\"results\":[{\"urls\":{\"get\":\"https://x/files/other\"}}]}", TRUE },
    { "{\"results\":[]}", TRUE },
    { "[]", TRUE },
  };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_big_request (provider);
  g_autoptr(JsonNode) memo = pen_upload_note (NULL, "source", "https://x/files/abc");

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autoptr(PenStep) ask = pen_provider_resume (provider, request, memo, NULL);
      g_autoptr(PenReply) reply = pen_test_reply (200, lists[i].list);
      g_autoptr(PenStep) step = NULL;

      g_assert_cmpstr (ask->call->method, ==, "GET");
      g_assert_cmpstr (ask->call->path, ==, "/files");
      g_assert_false (ask->call->may_cost);
      pen_reply_set_header (reply, "Date", "Mon, 23 Nov 2026 10:00:00 GMT");
      step = pen_provider_next (provider, request, ask->memo, ask->call, reply, NULL);
      if (lists[i].again)
        assert_upload (step, "content=@source.png");
      else
        g_assert_true (step->call->may_cost);
    }
}

/* Nothing was there yet: the first upload is made again, and nobody is asked. */
static void
test_upload_resume_early (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenRequest) request = new_big_request (provider);
  g_autoptr(JsonNode) memo = pen_upload_note (NULL, NULL, NULL);
  g_autoptr(PenStep) step = pen_provider_resume (provider, request, memo, NULL);

  assert_upload (step, "content=@source.png");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/replicate-uploads/upload", test_upload);
  g_test_add_func ("/replicate-uploads/limit", test_upload_limit);
  g_test_add_func ("/replicate-uploads/resume", test_upload_resume);
  g_test_add_func ("/replicate-uploads/resume-early", test_upload_resume_early);

  return g_test_run ();
}
