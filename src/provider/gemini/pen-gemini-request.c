/* pen-gemini-request.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The envelope: one turn of a conversation, with words and pictures in the order in which
 * they belong together.
 *
 * The models have no field for masks or frames.  What they are to do with the pictures
 * is said to them, in the language they know best.
 */

#define G_LOG_DOMAIN "pen-gemini-request"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-gemini-provider-private.h"
#include "pen-json.h"

/* Of the 20 MB of a message; base64 makes pictures larger by a third. */
#define MAX_PICTURES (14 * 1000 * 1000)

/* The size that is nearest to the source's. */
#define AUTOMATIC "auto"

#define MASK_PICTURE "This is the picture to edit:"
#define MASK_MASK \
  "This is its mask. White is what is to change, black has to stay exactly as it is:"
#define MASK_TASK "Change nothing but what the mask shows white. There: "
#define EXTEND_TASK \
  "This picture has a blurred border. Replace the border with what would be seen there if " \
  "the picture were larger. "
#define VARY_TASK \
  "Draw another version of this picture, with the same subject and style, but composed in " \
  "another way. "

static const char * const categories[] = {
  "HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH", "HARM_CATEGORY_SEXUALLY_EXPLICIT",
  "HARM_CATEGORY_DANGEROUS_CONTENT",
};

/* A member that the catalogue writes for us, taken out of @root. */
static char *
take_text (JsonObject *root,
           const char *name)
{
  char *text = g_strdup (pen_json_string_or (root, name, ""));

  if (json_object_has_member (root, name))
    json_object_remove_member (root, name);

  return text;
}

static void
add_text (JsonArray  *parts,
          const char *before,
          const char *text)
{
  JsonObject *part = json_object_new ();
  g_autofree char *whole = g_strstrip (g_strconcat (before, text, NULL));

  json_object_set_string_member (part, "text", whole);
  json_array_add_object_element (parts, part);
}

static void
add_picture (JsonArray  *parts,
             PenRequest *request,
             PenBody    *body,
             const char *slot)
{
  PenBlob *blob = pen_request_get_input (request, slot);
  JsonObject *part = json_object_new ();
  JsonObject *data = json_object_new ();
  g_autofree char *token = pen_body_embed (body, blob, "");

  json_object_set_string_member (data, "mimeType", pen_blob_get_media_type (blob));
  json_object_set_string_member (data, "data", token);
  json_object_set_object_member (part, "inlineData", data);
  json_array_add_object_element (parts, part);
}

static JsonArray *
build_parts (PenRequest *request,
             PenBody    *body,
             const char *words)
{
  PenTask task = pen_request_get_task (request);
  g_auto(GStrv) slots = pen_request_get_slots (request);
  JsonArray *parts = json_array_new ();

  if (task == PEN_TASK_INPAINT)
    {
      add_text (parts, MASK_PICTURE, "");
      add_picture (parts, request, body, "source");
      add_text (parts, MASK_MASK, "");
      add_picture (parts, request, body, "mask");
      add_text (parts, MASK_TASK, words);
      return parts;
    }

  if (task == PEN_TASK_OUTPAINT)
    add_text (parts, EXTEND_TASK, words);
  else
    add_text (parts, task == PEN_TASK_VARIATIONS ? VARY_TASK : "", words);

  /* The border of an extended picture can be seen: its mask is not sent. */
  for (guint i = 0; slots[i] != NULL; i++)
    if (!g_str_equal (slots[i], "mask"))
      add_picture (parts, request, body, slots[i]);

  return parts;
}

static void
put_safety (JsonObject *root,
            const char *threshold)
{
  JsonArray *settings = json_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (categories); i++)
    {
      JsonObject *setting = json_object_new ();

      json_object_set_string_member (setting, "category", categories[i]);
      json_object_set_string_member (setting, "threshold", threshold);
      json_array_add_object_element (settings, setting);
    }

  json_object_set_array_member (root, "safetySettings", settings);
}

static double
parse_aspect (const char *text)
{
  g_auto(GStrv) sides = g_strsplit (text, ":", 2);

  return g_ascii_strtod (sides[0], NULL) / g_ascii_strtod (sides[1], NULL);
}

/* The pixels of the longer side of “512” or “2K”. */
static double
parse_size (const char *text)
{
  double number = g_ascii_strtod (text, NULL);

  return g_str_has_suffix (text, "K") ? number * 1024 : number;
}

/* The value that is nearest to @wanted, by ratio; one that is no number is passed over. */
static const char *
find_nearest (char       **values,
              double     (*parse) (const char *text),
              double       wanted)
{
  const char *nearest = NULL;
  double least = G_MAXDOUBLE;

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      double distance = g_ascii_isdigit (*values[i]) ? fabs (log (parse (values[i]) / wanted))
                                                     : G_MAXDOUBLE;

      if (distance < least)
        {
          least = distance;
          nearest = values[i];
        }
    }

  return nearest;
}

/* The object in which size and aspect are, made where it is not there yet. */
static JsonObject *
enter_image_config (JsonObject *root)
{
  JsonObject *config = pen_json_object_or (root, "generationConfig", NULL);
  JsonObject *image = pen_json_object_or (config, "imageConfig", NULL);

  if (image == NULL)
    {
      image = json_object_new ();
      json_object_set_object_member (config, "imageConfig", image);
    }

  return image;
}

/* Not all tasks let the user choose one, but all have the same. */
static char **
get_aspects (PenModel *model)
{
  PenTaskSpec *spec = pen_model_get_spec (model, PEN_TASK_TEXT_TO_IMAGE);
  PenField *field = spec != NULL ? spec->fields[PEN_ROLE_ASPECT] : NULL;

  return field != NULL ? field->values : NULL;
}

/* What the user has left open, but the task needs. */
static void
put_shape (JsonObject *root,
           PenRequest *request)
{
  PenTask task = pen_request_get_task (request);
  PenModel *model = pen_request_get_model (request);
  PenParameter *sizes = pen_model_find_parameter (model, task, PEN_GEMINI_SIZE);
  const char *size = pen_json_string_or (pen_request_get_parameters (request), PEN_GEMINI_SIZE,
                                         AUTOMATIC);
  const char *nearest = NULL;
  guint width;
  guint height;

  pen_request_get_source_size (request, &width, &height);
  if (width == 0 || height == 0)
    return;

  /* Of several pictures the service would take the shape of any one. */
  if (task == PEN_TASK_OUTPAINT ||
      (pen_request_get_input (request, "reference-0") != NULL &&
       pen_request_get_aspect (request) == NULL))
    nearest = find_nearest (get_aspects (model), parse_aspect, (double) width / height);
  if (nearest != NULL)
    json_object_set_string_member (enter_image_config (root), "aspectRatio", nearest);

  nearest = NULL;
  if ((task == PEN_TASK_INPAINT || task == PEN_TASK_OUTPAINT) && sizes != NULL &&
      g_str_equal (size, AUTOMATIC))
    nearest = find_nearest (sizes->choices, parse_size, MAX (width, height));
  if (nearest != NULL)
    json_object_set_string_member (enter_image_config (root), "imageSize", nearest);
}

static gboolean
check_bytes (PenRequest  *request,
             GError     **error)
{
  g_auto(GStrv) slots = pen_request_get_slots (request);
  guint64 bytes = 0;

  for (guint i = 0; slots[i] != NULL; i++)
    bytes += pen_blob_get_size (pen_request_get_input (request, slots[i]));

  if (bytes <= MAX_PICTURES)
    return TRUE;

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_TOO_LARGE,
                       _("The pictures are too large together for one request to Google: send "
                         "fewer or smaller ones"));
  return FALSE;
}

/**
 * _pen_gemini_wrap:
 * @request: the request
 * @body: what the catalogue made of it
 * @error: return location for a #GError
 *
 * Returns: whether @body now has the service's form; if not, @error says what is wrong
 */
gboolean
_pen_gemini_wrap (PenRequest  *request,
                  PenBody     *body,
                  GError     **error)
{
  JsonObject *root = json_node_get_object (pen_body_get_root (body));
  g_autofree char *prompt = take_text (root, "prompt");
  g_autofree char *negative = take_text (root, "negative");
  g_autofree char *safety = take_text (root, "safety");
  g_autofree char *words = NULL;
  JsonObject *content = json_object_new ();
  JsonArray *contents = json_array_new ();

  words = *negative == '\0' ? g_strdup (prompt)
                            : g_strdup_printf ("%s\nAvoid: %s", prompt, negative);
  json_object_set_string_member (content, "role", "user");
  json_object_set_array_member (content, "parts", build_parts (request, body, words));
  json_array_add_object_element (contents, content);
  json_object_set_array_member (root, "contents", contents);

  put_shape (root, request);
  if (*safety != '\0')
    put_safety (root, safety);

  return check_bytes (request, error);
}
