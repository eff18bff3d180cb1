/* pen-simulator.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-simulator"

#include "config.h"

#include <libsoup/soup.h>
#include <string.h>

#include "pen-sim-list.h"

/**
 * Waiter:
 * @message: (owned): a paused request for `/_wait`
 * @service: what it wants to know of
 * @count: which count
 * @least: how high it must be
 *
 * Somebody outside of the process who waits for something to happen.
 */
typedef struct
{
  SoupServerMessage *message;
  PenSimService     *service;
  PenSimCount        count;
  guint              least;
} Waiter;

struct _PenSimulator
{
  SoupServer *server;       /* (owned) */
  GPtrArray  *services;     /* (owned) (element-type PenSimService) */
  GPtrArray  *waiters;      /* (owned) (element-type Waiter) */
};

static const char *count_names[PEN_SIM_N_COUNTS] =
{
  "seen", "received", "held", "answered", "paid", "bought_twice", "interrupted",
};

static void
waiter_free (Waiter *waiter)
{
  g_object_unref (waiter->message);
  g_free (waiter);
}

static void
answer_plain (SoupServerMessage *message,
              guint              status,
              JsonObject        *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (node, TRUE);

  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY,
                                    text, strlen (text));
}

static void
answer_error (SoupServerMessage *message,
              guint              status,
              const char        *text)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "error", text);
  answer_plain (message, status, object);
}

static void
answer_done (SoupServerMessage *message)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_boolean_member (object, "done", TRUE);
  answer_plain (message, SOUP_STATUS_OK, object);
}

/* === Services === */

static PenSimService *
find_service (PenSimulator *self,
              const char   *name)
{
  for (guint i = 0; name != NULL && i < self->services->len; i++)
    {
      PenSimService *service = g_ptr_array_index (self->services, i);

      if (g_str_equal (service->klass->name, name))
        return service;
    }

  return NULL;
}

static void
counted_cb (gpointer data,
            gpointer user_data)
{
  PenSimulator *self = user_data;

  for (guint i = self->waiters->len; i > 0; i--)
    {
      Waiter *waiter = g_ptr_array_index (self->waiters, i - 1);

      if (pen_sim_log_get_count (waiter->service->log, waiter->count) < waiter->least)
        continue;

      answer_done (waiter->message);
      soup_server_message_unpause (waiter->message);
      g_ptr_array_remove_index (self->waiters, i - 1);
    }
}

static void
add_service (PenSimulator             *self,
             const PenSimServiceClass *klass)
{
  PenSimService *service = g_new0 (PenSimService, 1);

  service->klass = klass;
  service->state = klass->create ();
  service->log = pen_sim_log_new ();
  service->faults = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_sim_fault_free);
  service->visits = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_sim_visit_unref);
  pen_sim_log_set_notify (service->log, counted_cb, self);

  g_ptr_array_add (self->services, service);
}

static void
service_free (PenSimService *service)
{
  service->klass->destroy (service->state);
  g_clear_pointer (&service->visits, g_ptr_array_unref);
  g_clear_pointer (&service->faults, g_ptr_array_unref);
  g_clear_pointer (&service->log, pen_sim_log_free);
  g_free (service);
}

static void
release (PenSimService *service)
{
  g_autoptr(GPtrArray) held = g_ptr_array_new ();

  g_ptr_array_extend (held, service->visits, NULL, NULL);
  for (guint i = 0; i < held->len; i++)
    pen_sim_visit_release (g_ptr_array_index (held, i));
}

static void
reset (PenSimService *service)
{
  release (service);
  g_ptr_array_set_size (service->faults, 0);
  pen_sim_log_clear (service->log);
  service->klass->destroy (service->state);
  service->state = service->klass->create ();
}

static gboolean
add_fault (PenSimService  *service,
           JsonObject     *command,
           GError        **error)
{
  const char *name = json_object_get_string_member_with_default (command, "fault", "");
  PenSimFault *fault;

  if (!g_str_equal (name, "hold") && !pen_sim_fault_is_known (name) &&
      !service->klass->knows (name))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                   "fault: %s cannot fail as “%s”", service->klass->name, name);
      return FALSE;
    }

  fault = pen_sim_fault_new (command, error);
  if (fault == NULL)
    return FALSE;

  g_ptr_array_add (service->faults, fault);
  return TRUE;
}

/**
 * pen_simulator_control:
 * @self: a #PenSimulator
 * @command: what to do, see below
 * @error: return location for a %G_IO_ERROR_INVALID_ARGUMENT
 *
 * Always with the member `service`, and with one or more of these, in this order:
 *
 * - `reset`: true forgets requests, faults and settings
 * - `fault`: what goes wrong next, with `times` (default 1), `method`, `path` (how the
 *   path ends), `value` (an address, or seconds) and `hold` (true waits for a release)
 * - `release`: true lets all that is held go on
 * - for `stability`: `key` with `credits`; `rate_limit` with `window_seconds`
 * - for `fal`: `key`; `outcome` (how the next run ends), `shape` (what is odd about its
 *   answers), `waits` and `runs` (for how many looks it is in the queue, and running),
 *   `forget` (true loses all requests)
 * - for `bfl`: `key` with `credits`; `pending` (how often a task is not ready), `expired`
 *   (true kills the links to pictures), `forget` (true loses all tasks)
 * - for `gemini`: `key`; `page_size` (the most models in a page of the list)
 * - for `together`: `key`
 * - for `sdapi`: `login` (“user:password”), `flavour` (`a1111`, `forge`, `sdnext`,
 *   `koboldcpp`, `sdcpp`), `pace` (milliseconds a step; 0 at once; -1 a step whenever progress is
 *   asked for), `previews` (boolean), `bare` (without ControlNet)
 * - for `comfyui`: `age` (`old`, `usual`, `new`), `classic` (all choices in the old shape),
 *   `metadata` (with previews), `login`, `pace` as above, `other_job` (the id of a job that
 *   goes on for ever), `only_job` (fails unless it is alone), `interrupt` (true stops the job
 *   that runs, as somebody else would), `restart` (true forgets jobs and results)
 *
 * The faults are `hold`, `none`, `hold-body`, `cut-before-body`, `cut-after-body`,
 * `half-answer`, `hold-half`, `trickle`, `wrong-json`, `broken-json`, `empty`, `html`, `redirect`,
 * `bad-gateway`, `service-unavailable`, `gateway-timeout`, `tiny-picture`,
 * `corrupt-picture`, `truncated-picture`, `huge-picture`, `no-picture`,
 * `foreign-address`, and the refusals of the service by their names.
 */
gboolean
pen_simulator_control (PenSimulator  *self,
                       JsonObject    *command,
                       GError       **error)
{
  const char *name = json_object_get_string_member_with_default (command, "service", NULL);
  PenSimService *service = find_service (self, name);

  if (service == NULL)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "service: there is no “%s”",
                   name != NULL ? name : "");
      return FALSE;
    }

  if (json_object_get_boolean_member_with_default (command, "reset", FALSE))
    reset (service);
  if (json_object_has_member (command, "fault") && !add_fault (service, command, error))
    return FALSE;
  if (!service->klass->control (service->state, command, error))
    return FALSE;
  if (json_object_get_boolean_member_with_default (command, "release", FALSE))
    release (service);

  return TRUE;
}

/**
 * pen_simulator_tell:
 * @self: a #PenSimulator
 * @command: a command as JSON text
 *
 * Like pen_simulator_control(); a mistake in @command aborts the test.
 */
void
pen_simulator_tell (PenSimulator *self,
                    const char   *command)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = json_from_string (command, &error);

  g_assert_no_error (error);
  pen_simulator_control (self, json_node_get_object (node), &error);
  g_assert_no_error (error);
}

/* The next answer of @service goes wrong as @fault says. */
void
pen_simulator_fail (PenSimulator *self,
                    const char   *service,
                    const char   *fault)
{
  g_autofree char *command = g_strdup_printf ("{\"service\":\"%s\",\"fault\":\"%s\"}",
                                              service, fault);

  pen_simulator_tell (self, command);
}

/* What @service holds back goes on. */
void
pen_simulator_release (PenSimulator *self,
                       const char   *service)
{
  PenSimService *found = find_service (self, service);

  g_return_if_fail (found != NULL);
  release (found);
}

/* === What it is asked === */

/* Splits “/service/rest”: the service, and the rest with its slash. */
static PenSimService *
route (PenSimulator  *self,
       const char    *path,
       const char   **ret_rest)
{
  const char *rest = strchr (path + 1, '/');
  g_autofree char *name = NULL;

  if (rest == NULL)
    return NULL;

  name = g_strndup (path + 1, rest - path - 1);
  *ret_rest = rest;

  return find_service (self, name);
}

static void
early_cb (SoupServer        *server,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  const char *rest = NULL;
  PenSimService *service = route (user_data, path, &rest);

  if (service != NULL)
    pen_sim_visit_begin (pen_sim_visit_new (service, message, rest));
}

static void
handle_control (PenSimulator      *self,
                SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(GBytes) bytes = soup_message_body_flatten (body);
  g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr(JsonNode) node = json_from_string (text, NULL);
  g_autoptr(GError) error = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    answer_error (message, SOUP_STATUS_BAD_REQUEST, "The command is not a JSON object");
  else if (!pen_simulator_control (self, json_node_get_object (node), &error))
    answer_error (message, SOUP_STATUS_BAD_REQUEST, error->message);
  else
    answer_done (message);
}

static void
handle_wait (PenSimulator      *self,
             SoupServerMessage *message,
             GHashTable        *query)
{
  const char *name = query != NULL ? g_hash_table_lookup (query, "service") : NULL;
  const char *count = query != NULL ? g_hash_table_lookup (query, "count") : NULL;
  const char *least = query != NULL ? g_hash_table_lookup (query, "least") : NULL;
  PenSimService *service = find_service (self, name);
  Waiter *waiter;
  guint which = 0;

  while (count != NULL && which < PEN_SIM_N_COUNTS && !g_str_equal (count_names[which], count))
    which++;
  if (service == NULL || count == NULL || which == PEN_SIM_N_COUNTS)
    {
      answer_error (message, SOUP_STATUS_BAD_REQUEST, "No such service or count");
      return;
    }

  waiter = g_new0 (Waiter, 1);
  waiter->message = g_object_ref (message);
  waiter->service = service;
  waiter->count = which;
  waiter->least = least != NULL ? (guint) g_ascii_strtoull (least, NULL, 10) : 1;
  g_ptr_array_add (self->waiters, waiter);

  soup_server_message_pause (message);
  counted_cb (NULL, self);
}

static void
request_cb (SoupServer        *server,
            SoupServerMessage *message,
            const char        *path,
            GHashTable        *query,
            gpointer           user_data)
{
  PenSimulator *self = user_data;
  const char *method = soup_server_message_get_method (message);
  const char *rest = NULL;
  PenSimService *service = route (self, path, &rest);

  if (service != NULL)
    {
      PenSimVisit *visit = pen_sim_visit_find (service, message);

      if (visit != NULL)
        pen_sim_visit_receive (visit);
    }
  else if (g_str_equal (path, "/_control") && g_str_equal (method, "POST"))
    handle_control (self, message);
  else if (g_str_equal (path, "/_wait") && g_str_equal (method, "GET"))
    handle_wait (self, message, query);
  else if (g_str_equal (path, "/_log") && g_str_equal (method, "GET"))
    {
      g_autoptr(JsonObject) log = pen_simulator_get_log (self);

      answer_plain (message, SOUP_STATUS_OK, log);
    }
  else
    answer_error (message, SOUP_STATUS_NOT_FOUND, "Nothing is simulated here");
}

static void
socket_cb (SoupServer              *server,
           SoupServerMessage       *message,
           const char              *path,
           SoupWebsocketConnection *connection,
           gpointer                 user_data)
{
  PenSimService *service = user_data;

  service->klass->welcome (service->state, message, connection);
}

static void
listen_for_sockets (PenSimulator *self)
{
  for (guint i = 0; i < self->services->len; i++)
    {
      PenSimService *service = g_ptr_array_index (self->services, i);
      g_autofree char *path = g_strdup_printf ("/%s/ws", service->klass->name);

      if (service->klass->welcome != NULL)
        soup_server_add_websocket_handler (self->server, path, NULL, NULL, socket_cb, service,
                                           NULL);
    }
}

/**
 * pen_simulator_new:
 * @port: the port; 0 for one that the kernel chooses
 * @error: return location for an error
 *
 * Returns: (transfer full): a server that answers from now on
 */
PenSimulator *
pen_simulator_new (guint    port,
                   GError **error)
{
  g_autoptr(PenSimulator) self = g_new0 (PenSimulator, 1);

  self->server = soup_server_new ("server-header", "simulator", NULL);
  self->services = g_ptr_array_new_with_free_func ((GDestroyNotify) service_free);
  self->waiters = g_ptr_array_new_with_free_func ((GDestroyNotify) waiter_free);
  for (guint i = 0; i < G_N_ELEMENTS (sim_classes); i++)
    add_service (self, sim_classes[i]);

  listen_for_sockets (self);
  soup_server_add_early_handler (self->server, NULL, early_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, request_cb, self, NULL);
  if (!soup_server_listen_local (self->server, port, SOUP_SERVER_LISTEN_IPV4_ONLY, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Whoever waits for an answer is cut off. */
void
pen_simulator_free (PenSimulator *self)
{
  soup_server_disconnect (self->server);

  for (guint i = 0; i < self->services->len; i++)
    {
      PenSimService *service = g_ptr_array_index (self->services, i);
      g_autoptr(GPtrArray) left = g_ptr_array_new ();

      pen_sim_log_set_notify (service->log, NULL, NULL);
      g_ptr_array_extend (left, service->visits, NULL, NULL);
      for (guint j = 0; j < left->len; j++)
        pen_sim_visit_abandon (g_ptr_array_index (left, j));
    }

  /* The server lets go of its sockets only once the main loop has turned. */
  while (g_main_context_iteration (NULL, FALSE))
    continue;

  g_clear_object (&self->server);
  g_clear_pointer (&self->waiters, g_ptr_array_unref);
  g_clear_pointer (&self->services, g_ptr_array_unref);
  g_free (self);
}

/**
 * pen_simulator_get_address:
 * @self: a #PenSimulator
 * @service: (nullable): a service; %NULL for the server's root
 *
 * Returns: (transfer full): its address, without a slash at the end
 */
char *
pen_simulator_get_address (PenSimulator *self,
                           const char   *service)
{
  GSList *uris = soup_server_get_uris (self->server);
  char *address = g_strdup_printf ("http://127.0.0.1:%d%s%s", g_uri_get_port (uris->data),
                                   service != NULL ? "/" : "", service != NULL ? service : "");

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  return address;
}

/**
 * pen_simulator_get_log:
 * @self: a #PenSimulator
 *
 * Returns: (transfer full): `requests`, an array of all requests in their order by
 *   service, and `services`, an object with the counts of each
 */
JsonObject *
pen_simulator_get_log (PenSimulator *self)
{
  JsonObject *log = json_object_new ();
  JsonObject *services = json_object_new ();
  JsonArray *requests = json_array_new ();

  for (guint i = 0; i < self->services->len; i++)
    {
      PenSimService *service = g_ptr_array_index (self->services, i);
      JsonArray *its = pen_sim_log_get_requests (service->log);

      json_object_set_object_member (services, service->klass->name,
                                     pen_sim_log_summarise (service->log));
      for (guint j = 0; j < json_array_get_length (its); j++)
        json_array_add_object_element (requests,
                                       json_object_ref (json_array_get_object_element (its, j)));
    }

  json_object_set_object_member (log, "services", services);
  json_object_set_array_member (log, "requests", requests);

  return log;
}

guint
pen_simulator_get_count (PenSimulator *self,
                         const char   *service,
                         PenSimCount   count)
{
  PenSimService *found = find_service (self, service);

  g_return_val_if_fail (found != NULL, 0);
  return pen_sim_log_get_count (found->log, count);
}

/* Turns the main loop until @count of @service is at least @least. */
void
pen_simulator_wait (PenSimulator *self,
                    const char   *service,
                    PenSimCount   count,
                    guint         least)
{
  while (pen_simulator_get_count (self, service, count) < least)
    g_main_context_iteration (NULL, TRUE);
}
