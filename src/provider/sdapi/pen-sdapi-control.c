/* pen-sdapi-control.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * ControlNet, as its extension for AUTOMATIC1111 and Forge's own take it: one unit for
 * each picture, below the scripts that are always on.
 */

#define G_LOG_DOMAIN "pen-sdapi-control"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-json.h"
#include "pen-sdapi-provider-private.h"

/* The member under which the catalogue collects the settings of the units. */
#define SETTINGS "controlnet"

static gboolean
check_engine (PenCatalogue  *catalogue,
              GError       **error)
{
  switch (_pen_sdapi_get_engine (catalogue))
    {
    case PEN_SDAPI_KOBOLDCPP:
    case PEN_SDAPI_SDNEXT:
      g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                   _("%s takes no control pictures from other programs, or not in a way that is "
                     "known: use AUTOMATIC1111, Forge or ComfyUI"),
                   pen_catalogue_get_title (catalogue));
      return FALSE;

    case PEN_SDAPI_SDCPP:
    case PEN_SDAPI_A1111:
    case PEN_SDAPI_FORGE:
    case PEN_SDAPI_UNKNOWN:
    default:
      return TRUE;
    }
}

/* The user's net, else the one whose name speaks of @kind, else the only one. */
static const char *
choose_net (PenCatalogue *catalogue,
            JsonObject   *settings,
            const char   *kind)
{
  const char * const *nets = pen_catalogue_get_list (catalogue, "controlnets");
  const char *net = pen_json_string_or (settings, "model", NULL);

  if (net != NULL || nets == NULL || nets[0] == NULL)
    return net;

  for (guint i = 0; nets[i] != NULL; i++)
    {
      g_autofree char *folded = g_ascii_strdown (nets[i], -1);

      if (strstr (folded, kind) != NULL)
        return nets[i];
    }

  return nets[1] == NULL ? nets[0] : NULL;
}

static void
copy_settings (JsonObject *unit,
               JsonObject *settings)
{
  static const char * const names[] = { "control_mode", "guidance_start", "guidance_end" };

  for (guint i = 0; settings != NULL && i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (settings, names[i]))
      json_object_set_member (unit, names[i],
                              json_node_copy (json_object_get_member (settings, names[i])));
}

static JsonObject *
new_unit (PenBody     *body,
          PenControl  *control,
          PenBlob     *blob,
          JsonObject  *settings,
          const char  *net)
{
  JsonObject *unit = json_object_new ();
  const char *usual = g_str_equal (control->kind, "canny") ? "canny" : NULL;
  const char *module = pen_json_string_or (settings, "module", usual);
  g_autofree char *token = pen_body_embed (body, blob, "");

  /* The extension takes units for switched off, Forge does not. */
  json_object_set_boolean_member (unit, "enabled", TRUE);
  /* Without one the picture is taken for a map; the extension calls that "none", Forge
   * "None", and Forge fails at the other word. */
  if (module != NULL)
    json_object_set_string_member (unit, "module", module);
  json_object_set_string_member (unit, "model", net);
  json_object_set_double_member (unit, "weight", control->weight >= 0 ? control->weight : 1);
  json_object_set_string_member (unit, "image", token);
  /* Else it comes back behind the pictures. */
  json_object_set_boolean_member (unit, "save_detected_map", FALSE);
  copy_settings (unit, settings);

  return unit;
}

static gboolean
add_units (PenRequest    *request,
           PenBody       *body,
           PenCatalogue  *catalogue,
           JsonObject    *settings,
           JsonArray     *units,
           GError       **error)
{
  GPtrArray *controls = pen_request_get_controls (request);

  for (guint i = 0; i < controls->len; i++)
    {
      PenControl *control = g_ptr_array_index (controls, i);
      g_autofree char *slot = g_strdup_printf ("control-%u", i);
      PenBlob *blob = pen_request_get_input (request, slot);
      const char *net = choose_net (catalogue, settings, control->kind);

      if (net == NULL)
        {
          g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                       _("Choose a ControlNet for “%s”: the engine has none, or none whose name "
                         "tells what it is for"),
                       control->kind);
          return FALSE;
        }
      if (blob != NULL)
        json_array_add_object_element (units, new_unit (body, control, blob, settings, net));
    }

  return TRUE;
}

/**
 * _pen_sdapi_add_controls:
 * @request: what is wanted
 * @body: the message
 * @root: its document
 * @catalogue: what the engine has
 * @error: return location for a #GError
 *
 * Returns: %TRUE, or %FALSE with %PEN_ERROR_INVALID_REQUEST
 */
gboolean
_pen_sdapi_add_controls (PenRequest    *request,
                         PenBody       *body,
                         JsonObject    *root,
                         PenCatalogue  *catalogue,
                         GError       **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(JsonArray) units = json_array_new ();
  JsonObject *settings = NULL;
  JsonObject *scripts;
  JsonObject *script;

  if (json_object_has_member (root, SETTINGS))
    {
      node = json_node_ref (json_object_get_member (root, SETTINGS));
      settings = pen_json_root_object (node, NULL);
      json_object_remove_member (root, SETTINGS);
    }

  if (pen_request_get_controls (request)->len == 0)
    return TRUE;

  if (!check_engine (catalogue, error) ||
      !add_units (request, body, catalogue, settings, units, error))
    return FALSE;

  script = json_object_new ();
  scripts = json_object_new ();
  json_object_set_array_member (script, "args", g_steal_pointer (&units));
  json_object_set_object_member (scripts, "ControlNet", script);
  json_object_set_object_member (root, "alwayson_scripts", scripts);

  return TRUE;
}
