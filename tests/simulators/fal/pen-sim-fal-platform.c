/* pen-sim-fal-platform.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The platform interface: prices, and the published form of a model.
 */

#define G_LOG_DOMAIN "pen-sim-fal"

#include "config.h"

#include "pen-sim-fal-private.h"

static void
answer_error (PenSimVisit *visit,
              guint        status,
              const char  *type,
              const char  *text)
{
  JsonObject *object = json_object_new ();
  JsonObject *error = json_object_new ();

  json_object_set_string_member (error, "type", type);
  json_object_set_string_member (error, "message", text);
  json_object_set_object_member (object, "error", error);
  pen_sim_visit_answer_object (visit, status, object);
}

static void
add_end_of_pages (JsonObject *object)
{
  json_object_set_null_member (object, "next_cursor");
  json_object_set_boolean_member (object, "has_more", FALSE);
}

static void
answer_prices (PenSimVisit *visit,
               const char  *id)
{
  JsonObject *object = json_object_new ();
  JsonArray *prices = json_array_new ();
  JsonObject *price = json_object_new ();

  json_object_set_string_member (price, "endpoint_id", id);
  json_object_set_double_member (price, "unit_price", 0.025);
  json_object_set_string_member (price, "unit", "megapixels");
  json_object_set_string_member (price, "currency", "USD");
  json_array_add_object_element (prices, price);
  json_object_set_array_member (object, "prices", prices);
  add_end_of_pages (object);
  pen_sim_visit_answer_object (visit, 200, object);
}

/* A model as its maker publishes it, with the document that describes its form. */
static JsonNode *
make_document (const char *id)
{
  g_autofree char *text = g_strdup_printf (
    "{\"openapi\":\"3.0.4\",\"info\":{\"title\":\"Queue OpenAPI for %s\",\"version\":\"1.0.0\","
    "\"x-fal-metadata\":{\"endpointId\":\"%s\",\"category\":\"image-to-image\"}},"
    "\"components\":{\"schemas\":{"
    "\"QueueStatus\":{\"type\":\"object\",\"properties\":{\"status\":{\"type\":\"string\"}}},"
    "\"PaintInput\":{\"type\":\"object\",\"required\":[\"prompt\",\"image_url\"],"
    "\"x-fal-order-properties\":[\"prompt\",\"image_url\",\"strength\",\"seed\",\"sharpness\"],"
    "\"properties\":{\"prompt\":{\"type\":\"string\",\"title\":\"Prompt\"},"
    "\"image_url\":{\"type\":\"string\",\"title\":\"Image URL\"},"
    "\"strength\":{\"type\":\"number\",\"minimum\":0.01,\"maximum\":1,\"default\":0.85,"
    "\"title\":\"Strength\",\"description\":\"1.0 completely remakes the image\"},"
    "\"seed\":{\"type\":\"integer\",\"title\":\"Seed\"},"
    "\"sharpness\":{\"type\":\"integer\",\"minimum\":0,\"maximum\":9,\"default\":3,"
    "\"title\":\"Sharpness\"}}},"
    "\"PaintOutput\":{\"type\":\"object\",\"required\":[\"images\"],\"properties\":{\"images\":"
    "{\"type\":\"array\",\"items\":{\"type\":\"object\",\"properties\":{\"url\":"
    "{\"type\":\"string\"}}}}}}}},"
    "\"paths\":{\"/%s\":{\"post\":{\"requestBody\":{\"required\":true,\"content\":"
    "{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/PaintInput\"}}}}}},"
    "\"/%s/requests/{request_id}\":{\"get\":{\"responses\":{\"200\":{\"content\":"
    "{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/PaintOutput\"}}}}}}}},"
    "\"servers\":[{\"url\":\"https://queue.fal.run\"}]}", id, id, id, id);

  return json_from_string (text, NULL);
}

static void
answer_model (PenSimVisit *visit,
              const char  *id)
{
  JsonObject *object = json_object_new ();
  JsonArray *models = json_array_new ();
  JsonObject *model = json_object_new ();
  JsonObject *metadata = json_object_new ();

  json_object_set_string_member (metadata, "display_name", "Paint Over");
  json_object_set_string_member (metadata, "category", "image-to-image");
  json_object_set_string_member (metadata, "description", "Paints over a picture");
  json_object_set_string_member (metadata, "status", "active");

  json_object_set_string_member (model, "endpoint_id", id);
  json_object_set_object_member (model, "metadata", metadata);
  if (g_strcmp0 (pen_sim_visit_get_query (visit, "expand"), "openapi-3.0") == 0)
    json_object_set_member (model, "openapi", make_document (id));
  json_array_add_object_element (models, model);
  json_object_set_array_member (object, "models", models);
  add_end_of_pages (object);
  pen_sim_visit_answer_object (visit, 200, object);
}

void
pen_sim_fal_handle_platform (PenSimFalState *state,
                             PenSimVisit    *visit,
                             const char     *path)
{
  const char *id = pen_sim_visit_get_query (visit, "endpoint_id");
  gboolean pricing = g_str_equal (path, "/models/pricing");
  gboolean known = id != NULL && pen_sim_fal_find_endpoint (id) != NULL;

  if (!g_str_equal (pen_sim_visit_get_method (visit), "GET") ||
      (!pricing && !g_str_equal (path, "/models")))
    answer_error (visit, 404, "not_found", "There is nothing here");
  else if (pen_sim_visit_goes_wrong (visit))
    return;
  else if (!pen_sim_fal_has_key (state, visit) &&
           (pricing || pen_sim_visit_get_header (visit, "Authorization") != NULL))
    answer_error (visit, 401, "authorization_error", "Authentication required");
  else if (!known)
    answer_error (visit, 404, "not_found", "Endpoint not found");
  else if (pricing)
    answer_prices (visit, id);
  else
    answer_model (visit, id);
}
