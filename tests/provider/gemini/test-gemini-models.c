/* test-gemini-models.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-gemini-models"

#include "config.h"

#include "pen-gemini-provider.h"
#include "pen-test-translator.h"

#define MODEL(id, method) \
  "{\"name\":\"models/" id "\",\"displayName\":\"New\"," \
  "\"supportedGenerationMethods\":[\"countTokens\",\"" method "\"]}"
#define DRAWS(id) MODEL (id, "generateContent")

static PenProvider *
provider_new (void)
{
  return g_object_new (PEN_TYPE_GEMINI_PROVIDER, NULL);
}

static void
read_page (PenProvider *provider,
           guint        index,
           const char  *json)
{
  g_autoptr(PenCall) call = pen_provider_discover (provider, index);
  g_autoptr(PenReply) reply = pen_test_reply (200, json);

  g_assert_nonnull (call);
  g_assert_true (call->with_key);
  g_assert_false (call->may_cost);
  pen_provider_read_discovery (provider, index, reply);
}

static PenModelStatus
get_status (PenProvider *provider,
            const char  *id)
{
  PenModel *model = pen_catalogue_find_model (pen_provider_get_catalogue (provider), id);

  g_assert_nonnull (model);
  return pen_model_get_status (model);
}

static void
test_list (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  PenCatalogue *catalogue = pen_provider_get_catalogue (provider);
  PenTaskSpec *spec;
  PenModel *model;

  read_page (provider, 0,
             "{\"models\":[" DRAWS ("gemini-nano-banana-2.1") "," DRAWS ("gemini-9-image") ","
             DRAWS ("nano-banana-9") "," DRAWS ("gemini-9-pro") "," MODEL ("imagen-9", "predict")
             "," DRAWS ("gemini-2.5-flash-image") ",7,{\"name\":7}]}");
  g_assert_null (pen_provider_discover (provider, 1));

  /* New ones are offered, with what every model takes. */
  model = pen_catalogue_find_model (catalogue, "gemini-9-image");
  g_assert_nonnull (model);
  g_assert_cmpstr (pen_model_get_title (model), ==, "New");
  spec = pen_model_get_spec (model, PEN_TASK_INPAINT);
  g_assert_cmpstr (spec->path, ==, "/models/gemini-9-image:generateContent");
  g_assert_cmpfloat (spec->price_usd, <, 0);
  g_assert_nonnull (pen_catalogue_find_model (catalogue, "nano-banana-9"));
  g_assert_null (pen_catalogue_find_model (catalogue, "gemini-9-pro"));
  g_assert_null (pen_catalogue_find_model (catalogue, "imagen-9"));

  /* What is gone is said to be, and what is said to be gone may still be there. */
  g_assert_cmpint (get_status (provider, "gemini-nano-banana-2.1"), ==, PEN_MODEL_CURRENT);
  g_assert_cmpint (get_status (provider, "gemini-3-pro-image"), ==, PEN_MODEL_RETIRED);
  g_assert_cmpint (get_status (provider, "gemini-2.5-flash-image"), ==, PEN_MODEL_RETIRING);

  /* A later list takes it back. */
  read_page (provider, 0, "{\"models\":[" DRAWS ("gemini-3-pro-image") "]}");
  g_assert_cmpint (get_status (provider, "gemini-3-pro-image"), ==, PEN_MODEL_CURRENT);
  g_assert_cmpint (get_status (provider, "gemini-2.5-flash-image"), ==, PEN_MODEL_RETIRED);
  g_assert_cmpint (get_status (provider, "gemini-nano-banana-2.1"), ==, PEN_MODEL_RETIRED);
}

/* Nothing is called gone before the last page. */
static void
test_pages (void)
{
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = NULL;

  read_page (provider, 0, "{\"models\":[" DRAWS ("gemini-3-pro-image") "],"
             "\"nextPageToken\":\"a b\"}");
  g_assert_cmpint (get_status (provider, "gemini-nano-banana-2.1"), ==, PEN_MODEL_CURRENT);
  call = pen_provider_discover (provider, 1);
  g_assert_cmpstr (call->path, ==, "/models?pageSize=1000&pageToken=a%20b");
  read_page (provider, 1, "{\"models\":[" DRAWS ("gemini-nano-banana-2.1") "]}");
  g_assert_null (pen_provider_discover (provider, 2));
  g_assert_cmpint (get_status (provider, "gemini-3-pro-image"), ==, PEN_MODEL_CURRENT);
  g_assert_cmpint (get_status (provider, "gemini-nano-banana-2.1"), ==, PEN_MODEL_CURRENT);
  g_assert_cmpint (get_status (provider, "gemini-3.1-flash-lite-image"), ==, PEN_MODEL_RETIRED);
}

static void
test_nothing (void)
{
  static const char * const bodies[] = {
    "", "[]", "{}", "{\"models\":7}", "{\"models\":[]}",
    "{\"models\":[" DRAWS ("gemini-9-pro") "]}",
  };
  g_autoptr(PenProvider) provider = provider_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    read_page (provider, 0, bodies[i]);

  g_assert_cmpint (get_status (provider, "gemini-nano-banana-2.1"), ==, PEN_MODEL_CURRENT);
}

static void
test_find (void)
{
  static const char * const bad[] = { "", "models/", "a/b", "x?key=1", "gemini 9", "ärger" };
  g_autoptr(PenProvider) provider = provider_new ();
  g_autoptr(PenCall) call = pen_provider_find_model (provider, " models/gemini-9-image ", NULL);
  g_autoptr(PenReply) good = pen_test_reply (200, DRAWS ("gemini-9-image"));
  g_autoptr(PenReply) words = pen_test_reply (200, DRAWS ("gemini-9-pro"));
  g_autoptr(JsonNode) entry = NULL;
  g_autoptr(PenModel) model = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (call->path, ==, "/models/gemini-9-image");
  g_assert_true (call->with_key);
  entry = pen_provider_read_model (provider, "gemini-9-image", good, &error);
  g_assert_no_error (error);
  model = pen_model_new_from_json ("gemini", json_node_get_object (entry), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (pen_model_get_id (model), ==, "gemini-9-image");
  g_assert_true (pen_model_has_task (model, PEN_TASK_IMAGE_TO_IMAGE));

  g_assert_null (pen_provider_read_model (provider, "gemini-9-pro", words, &error));
  g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_assert_null (pen_provider_find_model (provider, bad[i], &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_USAGE);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/provider/gemini/list", test_list);
  g_test_add_func ("/provider/gemini/pages", test_pages);
  g_test_add_func ("/provider/gemini/nothing", test_nothing);
  g_test_add_func ("/provider/gemini/find", test_find);

  return g_test_run ();
}
