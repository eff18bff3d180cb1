/* pen-schema-words.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What the words of a document mean.  They are English in every document that the
 * services give out, so nothing here is translated.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include <string.h>

#include "pen-schema-private.h"

/* Longer descriptions say nothing new, and may be made to cost time. */
#define MAX_TEXT 2000

/*
 * _pen_schema_tokens:
 * @text: (nullable): a name or a sentence
 *
 * Returns: (transfer full): its words in lower case with one blank before, between and
 *   after them; letters and digits are apart: “controlnet_1Image” is “ controlnet 1 image ”
 */
char *
_pen_schema_tokens (const char *text)
{
  GString *tokens = g_string_new (" ");
  char last = '\0';

  for (guint i = 0; text != NULL && text[i] != '\0' && i < MAX_TEXT; i++)
    {
      char c = text[i];
      gboolean apart = (g_ascii_isdigit (c) && g_ascii_isalpha (last)) ||
                       (g_ascii_isalpha (c) && g_ascii_isdigit (last)) ||
                       (g_ascii_isupper (c) && g_ascii_islower (last));

      if ((apart || !g_ascii_isalnum (c)) && tokens->str[tokens->len - 1] != ' ')
        g_string_append_c (tokens, ' ');
      if (g_ascii_isalnum (c))
        g_string_append_c (tokens, g_ascii_tolower (c));
      last = c;
    }

  if (tokens->str[tokens->len - 1] != ' ')
    g_string_append_c (tokens, ' ');

  return g_string_free (tokens, FALSE);
}

/*
 * _pen_schema_has_token:
 * @tokens: words as _pen_schema_tokens() makes them
 * @words: one or more words, or sequences of words, with “|” between
 *
 * Returns: whether one of @words is there, whole
 */
gboolean
_pen_schema_has_token (const char *tokens,
                       const char *words)
{
  g_auto(GStrv) all = g_strsplit (words, "|", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *word = g_strconcat (" ", all[i], " ", NULL);

      if (strstr (tokens, word) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* Whether a word of @tokens begins with one of @stems. */
static gboolean
has_stem (const char *tokens,
          const char *stems)
{
  g_auto(GStrv) all = g_strsplit (stems, "|", -1);

  for (guint i = 0; all[i] != NULL; i++)
    {
      g_autofree char *stem = g_strconcat (" ", all[i], NULL);

      if (strstr (tokens, stem) != NULL)
        return TRUE;
    }

  return FALSE;
}

/*
 * _pen_schema_names_picture:
 * @tokens: the words of a name
 *
 * Returns: whether it is the name of a picture rather than of another file
 */
gboolean
_pen_schema_names_picture (const char *tokens)
{
  return _pen_schema_has_token (tokens, "image|images|img|imgs|photo|photos|picture|pictures|"
                                        "mask|masks|face|portrait|selfie") &&
         !_pen_schema_has_token (tokens, "archive|zip|tar|video|audio");
}

/*
 * _pen_schema_control_kind:
 * @tokens: the words of a name
 *
 * Returns: (transfer none) (nullable): the kind of control picture that it names
 */
const char *
_pen_schema_control_kind (const char *tokens)
{
  static const struct
  {
    const char *words;
    const char *kind;
  } kinds[] = {
    { "canny|edge|edges", "canny" },
    { "depth|midas|leres", "depth" },
    { "pose|openpose|open pose|dwpose|skeleton", "pose" },
    { "scribble", "scribble" },
    { "lineart|line art", "lineart" },
    { "hed|pidi|teed|softedge|soft edge", "softedge" },
    { "normal|normals|normalbae", "normal" },
    { "seg|segmentation", "seg" },
    { "tile", "tile" },
    { "blur", "blur" },
    { "gray|grey|grayscale", "gray" },
    { "sketch", "sketch" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (_pen_schema_has_token (tokens, kinds[i].words))
      return kinds[i].kind;

  return NULL;
}

/* The parts of a text that say one thing each, as words. */
static GPtrArray *
split_clauses (const char *text)
{
  static const char * const joints[] = {
    " and ", " while ", " whereas ", " but ", " versus ", " vs ", ". ", ".\n",
  };
  g_autofree char *lower = g_ascii_strdown (text != NULL ? text : "", -1);
  g_autoptr(GString) marked = g_string_new (NULL);
  g_auto(GStrv) parts = NULL;
  GPtrArray *clauses = g_ptr_array_new_with_free_func (g_free);

  g_string_append_len (marked, lower, MIN (strlen (lower), MAX_TEXT));
  g_string_replace (marked, "1.0", " maximum ", 0);
  g_string_replace (marked, "0.0", " minimum ", 0);
  for (guint i = 0; i < G_N_ELEMENTS (joints); i++)
    g_string_replace (marked, joints[i], "; ", 0);

  parts = g_strsplit_set (marked->str, ";,()[]\n", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (clauses, _pen_schema_tokens (parts[i]));

  return clauses;
}

#define KEEP "preserv|keep|kept|retain|protect|unchang|untouch|unmodif|unalter|ignor|remain|not "
#define CHANGE "inpaint|edit|repaint|paint|replac|chang|fill|remov|eras|modif|generat|regenerat|" \
               "redraw|transform|alter|delet"

/* 1 where what is so marked is changed, -1 where it is kept, 0 where that is not said. */
static int
effect_of_mark (const char *clause)
{
  if (has_stem (clause, KEEP))
    return -1;

  return has_stem (clause, CHANGE) ? 1 : 0;
}

/*
 * _pen_schema_mask_polarity:
 * @description: (nullable): what is said of a mask
 * @ret_told: (out): whether it is said at all
 *
 * Returns: (transfer none): the catalogue's word for what marks the part that changes;
 *   white, as nearly everywhere, where it is not said
 */
const char *
_pen_schema_mask_polarity (const char *description,
                           gboolean   *ret_told)
{
  g_autoptr(GPtrArray) clauses = split_clauses (description);
  int white = 0;
  int clear = 0;
  int marked = 0;

  for (guint i = 0; i < clauses->len; i++)
    {
      const char *clause = g_ptr_array_index (clauses, i);
      gboolean is_white = _pen_schema_has_token (clause, "white");
      gboolean is_black = _pen_schema_has_token (clause, "black");
      int effect = effect_of_mark (clause);

      if (is_white != is_black)
        white += is_white ? effect : -effect;
      else if (_pen_schema_has_token (clause, "transparent"))
        clear += effect;
      else if (!is_white && _pen_schema_has_token (clause, "areas|area|regions|region|parts|part"))
        marked += effect;
    }

  *ret_told = white != 0 || clear > 0 || marked < 0;
  if (white != 0)
    return white > 0 ? "white" : "black";
  if (clear > 0)
    return "alpha";

  /* “Mark what is to be preserved”: what is marked is white. */
  return marked < 0 ? "black" : "white";
}

#define HIGH "higher|high |greater|larger|increas|stronger|maximum|1 |100 "
#define LOW "lower|low |smaller|decreas|minimum|0 "
#define MORE_CHANGE "destr|remak|nois|denois|chang|creativ|differen|transform|deviat|regenerat|" \
                    "replac|alter|vari|redraw|reimagin|diverg|far |farther|further|freedom|random"
#define MORE_LIKE "preserv|keep|kept|close|similar|resembl|retain|faithful|maintain|same|" \
                  "identical|follow|adher|return|as is"

/* One clause of “1.0 destroys the source, 0.0 keeps it”. */
static int
weigh_clause (const char *clause)
{
  gboolean high = has_stem (clause, HIGH);
  gboolean low = has_stem (clause, LOW);
  gboolean change = has_stem (clause, MORE_CHANGE);
  gboolean like = has_stem (clause, MORE_LIKE) ||
                  (!change && _pen_schema_has_token (clause, "original|input image"));
  int weight;

  if (high == low || change == like)
    return 0;

  weight = high == change ? 1 : -1;
  return _pen_schema_has_token (clause, "less|fewer|not|no") ? -weight : weight;
}

/* Where a description does not compare, how it names the thing tells in these cases. */
static PenSchemaDirection
direction_of_phrase (const char *name,
                     const char *text)
{
  if (_pen_schema_has_token (name, "image prompt strength|reference strength") ||
      _pen_schema_has_token (text, "strength of the input image|strength of input image|"
                                   "strength of the image prompt|strength of image prompt|"
                                   "image prompt strength|strength of the reference image|"
                                   "how closely|how much to preserve|how much to keep"))
    return PEN_SCHEMA_LESS;

  if (has_stem (name, "denois|nois|creativ") || has_stem (text, "denois|nois"))
    return PEN_SCHEMA_MORE;

  if (_pen_schema_has_token (text, "how much to transform|how much to change|how much to alter|"
                                   "how much to modify|strength of the initial image"))
    return PEN_SCHEMA_MORE;

  /* The setting of that name of the usual pipelines. */
  if (_pen_schema_has_token (text, "img 2 img|image to image|image 2 image|inpaint|inpainting") &&
      !has_stem (text, "condition|control|influenc"))
    return PEN_SCHEMA_MORE;

  return PEN_SCHEMA_UNSURE;
}

/*
 * _pen_schema_direction:
 * @property: a number from 0 to 1 that may be the strength
 *
 * Returns: whether a greater value keeps less of the picture, or more of it
 */
PenSchemaDirection
_pen_schema_direction (PenSchemaProperty *property)
{
  g_autoptr(GPtrArray) clauses = split_clauses (property->description);
  g_autofree char *text = _pen_schema_tokens (property->description);
  int weight = 0;

  for (guint i = 0; i < clauses->len; i++)
    weight += weigh_clause (g_ptr_array_index (clauses, i));

  if (weight != 0)
    return weight > 0 ? PEN_SCHEMA_MORE : PEN_SCHEMA_LESS;

  return direction_of_phrase (property->tokens, text);
}
