/* pen-runner-watch.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Some engines answer only when they have finished, and tell on the side how far
 * they are.  A watch asks them while the answer is awaited, or listens at a socket.
 */

#define G_LOG_DOMAIN "pen-runner"

#include "config.h"

#include "pen-runner-private.h"
#include "pen-socket.h"

#define WATCH_SECONDS   5
#define MAX_PREVIEW     (8 * 1024 * 1024)

typedef struct
{
  PenRunner    *runner;        /* (owned) */
  PenRequest   *request;       /* (owned) */
  PenJournal   *journal;       /* (owned) */
  GCancellable *cancellable;   /* (owned) */
} Watch;

static void
watch_free (Watch *watch)
{
  g_clear_object (&watch->runner);
  g_clear_object (&watch->request);
  g_clear_object (&watch->journal);
  g_clear_object (&watch->cancellable);
  g_free (watch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Watch, watch_free)

static void wait_and_ask (Watch *watch);

static void
take_news (Watch    *watch,
           PenReply *reply)
{
  g_autoptr(PenBlob) preview = NULL;
  g_autoptr(GBytes) bytes = NULL;
  double progress = -1;

  pen_provider_read_watch (watch->runner->provider, reply, &progress, &preview);
  if (preview != NULL)
    bytes = pen_blob_load (preview, MAX_PREVIEW, NULL);
  if (progress >= 0 || bytes != NULL)
    pen_journal_progress (watch->journal, progress, bytes, NULL);
}

static void
ask_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(Watch) watch = user_data;
  g_autoptr(PenReply) reply = NULL;

  /* A question without an answer is no news. */
  reply = _pen_runner_ask_finish (PEN_RUNNER (object), result, NULL);
  if (g_cancellable_is_cancelled (watch->cancellable))
    return;

  if (reply != NULL)
    take_news (watch, reply);

  wait_and_ask (g_steal_pointer (&watch));
}

static gboolean
wait_cb (gpointer user_data)
{
  Watch *watch = user_data;
  g_autoptr(PenCall) call = NULL;
  guint interval_ms;

  if (g_cancellable_is_cancelled (watch->cancellable))
    {
      watch_free (watch);
      return G_SOURCE_REMOVE;
    }

  call = pen_provider_watch (watch->runner->provider, watch->request, &interval_ms);
  _pen_runner_ask_async (watch->runner, call, WATCH_SECONDS, watch->cancellable, ask_cb, watch);

  return G_SOURCE_REMOVE;
}

/* Takes @watch. */
static void
wait_and_ask (Watch *watch)
{
  g_autoptr(PenCall) call = NULL;
  g_autoptr(GSource) source = NULL;
  g_autoptr(GSource) cancel_source = NULL;
  guint interval_ms = 1000;

  call = pen_provider_watch (watch->runner->provider, watch->request, &interval_ms);
  if (call == NULL)
    {
      watch_free (watch);
      return;
    }

  /* Cancelling must let go of the runner at once, not after the interval. */
  source = g_timeout_source_new (interval_ms);
  cancel_source = g_cancellable_source_new (watch->cancellable);
  g_source_set_dummy_callback (cancel_source);
  g_source_add_child_source (source, cancel_source);
  g_source_set_callback (source, wait_cb, watch, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
event_cb (PenReply *reply,
          gpointer  user_data)
{
  take_news (user_data, reply);
}

static void
listen_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Watch *watch = user_data;
  g_autoptr(GError) error = NULL;

  /* What it would have told is nice to know, no more. */
  if (!pen_socket_listen_finish (PEN_HTTP (object), result, &error))
    g_debug ("No socket: %s", error->message);
  watch_free (watch);
}

/* Takes @watch. */
static void
listen_in (Watch   *watch,
           PenCall *call)
{
  g_autoptr(PenExchange) exchange = NULL;

  exchange = _pen_runner_build_exchange (watch->runner, call, g_get_tmp_dir (), NULL);
  if (exchange == NULL)
    {
      watch_free (watch);
      return;
    }

  exchange->on_event = event_cb;
  exchange->event_data = watch;
  pen_socket_listen_async (watch->runner->http, exchange, watch->cancellable, listen_cb, watch);
}

/**
 * _pen_runner_watch:
 * @self: a #PenRunner
 * @request: the request whose call is under way
 * @journal: who is told
 * @cancellable: ends the watch
 */
void
_pen_runner_watch (PenRunner    *self,
                   PenRequest   *request,
                   PenJournal   *journal,
                   GCancellable *cancellable)
{
  Watch *watch = g_new0 (Watch, 1);
  g_autoptr(PenCall) call = NULL;
  guint interval_ms;

  watch->runner = g_object_ref (self);
  watch->request = g_object_ref (request);
  watch->journal = g_object_ref (journal);
  watch->cancellable = g_object_ref (cancellable);

  call = pen_provider_watch (self->provider, request, &interval_ms);
  if (call != NULL && call->expect == PEN_EXPECT_SOCKET)
    listen_in (watch, call);
  else
    wait_and_ask (watch);
}
