/* pen-exchange-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-exchange-inputs"

#include "config.h"

#include "pen-exchange-inputs.h"
#include "pen-sim-grey.h"

/* Half of it is white, the other black. */
PenBlob *
pen_exchange_new_mask (guint    width,
                       guint    height,
                       gboolean left_is_white)
{
  g_autoptr(GBytes) bytes = pen_sim_grey_new_half (width, height, left_is_white);

  return pen_blob_new_for_bytes (bytes, "image/png");
}

/* Sets a picture, and takes it. */
void
pen_exchange_take_input (PenRequest *request,
                         const char *slot,
                         PenBlob    *blob)
{
  g_autoptr(PenBlob) owned = blob;

  pen_request_set_input (request, slot, owned);
}

void
pen_exchange_set_string (PenRequest *request,
                         const char *name,
                         const char *text)
{
  g_autoptr(JsonNode) value = json_node_init_string (json_node_alloc (), text);

  pen_request_set_parameter (request, name, value);
}

/* Another value than the one that the service takes anyway. */
static JsonNode *
pick_value (PenParameter *parameter)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  switch ((guint) parameter->kind)
    {
    case PEN_PARAMETER_BOOLEAN:
      json_node_set_boolean (node, parameter->fallback == NULL ||
                                   !json_node_get_boolean (parameter->fallback));
      break;
    case PEN_PARAMETER_INTEGER:
      json_node_set_int (node, (gint64) parameter->maximum);
      break;
    case PEN_PARAMETER_NUMBER:
      json_node_set_double (node, parameter->maximum);
      break;
    case PEN_PARAMETER_CHOICE:
      json_node_set_string (node, parameter->choices[g_strv_length (parameter->choices) - 1]);
      break;
    case PEN_PARAMETER_STRING:
    default:
      json_node_set_string (node, "text");
      break;
    }

  return node;
}

/* Sets everything that the model has of its own. */
void
pen_exchange_fill_parameters (PenRequest *request)
{
  GPtrArray *parameters = pen_request_get_spec (request)->parameters;

  for (guint i = 0; i < parameters->len; i++)
    {
      PenParameter *parameter = g_ptr_array_index (parameters, i);
      g_autoptr(JsonNode) value = pick_value (parameter);

      pen_request_set_parameter (request, parameter->name, value);
    }
}
