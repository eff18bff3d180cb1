/* pen-replicate-envelope.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The body of a prediction: the fields of the catalogue entry as “input”, and beside it
 * the version of a community model.
 *
 * An entry says in its fixed fields what no field of a model can be called:
 *
 * - “@version”: 64 hexadecimal digits; stands beside the input
 * - “@sized”: fields to send together with a width and a height
 * - “@kinds”: for each kind of control the fields that choose it
 * - “@canvas”: the names of the fields for a wider frame: of the whole canvas, of the size
 *   of the source, and of the place of its upper left corner
 */

#define G_LOG_DOMAIN "pen-replicate-envelope"

#include "config.h"

#include "pen-body-writer.h"
#include "pen-json.h"
#include "pen-replicate-provider-private.h"

static void
merge (JsonObject *input,
       JsonObject *more)
{
  g_autoptr(GList) names = more != NULL ? json_object_get_members (more) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    json_object_set_member (input, l->data,
                            json_node_copy (json_object_get_member (more, l->data)));
}

static void
put_pair (JsonObject *input,
          JsonObject *names,
          const char *which,
          guint       first,
          guint       second)
{
  const char *name = pen_json_string_or (names, which, NULL);
  JsonArray *pair;

  if (name == NULL)
    return;

  pair = json_array_new ();
  json_array_add_int_element (pair, first);
  json_array_add_int_element (pair, second);
  json_object_set_array_member (input, name, pair);
}

static void
put_canvas (JsonObject *input,
            JsonObject *names,
            PenRequest *request)
{
  /* Left, top, right, bottom. */
  const guint *margins = pen_request_get_extend (request);
  guint width;
  guint height;

  pen_request_get_source_size (request, &width, &height);
  put_pair (input, names, "canvas", margins[0] + width + margins[2],
            margins[1] + height + margins[3]);
  put_pair (input, names, "size", width, height);
  put_pair (input, names, "place", margins[0], margins[1]);
}

static void
put_kind (JsonObject *input,
          JsonObject *kinds,
          PenRequest *request)
{
  GPtrArray *controls = pen_request_get_controls (request);

  for (guint i = 0; i < controls->len; i++)
    {
      PenControl *control = g_ptr_array_index (controls, i);

      merge (input, pen_json_object_or (kinds, control->kind, NULL));
    }
}

/**
 * _pen_replicate_write_body:
 * @request: the request
 * @addresses: (element-type utf8 utf8): where the pictures are that were uploaded
 * @error: return location for a #GError
 *
 * Returns: (transfer full): the body, or %NULL with @error set
 */
PenBody *
_pen_replicate_write_body (PenRequest  *request,
                           GHashTable  *addresses,
                           GError     **error)
{
  g_autoptr(PenBody) body = pen_body_writer_write_with (request, addresses, error);
  g_autoptr(JsonObject) envelope = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *fields;
  JsonObject *input;
  JsonObject *canvas;
  const char *version;
  g_autoptr(GList) names = NULL;

  if (body == NULL)
    return NULL;

  fields = json_node_get_object (pen_body_get_root (body));
  envelope = json_object_new ();
  input = json_object_new ();

  version = pen_json_string_or (fields, "@version", NULL);
  if (version != NULL)
    json_object_set_string_member (envelope, "version", version);
  json_object_set_object_member (envelope, "input", input);

  names = json_object_get_members (fields);
  for (GList *l = names; l != NULL; l = l->next)
    if (*(const char *) l->data != '@')
      json_object_set_member (input, l->data,
                              json_node_copy (json_object_get_member (fields, l->data)));

  if (json_object_has_member (input, "width"))
    merge (input, pen_json_object_or (fields, "@sized", NULL));
  put_kind (input, pen_json_object_or (fields, "@kinds", NULL), request);
  canvas = pen_json_object_or (fields, "@canvas", NULL);
  if (canvas != NULL)
    put_canvas (input, canvas, request);

  node = json_node_init_object (json_node_alloc (), envelope);
  pen_body_set_root (body, node);

  return g_steal_pointer (&body);
}
