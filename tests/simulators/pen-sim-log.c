/* pen-sim-log.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The memory of one simulated service.
 *
 * A test proves with it that nothing was paid for twice, and that a key went to its own
 * service only.  Keys are kept as their SHA-256: what a test writes to disk when it
 * fails must not hold one.
 */

#define G_LOG_DOMAIN "pen-sim-log"

#include "config.h"

#include <string.h>

#include "pen-sim-log.h"

/* Longer strings of a JSON body are described, not kept. */
#define MAX_STRING 256

struct _PenSimLog
{
  JsonArray  *requests;                   /* (owned) */
  GHashTable *paid;                       /* (owned) (element-type utf8 uint) */
  guint       counts[PEN_SIM_N_COUNTS];
  double      cost;
  GFunc       notify;                     /* (nullable) */
  gpointer    notify_data;
};

static const char *count_names[PEN_SIM_N_COUNTS] =
{
  "seen", "received", "held", "answered", "paid", "bought_twice", "interrupted",
};

PenSimLog *
pen_sim_log_new (void)
{
  PenSimLog *self = g_new0 (PenSimLog, 1);

  self->requests = json_array_new ();
  self->paid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
pen_sim_log_free (PenSimLog *self)
{
  g_clear_pointer (&self->requests, json_array_unref);
  g_clear_pointer (&self->paid, g_hash_table_unref);
  g_free (self);
}

/* Has @notify called whenever a count changes. */
void
pen_sim_log_set_notify (PenSimLog *self,
                        GFunc      notify,
                        gpointer   notify_data)
{
  self->notify = notify;
  self->notify_data = notify_data;
}

/* Forgets everything but what is held at this moment. */
void
pen_sim_log_clear (PenSimLog *self)
{
  guint held = self->counts[PEN_SIM_COUNT_HELD];

  json_array_unref (self->requests);
  self->requests = json_array_new ();
  g_hash_table_remove_all (self->paid);
  memset (self->counts, 0, sizeof (self->counts));
  self->counts[PEN_SIM_COUNT_HELD] = held;
  self->cost = 0;
}

/* The headers that the services take a key in. */
static const char * const secrets[] = { "authorization", "x-key", "x-goog-api-key", NULL };

static void
add_header (const char *name,
            const char *value,
            gpointer    user_data)
{
  JsonObject *headers = user_data;
  g_autofree char *lower = g_ascii_strdown (name, -1);
  g_autofree char *digest = NULL;
  g_autofree char *text = NULL;
  const char *secret = value;

  if (!g_strv_contains (secrets, lower))
    {
      json_object_set_string_member (headers, lower, value);
      return;
    }

  if (strchr (value, ' ') != NULL)
    secret = strchr (value, ' ') + 1;

  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, secret, -1);
  text = g_strdup_printf ("%.*ssha256:%s", (int) (secret - value), value, digest);
  json_object_set_string_member (headers, lower, text);
}

/**
 * pen_sim_log_add:
 * @self: a #PenSimLog
 * @service: the service's name
 * @method: the HTTP method
 * @path: the path below the service's address
 * @query: (nullable): the query
 * @headers: the request's headers
 *
 * Notes that a request has begun to arrive.
 *
 * Returns: (transfer full): the entry, to be completed
 */
JsonObject *
pen_sim_log_add (PenSimLog          *self,
                 const char         *service,
                 const char         *method,
                 const char         *path,
                 const char         *query,
                 SoupMessageHeaders *headers)
{
  JsonObject *entry = json_object_new ();
  JsonObject *kept = json_object_new ();

  soup_message_headers_foreach (headers, add_header, kept);

  json_object_set_string_member (entry, "service", service);
  json_object_set_string_member (entry, "method", method);
  json_object_set_string_member (entry, "path", path);
  if (query != NULL)
    json_object_set_string_member (entry, "query", query);
  json_object_set_object_member (entry, "headers", kept);
  json_object_set_boolean_member (entry, "paid", FALSE);
  json_object_set_array_member (entry, "remarks", json_array_new ());

  json_array_add_object_element (self->requests, json_object_ref (entry));
  pen_sim_log_count (self, PEN_SIM_COUNT_SEEN, 1);

  return entry;
}

void
pen_sim_log_count (PenSimLog   *self,
                   PenSimCount  count,
                   gint         change)
{
  self->counts[count] += change;

  if (self->notify != NULL)
    self->notify (self, self->notify_data);
}

guint
pen_sim_log_get_count (PenSimLog   *self,
                       PenSimCount  count)
{
  return self->counts[count];
}

/**
 * pen_sim_log_pay:
 * @self: a #PenSimLog
 * @entry: the request
 * @digest: what the request asked for, as a digest
 * @cost: in the service's own unit
 *
 * Notes that the service has done work which it charges for.
 */
void
pen_sim_log_pay (PenSimLog  *self,
                 JsonObject *entry,
                 const char *digest,
                 double      cost)
{
  guint times = GPOINTER_TO_UINT (g_hash_table_lookup (self->paid, digest));

  if (times > 0)
    pen_sim_log_count (self, PEN_SIM_COUNT_BOUGHT_TWICE, 1);

  g_hash_table_replace (self->paid, g_strdup (digest), GUINT_TO_POINTER (times + 1));
  pen_sim_log_count (self, PEN_SIM_COUNT_PAID, 1);
  self->cost += cost;

  json_object_set_boolean_member (entry, "paid", TRUE);
  json_object_set_string_member (entry, "digest", digest);
}

/**
 * pen_sim_log_remark:
 * @entry: a request
 * @format: what is wrong with it
 *
 * Notes something that the service swallows, but that we should not send.
 */
void
pen_sim_log_remark (JsonObject *entry,
                    const char *format,
                    ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  json_array_add_string_element (json_object_get_array_member (entry, "remarks"), text);
}

/* Size and digest in the place of bytes. */
JsonObject *
pen_sim_log_describe (GBytes *bytes)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "length", g_bytes_get_size (bytes));
  json_object_set_string_member (object, "sha256", digest);

  return object;
}

static JsonNode *
shorten_value (JsonNode *node)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      const char *text = json_node_get_string (node);
      g_autoptr(GBytes) bytes = NULL;
      g_autoptr(JsonObject) described = NULL;

      if (strlen (text) <= MAX_STRING)
        return json_node_copy (node);

      bytes = g_bytes_new_static (text, strlen (text));
      described = pen_sim_log_describe (bytes);
      return json_node_init_object (json_node_alloc (), described);
    }

  return json_node_copy (node);
}

/**
 * pen_sim_log_shorten:
 * @node: a JSON document
 *
 * Returns: (transfer full): @node with long strings described by length and digest
 */
JsonNode *
pen_sim_log_shorten (JsonNode *node)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(JsonObject) object = json_object_new ();
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        json_object_set_member (object, name, pen_sim_log_shorten (member));

      return json_node_init_object (json_node_alloc (), object);
    }

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      g_autoptr(JsonArray) array = json_array_new ();
      JsonArray *from = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (from); i++)
        json_array_add_element (array, pen_sim_log_shorten (json_array_get_element (from, i)));

      return json_node_init_array (json_node_alloc (), array);
    }

  return shorten_value (node);
}

JsonArray *
pen_sim_log_get_requests (PenSimLog *self)
{
  return self->requests;
}

/**
 * pen_sim_log_summarise:
 * @self: a #PenSimLog
 *
 * Returns: (transfer full): the counts, the sum, and how often each request was paid
 */
JsonObject *
pen_sim_log_summarise (PenSimLog *self)
{
  JsonObject *summary = json_object_new ();
  JsonObject *paid = json_object_new ();
  GHashTableIter iter;
  gpointer digest, times;

  for (guint i = 0; i < PEN_SIM_N_COUNTS; i++)
    json_object_set_int_member (summary, count_names[i], self->counts[i]);
  json_object_set_double_member (summary, "cost", self->cost);

  g_hash_table_iter_init (&iter, self->paid);
  while (g_hash_table_iter_next (&iter, &digest, &times))
    json_object_set_int_member (paid, digest, GPOINTER_TO_UINT (times));
  json_object_set_object_member (summary, "paid_by_digest", paid);

  return summary;
}
