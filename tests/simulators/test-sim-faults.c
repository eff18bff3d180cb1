/* test-sim-faults.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-sim-faults"

#include "config.h"

#include <locale.h>
#include <string.h>

#include "pen-sim-client.h"

#define CORE "/stability/v2beta/stable-image/generate/core"
#define BALANCE "/stability/v1/user/balance"
#define SAMPLERS "/sdapi/sdapi/v1/samplers"

static guint
generate (PenSimClient *client)
{
  return pen_sim_client_post_form (client, CORE, "prompt=a fox;seed=5", NULL);
}

static guint
count (PenSimClient *client,
       PenSimCount   which)
{
  return pen_simulator_get_count (client->simulator, "stability", which);
}

/* Whatever went wrong, the next request is served. */
static void
assert_recovers (PenSimClient *client)
{
  PenSimPictureInfo info;

  g_assert_cmpuint (generate (client), ==, 200);
  pen_sim_client_get_info (client, &info);
}

static void
test_cut_before_body (PenSimClient  *client,
                      gconstpointer  data)
{
  pen_simulator_fail (client->simulator, "stability", "cut-before-body");
  g_assert_cmpuint (generate (client), ==, 0);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_SEEN), ==, 1);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_RECEIVED), ==, 0);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
  assert_recovers (client);
}

static void
test_cut_after_body (PenSimClient  *client,
                     gconstpointer  data)
{
  pen_simulator_fail (client->simulator, "stability", "cut-after-body");
  g_assert_cmpuint (generate (client), ==, 0);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_RECEIVED), ==, 1);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 1);
  assert_recovers (client);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 1);
}

static void
test_half_answer (PenSimClient  *client,
                  gconstpointer  data)
{
  pen_simulator_fail (client->simulator, "stability", "half-answer");
  g_assert_cmpuint (generate (client), ==, 0);
  g_assert_error (client->error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 1);
  assert_recovers (client);
}

static void
test_trickle (PenSimClient  *client,
              gconstpointer  data)
{
  g_autoptr(GBytes) whole = NULL;

  g_assert_cmpuint (generate (client), ==, 200);
  whole = g_bytes_ref (client->body);

  pen_simulator_fail (client->simulator, "stability", "trickle");
  g_assert_cmpuint (generate (client), ==, 200);
  g_assert_true (g_bytes_equal (whole, client->body));
  assert_recovers (client);
}

static void
test_hold (PenSimClient  *client,
           gconstpointer  data)
{
  pen_simulator_fail (client->simulator, "stability", "hold");
  pen_sim_client_start (client, pen_sim_client_new_form (client, CORE, "prompt=x", NULL));
  pen_simulator_wait (client->simulator, "stability", PEN_SIM_COUNT_HELD, 1);

  /* The work is done by now, and others are served meanwhile. */
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 1);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_ANSWERED), ==, 0);
  g_assert_null (client->body);

  pen_simulator_release (client->simulator, "stability");
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_HELD), ==, 0);
  pen_simulator_wait (client->simulator, "stability", PEN_SIM_COUNT_ANSWERED, 1);
}

static void
test_hold_body (PenSimClient  *client,
                gconstpointer  data)
{
  pen_simulator_fail (client->simulator, "stability", "hold-body");
  pen_sim_client_start (client, pen_sim_client_new_form (client, CORE, "prompt=x", NULL));
  pen_simulator_wait (client->simulator, "stability", PEN_SIM_COUNT_HELD, 1);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_RECEIVED), ==, 0);

  pen_simulator_release (client->simulator, "stability");
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_RECEIVED), ==, 1);
}

/* The first half of the answer is there, the second one waits. */
static void
test_hold_half (PenSimClient  *client,
                gconstpointer  data)
{
  g_autoptr(GBytes) whole = NULL;

  g_assert_cmpuint (generate (client), ==, 200);
  whole = g_bytes_ref (client->body);

  pen_simulator_fail (client->simulator, "stability", "hold-half");
  pen_sim_client_start (client, pen_sim_client_new_form (client, CORE, "prompt=a fox;seed=5",
                                                         NULL));
  pen_simulator_wait (client->simulator, "stability", PEN_SIM_COUNT_HELD, 1);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_ANSWERED), ==, 1);

  pen_simulator_release (client->simulator, "stability");
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 200);
  g_assert_true (g_bytes_equal (whole, client->body));
}

/* Held, and then cut all the same. */
static void
test_hold_and_cut (PenSimClient  *client,
                   gconstpointer  data)
{
  pen_simulator_tell (client->simulator, "{\"service\":\"stability\",\"hold\":true,"
                      "\"fault\":\"cut-after-body\"}");
  pen_sim_client_start (client, pen_sim_client_new_form (client, CORE, "prompt=x", NULL));
  pen_simulator_wait (client->simulator, "stability", PEN_SIM_COUNT_HELD, 1);
  pen_simulator_release (client->simulator, "stability");
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 0);
}

/* A simulator may go while somebody still waits for it. */
static void
test_free_while_held (PenSimClient  *client,
                      gconstpointer  data)
{
  pen_simulator_fail (client->simulator, "stability", "hold");
  pen_sim_client_start (client, pen_sim_client_new_form (client, CORE, "prompt=x", NULL));
  pen_simulator_wait (client->simulator, "stability", PEN_SIM_COUNT_HELD, 1);
  g_clear_pointer (&client->simulator, pen_simulator_free);
  g_assert_cmpuint (pen_sim_client_finish (client), ==, 0);

  client->simulator = pen_simulator_new (0, NULL);
  assert_recovers (client);
}

static void
test_gateway (PenSimClient  *client,
              gconstpointer  data)
{
  static const struct { const char *name; guint status; } table[] =
  {
    { "html", 200 }, { "bad-gateway", 502 }, { "service-unavailable", 503 },
    { "gateway-timeout", 504 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      pen_simulator_fail (client->simulator, "stability", table[i].name);
      g_assert_cmpuint (generate (client), ==, table[i].status);
      g_assert_cmpstr (pen_sim_client_get_header (client, "Content-Type"), ==, "text/html");
    }

  pen_simulator_tell (client->simulator, "{\"service\":\"stability\",\"value\":\"3\","
                      "\"fault\":\"service-unavailable\"}");
  g_assert_cmpuint (generate (client), ==, 503);
  g_assert_cmpstr (pen_sim_client_get_header (client, "Retry-After"), ==, "3");

  pen_simulator_tell (client->simulator, "{\"service\":\"stability\",\"fault\":\"redirect\","
                      "\"value\":\"http://127.0.0.1:9/elsewhere\"}");
  g_assert_cmpuint (generate (client), ==, 307);
  g_assert_cmpstr (pen_sim_client_get_header (client, "Location"), ==,
                   "http://127.0.0.1:9/elsewhere");
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 0);
}

static void
test_wrong_answers (PenSimClient  *client,
                    gconstpointer  data)
{
  static const char *names[] = { "wrong-json", "broken-json", "empty" };
  static const char *starts[] = { "{\"unexpected\"", "{\"image\":\"iVBOR", "" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *text = NULL;

      pen_simulator_fail (client->simulator, "stability", names[i]);
      g_assert_cmpuint (generate (client), ==, 200);
      text = pen_sim_client_get_text (client);
      g_assert_true (g_str_has_prefix (text, starts[i]));
      g_assert_cmpstr (pen_sim_client_get_header (client, "Content-Type"), ==, "application/json");
    }

  g_assert_cmpuint (count (client, PEN_SIM_COUNT_PAID), ==, 3);
}

static void
test_pictures (PenSimClient  *client,
               gconstpointer  data)
{
  PenSimPictureInfo info;
  g_autoptr(GdkPixbuf) corrupt = NULL;
  g_autoptr(GdkPixbuf) truncated = NULL;

  pen_simulator_fail (client->simulator, "stability", "tiny-picture");
  generate (client);
  pen_sim_client_get_info (client, &info);
  g_assert_cmpuint (info.width, ==, 1);

  pen_simulator_fail (client->simulator, "stability", "huge-picture");
  generate (client);
  g_assert_true (pen_sim_picture_inspect (client->body, &info));
  g_assert_cmpuint (info.width, ==, 50000);
  g_assert_cmpuint (info.height, ==, 50000);

  pen_simulator_fail (client->simulator, "stability", "corrupt-picture");
  generate (client);
  g_assert_true (pen_sim_picture_inspect (client->body, &info));
  corrupt = pen_sim_picture_decode (client->body);
  g_assert_null (corrupt);

  pen_simulator_fail (client->simulator, "stability", "truncated-picture");
  generate (client);
  g_assert_true (pen_sim_picture_inspect (client->body, &info));
  truncated = pen_sim_picture_decode (client->body);
  g_assert_null (truncated);

  pen_simulator_fail (client->simulator, "stability", "no-picture");
  g_assert_cmpuint (generate (client), ==, 200);
  g_assert_false (pen_sim_picture_inspect (client->body, &info));
}

static void
test_foreign_address (PenSimClient  *client,
                      gconstpointer  data)
{
  g_autofree char *text = NULL;

  pen_simulator_tell (client->simulator,
                      "{\"service\":\"stability\",\"fault\":\"foreign-address\","
                      "\"value\":\"http://a.example/\"}");
  g_assert_cmpuint (generate (client), ==, 200);
  text = pen_sim_client_get_text (client);
  g_assert_nonnull (strstr (text, "http://a.example/"));
}

/* Faults come in their order, as often as was said, to whom they are meant for. */
static void
test_order (PenSimClient  *client,
            gconstpointer  data)
{
  pen_simulator_tell (client->simulator, "{\"service\":\"stability\",\"times\":2,"
                      "\"method\":\"POST\",\"fault\":\"internal_error\"}");
  pen_simulator_fail (client->simulator, "stability", "bad-gateway");
  pen_simulator_tell (client->simulator, "{\"service\":\"stability\",\"path\":\"/account\","
                      "\"fault\":\"gateway-timeout\"}");

  g_assert_cmpuint (pen_sim_client_get (client, SAMPLERS), ==, 200);
  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 502);
  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 200);
  g_assert_cmpuint (generate (client), ==, 500);
  g_assert_cmpuint (generate (client), ==, 500);
  g_assert_cmpuint (generate (client), ==, 200);
  g_assert_cmpuint (pen_sim_client_get (client, "/stability/v1/user/account"), ==, 504);
}

static void
test_control (PenSimClient  *client,
              gconstpointer  data)
{
  static const char *bad[] =
  {
    "[]", "{", "{\"service\":\"nobody\"}", "{}",
    "{\"service\":\"stability\",\"fault\":\"nothing-like-it\"}",
    "{\"service\":\"stability\",\"fault\":\"busy\"}",
    "{\"service\":\"stability\",\"fault\":\"hold\",\"times\":0}",
    "{\"service\":\"sdapi\",\"flavour\":\"paint\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_cmpuint (pen_sim_client_post_json (client, "/_control", bad[i]), ==, 400);

  g_assert_cmpuint (pen_sim_client_post_json (client, "/_control",
                                              "{\"service\":\"stability\",\"fault\":\"html\"}"),
                    ==, 200);
  g_assert_cmpuint (generate (client), ==, 200);
  g_assert_cmpstr (pen_sim_client_get_header (client, "Content-Type"), ==, "text/html");

  g_assert_cmpuint (pen_sim_client_post_json (client, "/_control",
                                              "{\"service\":\"stability\",\"reset\":true}"),
                    ==, 200);
  g_assert_cmpuint (count (client, PEN_SIM_COUNT_SEEN), ==, 0);
  g_assert_cmpuint (pen_sim_client_get (client, "/"), ==, 404);
  g_assert_cmpuint (pen_sim_client_get (client, "/nobody/v1"), ==, 404);
}

static void
test_wait (PenSimClient  *client,
           gconstpointer  data)
{
  PenSimClient other = { client->simulator, client->session, client->key, client->accept };
  g_autoptr(JsonNode) log = NULL;

  g_assert_cmpuint (pen_sim_client_get (client, "/_wait?service=stability&count=paints"), ==, 400);
  g_assert_cmpuint (pen_sim_client_get (client, "/_wait?service=stability&count=paid&least=0"),
                    ==, 200);

  pen_sim_client_start (&other, pen_sim_client_new_message (&other, "GET",
                        "/_wait?service=stability&count=paid&least=1", NULL, NULL));
  g_assert_cmpuint (pen_sim_client_get (client, BALANCE), ==, 200);
  g_assert_null (other.body);
  g_assert_cmpuint (generate (client), ==, 200);
  g_assert_cmpuint (pen_sim_client_finish (&other), ==, 200);
  pen_sim_client_drop (&other);

  g_assert_cmpuint (pen_sim_client_get (client, "/_log"), ==, 200);
  log = pen_sim_client_get_json (client);
  g_assert_cmpuint (json_array_get_length (
                      json_object_get_array_member (json_node_get_object (log), "requests")),
                    ==, 2);
}

#define ADD(name, function) \
  g_test_add ("/simulators/faults/" name, PenSimClient, NULL, pen_sim_client_set_up, function, \
              pen_sim_client_tear_down)

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("cut-before-body", test_cut_before_body);
  ADD ("cut-after-body", test_cut_after_body);
  ADD ("half-answer", test_half_answer);
  ADD ("trickle", test_trickle);
  ADD ("hold", test_hold);
  ADD ("hold-body", test_hold_body);
  ADD ("hold-half", test_hold_half);
  ADD ("hold-and-cut", test_hold_and_cut);
  ADD ("free-while-held", test_free_while_held);
  ADD ("gateway", test_gateway);
  ADD ("wrong-answers", test_wrong_answers);
  ADD ("pictures", test_pictures);
  ADD ("foreign-address", test_foreign_address);
  ADD ("order", test_order);
  ADD ("control", test_control);
  ADD ("wait", test_wait);

  return g_test_run ();
}
