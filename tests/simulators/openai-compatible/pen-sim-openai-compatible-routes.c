/* pen-sim-openai-compatible-routes.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Which routes each server has, and which fields they read.  Most of them swallow what
 * they do not know, so that a field too many is a remark; what is wrong is refused.
 */

#define G_LOG_DOMAIN "pen-sim-openai-compatible-routes"

#include "config.h"

#include <string.h>

#include "pen-sim-openai-compatible-private.h"

#define GENERATIONS "/v1/images/generations"
#define EDITS "/v1/images/edits"
#define VARIATIONS "/v1/images/variations"

#define TEXT(name) { name, "text", FALSE }
#define NEEDED(name) { name, "text", TRUE }
#define INTEGER(name) { name, "integer", FALSE }
#define NUMBER(name) { name, "number", FALSE }
#define FILE_LIST { "image[]", "file", TRUE }
#define MASK { "mask", "file", FALSE }

static const PenSimCompatibleField plain_words[] =
{
  NEEDED ("prompt"), TEXT ("model"), INTEGER ("n"), TEXT ("size"), TEXT ("quality"),
  TEXT ("style"), TEXT ("response_format"), { NULL }
};

static const PenSimCompatibleField plain_edit[] =
{
  NEEDED ("prompt"), TEXT ("model"), FILE_LIST, MASK, INTEGER ("n"), TEXT ("size"), { NULL }
};

static const PenSimCompatibleField plain_variations[] =
{
  { "image", "file", TRUE }, TEXT ("model"), INTEGER ("n"), TEXT ("size"),
  TEXT ("response_format"), { NULL }
};

static const PenSimCompatibleField sdcpp_words[] =
{
  NEEDED ("prompt"), INTEGER ("n"), TEXT ("size"), TEXT ("output_format"),
  INTEGER ("output_compression"), { NULL }
};

static const PenSimCompatibleField sdcpp_edit[] =
{
  NEEDED ("prompt"), FILE_LIST, MASK, INTEGER ("n"), TEXT ("size"), TEXT ("output_format"),
  INTEGER ("output_compression"), { NULL }
};

static const PenSimCompatibleField koboldcpp_words[] =
{
  NEEDED ("prompt"), TEXT ("negative_prompt"), TEXT ("size"), INTEGER ("seed"), INTEGER ("steps"),
  NUMBER ("cfg_scale"), { NULL }
};

static const PenSimCompatibleField localai_words[] =
{
  NEEDED ("model"), NEEDED ("prompt"), INTEGER ("n"), TEXT ("size"), INTEGER ("step"),
  TEXT ("response_format"), { "file", "base64", FALSE }, { NULL }
};

static const PenSimCompatibleField localai_inpainting[] =
{
  NEEDED ("model"), NEEDED ("prompt"), INTEGER ("steps"), { "image", "file", TRUE },
  { "mask", "file", TRUE }, { NULL }
};

static const PenSimCompatibleField lemonade_words[] =
{
  NEEDED ("model"), NEEDED ("prompt"), INTEGER ("n"), TEXT ("size"), INTEGER ("steps"),
  NUMBER ("cfg_scale"), INTEGER ("seed"), TEXT ("response_format"), { NULL }
};

static const PenSimCompatibleField lemonade_edit[] =
{
  NEEDED ("model"), NEEDED ("prompt"), FILE_LIST, MASK, INTEGER ("n"), TEXT ("size"),
  INTEGER ("steps"), NUMBER ("cfg_scale"), INTEGER ("seed"), { NULL }
};

static const PenSimCompatibleField lemonade_variations[] =
{
  NEEDED ("model"), { "image", "file", TRUE }, { NULL }
};

static const PenSimCompatibleField lemonade_upscale[] =
{
  NEEDED ("model"), { "image", "base64", TRUE }, { NULL }
};

static const PenSimCompatibleField swap_words[] =
{
  NEEDED ("model"), NEEDED ("prompt"), INTEGER ("n"), TEXT ("size"), { NULL }
};

static const PenSimCompatibleField swap_edit[] =
{
  NEEDED ("model"), NEEDED ("prompt"), FILE_LIST, MASK, INTEGER ("n"), TEXT ("size"), { NULL }
};

static const PenSimCompatibleRoute routes[] =
{
  { PEN_SIM_COMPATIBLE_PLAIN, GENERATIONS, FALSE, plain_words },
  { PEN_SIM_COMPATIBLE_PLAIN, EDITS, TRUE, plain_edit },
  { PEN_SIM_COMPATIBLE_PLAIN, VARIATIONS, TRUE, plain_variations },
  { PEN_SIM_COMPATIBLE_SDCPP, GENERATIONS, FALSE, sdcpp_words },
  { PEN_SIM_COMPATIBLE_SDCPP, EDITS, TRUE, sdcpp_edit },
  { PEN_SIM_COMPATIBLE_KOBOLDCPP, GENERATIONS, FALSE, koboldcpp_words },
  { PEN_SIM_COMPATIBLE_LOCALAI, GENERATIONS, FALSE, localai_words },
  { PEN_SIM_COMPATIBLE_LOCALAI, "/v1/images/inpainting", TRUE, localai_inpainting },
  { PEN_SIM_COMPATIBLE_LEMONADE, GENERATIONS, FALSE, lemonade_words },
  { PEN_SIM_COMPATIBLE_LEMONADE, EDITS, TRUE, lemonade_edit },
  { PEN_SIM_COMPATIBLE_LEMONADE, VARIATIONS, TRUE, lemonade_variations },
  { PEN_SIM_COMPATIBLE_LEMONADE, "/v1/images/upscale", FALSE, lemonade_upscale },
  { PEN_SIM_COMPATIBLE_LLAMA_SWAP, GENERATIONS, FALSE, swap_words },
  { PEN_SIM_COMPATIBLE_LLAMA_SWAP, EDITS, TRUE, swap_edit },
};

const PenSimCompatibleRoute *
pen_sim_compatible_find_route (PenSimCompatibleFlavour  flavour,
                               const char              *path)
{
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (routes[i].flavour == flavour && g_str_equal (routes[i].path, path))
      return &routes[i];

  return NULL;
}

static JsonNode *
find_node (PenSimCompatibleAsk *ask,
           const char          *name)
{
  return ask->json != NULL ? json_object_get_member (ask->json, name) : NULL;
}

const char *
pen_sim_compatible_get_text (PenSimCompatibleAsk *ask,
                             const char          *name)
{
  JsonNode *node = find_node (ask, name);

  if (ask->form != NULL)
    return pen_sim_form_get_text (ask->form, name, NULL);

  return node != NULL ? json_node_get_string (node) : NULL;
}

gint64
pen_sim_compatible_get_integer (PenSimCompatibleAsk *ask,
                                const char          *name,
                                gint64               fallback)
{
  JsonNode *node = find_node (ask, name);
  const char *text = ask->form != NULL ? pen_sim_form_get_text (ask->form, name, NULL) : NULL;

  if (text != NULL)
    return g_ascii_strtoll (text, NULL, 10);

  return node != NULL ? json_node_get_int (node) : fallback;
}

static char *
check_number (const PenSimCompatibleField *field,
              const char                  *text)
{
  gboolean whole = g_str_equal (field->kind, "integer");

  if (*text != '\0' && strspn (text, whole ? "0123456789" : "0123456789.") == strlen (text))
    return NULL;

  return g_strdup_printf ("%s must be %s", field->name, whole ? "an integer" : "a number");
}

static char *
check_member (const PenSimCompatibleField *field,
              JsonNode                    *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  g_autoptr(GBytes) bytes = NULL;
  PenSimPictureInfo info;
  guchar *data;
  gsize length;

  if (g_str_equal (field->kind, "integer"))
    return type == G_TYPE_INT64 ? NULL : g_strdup_printf ("%s must be an integer", field->name);
  if (g_str_equal (field->kind, "number"))
    return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE
           ? NULL : g_strdup_printf ("%s must be a number", field->name);
  if (type != G_TYPE_STRING)
    return g_strdup_printf ("%s must be a string", field->name);
  if (!g_str_equal (field->kind, "base64"))
    return NULL;

  /* Bare base64: with “data:” before it, it is no picture. */
  data = g_base64_decode (json_node_get_string (node), &length);
  bytes = g_bytes_new_take (data, length);
  return pen_sim_picture_inspect (bytes, &info)
         ? NULL : g_strdup_printf ("%s is no picture", field->name);
}

static char *
check_part (const PenSimCompatibleField *field,
            PenSimPart                  *part)
{
  g_autofree char *text = NULL;

  if (g_str_equal (field->kind, "file") != (part->file_name != NULL))
    return g_strdup_printf ("%s must %s a file", field->name,
                            part->file_name != NULL ? "not be" : "be");
  if (part->file_name != NULL)
    return NULL;

  text = g_strndup (g_bytes_get_data (part->bytes, NULL), g_bytes_get_size (part->bytes));
  return g_str_equal (field->kind, "text") ? NULL : check_number (field, text);
}

static gboolean
is_known (const PenSimCompatibleRoute *route,
          const char                  *name)
{
  for (guint i = 0; route->fields[i].name != NULL; i++)
    if (g_str_equal (route->fields[i].name, name))
      return TRUE;

  return FALSE;
}

static void
remark_unknown (PenSimCompatibleAsk *ask,
                JsonObject          *entry)
{
  g_autoptr(GList) names = ask->json != NULL ? json_object_get_members (ask->json) : NULL;
  GPtrArray *parts = ask->form != NULL ? pen_sim_form_get_parts (ask->form) : NULL;

  for (GList *l = names; l != NULL; l = l->next)
    if (!is_known (ask->route, l->data))
      pen_sim_log_remark (entry, "%s is not known here", (const char *) l->data);

  for (guint i = 0; parts != NULL && i < parts->len; i++)
    if (!is_known (ask->route, ((PenSimPart *) parts->pdata[i])->name))
      pen_sim_log_remark (entry, "%s is not known here", ((PenSimPart *) parts->pdata[i])->name);
}

/**
 * pen_sim_compatible_check:
 * @ask: a request
 * @entry: where remarks go
 *
 * Returns: (transfer full) (nullable): what is wrong with it
 */
char *
pen_sim_compatible_check (PenSimCompatibleAsk *ask,
                          JsonObject          *entry)
{
  const PenSimCompatibleField *fields = ask->route->fields;

  for (guint i = 0; fields[i].name != NULL; i++)
    {
      JsonNode *node = find_node (ask, fields[i].name);
      PenSimPart *part = ask->form != NULL ? pen_sim_form_get (ask->form, fields[i].name) : NULL;
      char *problem = NULL;

      if (node != NULL)
        problem = check_member (&fields[i], node);
      else if (part != NULL)
        problem = check_part (&fields[i], part);
      else if (fields[i].required)
        problem = g_str_equal (fields[i].name, "image[]")
                  ? g_strdup ("at least one image[] required")
                  : g_strdup_printf ("%s required", fields[i].name);

      if (problem != NULL)
        return problem;
    }

  remark_unknown (ask, entry);
  return NULL;
}
