/* pen-gemini-reply.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * The picture in an answer, or the reason why there is none, and what it did cost.
 */

#define G_LOG_DOMAIN "pen-gemini-reply"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-gemini-provider-private.h"
#include "pen-json.h"

#define MILLION 1000000.0

/* As much of what the model says instead of a picture as fits into a sentence. */
#define MAX_WORDS 300

/* US dollars for a million tokens, 2026-11-23; other models are charged by their own. */
static const struct { const char *id; double input; double text; double image; } rates[] =
{
  { "gemini-nano-banana-2.1", 1.5, 7.5, 30 },
  { "gemini-3-pro-image", 2, 12, 120 },
};

typedef enum
{
  END_REFUSED,
  END_TOO_CLOSE,
  END_CUT_OFF,
  END_WITHOUT,
} End;

/* A reason that is not among these is as good as “OTHER”. */
static const struct { const char *reason; End end; } ends[] =
{
  { "SAFETY", END_REFUSED },
  { "IMAGE_SAFETY", END_REFUSED },
  { "PROHIBITED_CONTENT", END_REFUSED },
  { "IMAGE_PROHIBITED_CONTENT", END_REFUSED },
  { "BLOCKLIST", END_REFUSED },
  { "SPII", END_REFUSED },
  { "RECITATION", END_TOO_CLOSE },
  { "IMAGE_RECITATION", END_TOO_CLOSE },
  { "MAX_TOKENS", END_CUT_OFF },
  { "NO_IMAGE", END_WITHOUT },
  { "STOP", END_WITHOUT },
};

/* The parts of the first answer; there may be none. */
static JsonArray *
find_parts (JsonObject *candidate)
{
  JsonObject *content = pen_json_object_or (candidate, "content", NULL);

  return pen_json_array_or (content, "parts", NULL);
}

static JsonObject *
find_candidate (JsonObject *object)
{
  JsonArray *candidates = pen_json_array_or (object, "candidates", NULL);

  return candidates != NULL && json_array_get_length (candidates) > 0
         ? pen_json_at_object (candidates, 0, NULL) : NULL;
}

/* The last picture that is no draft of a thought: normally the only one. */
static const char *
find_picture (JsonArray *parts)
{
  const char *found = NULL;

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = pen_json_at_object (parts, i, NULL);
      JsonObject *data = pen_json_object_or (part, "inlineData", NULL);
      const char *type = pen_json_string_or (data, "mimeType", "");
      const char *text = pen_json_string_or (data, "data", "");

      if (g_str_has_prefix (type, "image/") && *text != '\0' &&
          !pen_json_boolean_or (part, "thought", FALSE))
        found = text;
    }

  return found;
}

/* What the model says instead: its words, or the service's. */
static char *
find_words (JsonObject *candidate,
            JsonArray  *parts)
{
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonObject *part = pen_json_at_object (parts, i, NULL);

      if (!pen_json_boolean_or (part, "thought", FALSE))
        g_string_append (words, pen_json_string_or (part, "text", ""));
    }

  if (words->len == 0)
    g_string_append (words, pen_json_string_or (candidate, "finishMessage", ""));
  if (g_utf8_strlen (words->str, -1) > MAX_WORDS)
    g_string_truncate (words, g_utf8_offset_to_pointer (words->str, MAX_WORDS) - words->str);

  g_strdelimit (g_strstrip (words->str), "\r\n", ' ');
  if (g_str_has_suffix (words->str, "."))
    words->str[strlen (words->str) - 1] = '\0';

  return g_string_free (g_steal_pointer (&words), FALSE);
}

static GError *
build_without (const char *words)
{
  if (*words == '\0')
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                _("The model answered without a picture: ask for it in other "
                                  "words"));

  return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                      _("The model answered without a picture. It says: %s"), words);
}

static GError *
build_end (JsonObject *candidate,
           JsonArray  *parts)
{
  const char *reason = pen_json_string_or (candidate, "finishReason", "OTHER");
  g_autofree char *words = find_words (candidate, parts);

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      if (!g_str_equal (ends[i].reason, reason))
        continue;

      switch (ends[i].end)
        {
        case END_REFUSED:
          return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                      _("Google's filter refused the picture: change the prompt "
                                        "and try again"));
        case END_TOO_CLOSE:
          return g_error_new_literal (PEN_ERROR, PEN_ERROR_REFUSED,
                                      _("The result came too close to a picture that exists: say "
                                        "it in other words"));
        case END_CUT_OFF:
          return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE,
                                      _("The answer was cut off: try a smaller size"));
        case END_WITHOUT:
        default:
          return build_without (words);
        }
    }

  return g_error_new (PEN_ERROR, PEN_ERROR_SERVICE,
                      _("No picture was made (%s): try again, or in other words"), reason);
}

static GError *
build_blocked (JsonObject *object)
{
  JsonObject *feedback = pen_json_object_or (object, "promptFeedback", NULL);
  const char *reason = pen_json_string_or (feedback, "blockReason", NULL);

  if (reason == NULL)
    return NULL;

  return g_error_new (PEN_ERROR, PEN_ERROR_REFUSED,
                      _("Google's filter refused the prompt or a picture (%s): change them and "
                        "try again"), reason);
}

/* Returns: US dollars, negative where the answer or the rates do not say */
static double
find_cost (PenRequest *request,
           JsonObject *object)
{
  const char *id = pen_model_get_id (pen_request_get_model (request));
  JsonObject *usage = pen_json_object_or (object, "usageMetadata", NULL);
  JsonArray *details = pen_json_array_or (usage, "candidatesTokensDetails", NULL);
  double image = 0;
  double text = pen_json_double_or (usage, "thoughtsTokenCount", 0);

  for (guint i = 0; details != NULL && i < json_array_get_length (details); i++)
    {
      JsonObject *detail = pen_json_at_object (details, i, NULL);
      double tokens = pen_json_double_or (detail, "tokenCount", 0);

      if (g_str_equal (pen_json_string_or (detail, "modality", ""), "IMAGE"))
        image += tokens;
      else
        text += tokens;
    }

  for (guint i = 0; image > 0 && i < G_N_ELEMENTS (rates); i++)
    if (g_str_equal (rates[i].id, id))
      return (pen_json_double_or (usage, "promptTokenCount", 0) * rates[i].input +
              text * rates[i].text + image * rates[i].image) / MILLION;

  return -1;
}

/**
 * _pen_gemini_read_reply:
 * @request: the request
 * @reply: an answer with a good status
 * @error: return location for a #GError
 *
 * An answer without a picture is usual, and may be charged.
 *
 * Returns: (transfer full): the picture, or why there is none; %NULL with @error set to
 *   %PEN_ERROR_INVALID_REPLY if it was not understood
 */
PenStep *
_pen_gemini_read_reply (PenRequest  *request,
                        PenReply    *reply,
                        GError     **error)
{
  JsonNode *root = pen_reply_get_json (reply);
  JsonObject *object = root != NULL ? pen_json_root_object (root, NULL) : NULL;
  JsonObject *candidate = find_candidate (object);
  JsonArray *parts = find_parts (candidate);
  const char *picture = find_picture (parts);
  g_autoptr(PenBlob) blob = NULL;
  GError *end = build_blocked (object);
  PenStep *step;

  if (end == NULL && picture == NULL && candidate != NULL)
    end = build_end (candidate, parts);
  if (end != NULL)
    {
      step = pen_step_new_failed (end, TRUE);
      step->cost_usd = find_cost (request, object);
      return step;
    }

  if (picture == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REPLY,
                           _("Google's answer was not understood"));
      return NULL;
    }

  blob = pen_reply_get_blob (reply, picture, error);
  if (blob == NULL)
    return NULL;

  step = pen_step_new_done ();
  step->cost_usd = find_cost (request, object);
  pen_step_take_output (step, pen_output_new_blob (blob));

  return step;
}
