/* pen-fal-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * How fal says no.  A model names the kind of error in the first entry of a list; a
 * request that reached no model has it beside its words, or in a header; the gateway has
 * words alone.
 */

#define G_LOG_DOMAIN "pen-fal-provider"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-fal-provider-private.h"
#include "pen-json.h"

#define TROUBLE N_("There was trouble at fal or at the model's maker: try again later")
#define NO_MACHINE N_("fal found no machine for the request, or the machine broke down: try again")
#define CANCELLED N_("The request was cancelled at fal")

/* What the stable names mean; @worked: the model had done its work by then. */
static const struct
{
  const char *type;
  PenError    code;
  gboolean    of_request;
  gboolean    worked;
  const char *sentence;
} kinds[] = {
  { "content_policy_violation", PEN_ERROR_REFUSED, FALSE, TRUE,
    N_("fal's safety filter blocked this, and may have charged for it: change the prompt or the "
       "picture") },
  { "no_media_generated", PEN_ERROR_SERVICE, FALSE, TRUE,
    N_("The model gave no picture: word the prompt otherwise") },
  { "image_too_small", PEN_ERROR_INVALID_REQUEST, FALSE, FALSE,
    N_("The picture is too small for this model: enlarge it") },
  { "image_too_large", PEN_ERROR_TOO_LARGE, FALSE, FALSE,
    N_("The picture is too large for this model: make it smaller") },
  { "file_too_large", PEN_ERROR_TOO_LARGE, FALSE, FALSE,
    N_("The file has too many bytes for this model: make the picture smaller") },
  { "image_load_error", PEN_ERROR_PICTURE, FALSE, FALSE,
    N_("fal could not read the picture: use PNG or JPEG") },
  { "file_download_error", PEN_ERROR_SERVICE, FALSE, FALSE,
    N_("fal could not fetch the picture from its storage: try again") },
  { "face_detection_error", PEN_ERROR_INVALID_REQUEST, FALSE, FALSE,
    N_("The model found no face in the picture: choose one that shows it clearly") },
  { "feature_not_supported", PEN_ERROR_INVALID_REQUEST, FALSE, FALSE,
    N_("The model does not offer this combination of settings: change them") },
  { "invalid_api_key", PEN_ERROR_INVALID_REQUEST, FALSE, FALSE,
    N_("A key of the model's maker in the settings is wrong: correct it") },
  { "concurrent_requests_limit", PEN_ERROR_RATE_LIMIT, FALSE, FALSE,
    N_("fal works on as many requests of this account as it may") },
  { "internal_server_error", PEN_ERROR_SERVICE, FALSE, FALSE, TROUBLE },
  { "downstream_service_error", PEN_ERROR_SERVICE, FALSE, FALSE, TROUBLE },
  { "downstream_service_unavailable", PEN_ERROR_SERVICE, FALSE, FALSE, TROUBLE },
  { "generation_timeout", PEN_ERROR_SERVICE, FALSE, FALSE,
    N_("The model took too long: try again, or ask for less") },
  { "request_timeout", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "startup_timeout", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "runner_scheduling_failure", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "runner_connection_timeout", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "runner_disconnected", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "runner_connection_refused", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "runner_connection_error", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "runner_incomplete_response", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "runner_server_error", PEN_ERROR_SERVICE, TRUE, FALSE, NO_MACHINE },
  { "internal_error", PEN_ERROR_SERVICE, TRUE, FALSE, TROUBLE },
  { "client_disconnected", PEN_ERROR_SERVICE, TRUE, FALSE, CANCELLED },
  { "client_cancelled", PEN_ERROR_SERVICE, TRUE, FALSE, CANCELLED },
  { "bad_request", PEN_ERROR_INVALID_REQUEST, TRUE, FALSE,
    N_("fal does not take this request") },
};

static int
find_kind (const char *type)
{
  for (guint i = 0; type != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].type, type))
      return (int) i;

  return -1;
}

/* Returns: (transfer full) (nullable): the error of a request that reached no model */
GError *
_pen_fal_provider_name_error (const char *type)
{
  int kind = find_kind (type);

  if (kind < 0 || !kinds[kind].of_request)
    return NULL;

  return g_error_new_literal (PEN_ERROR, kinds[kind].code, _(kinds[kind].sentence));
}

static JsonObject *
get_object (PenReply *reply)
{
  JsonNode *root = pen_reply_get_json (reply);

  return root != NULL ? pen_json_root_object (root, NULL) : NULL;
}

/* The words of the gateway, of the platform, or of nobody. */
static const char *
find_words (JsonObject *object)
{
  JsonObject *inner = pen_json_object_or (object, "error", NULL);
  const char *words = pen_json_string_or (object, "detail", NULL);

  if (words == NULL)
    words = pen_json_string_or (inner, "message", NULL);
  if (words == NULL)
    words = pen_json_string_or (object, "error", NULL);

  return words != NULL ? words : pen_json_string_or (object, "message", "");
}

/* Whether a result was asked for before there was one. */
gboolean
_pen_fal_provider_is_early (PenReply *reply)
{
  return pen_reply_get_status (reply) == 400 &&
         strstr (find_words (get_object (reply)), "still in progress") != NULL;
}

/* The name of the field, without the “body” before it. */
static char *
join_place (JsonObject *entry)
{
  JsonArray *place = pen_json_array_or (entry, "loc", NULL);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; place != NULL && i < json_array_get_length (place); i++)
    {
      const char *part = pen_json_at_string (place, i, NULL);

      if (part != NULL && !(i == 0 && g_str_equal (part, "body")))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "." : "", part);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* What the model has against each field: “seed: Input should be …; …” */
static char *
join_details (JsonArray *details)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (details); i++)
    {
      JsonObject *entry = pen_json_at_object (details, i, NULL);
      const char *words = pen_json_string_or (entry, "msg", "");
      g_autofree char *place = join_place (entry);

      if (*words != '\0')
        g_string_append_printf (text, "%s%s%s%s", text->len > 0 ? "; " : "", place,
                                *place != '\0' ? ": " : "", words);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The limit that an error comes with: “(at most 4096 × 2048 pixels)”, or nothing. */
static char *
describe_limit (JsonObject *context)
{
  gint64 width = pen_json_int_or (context, "max_width", 0);
  gint64 height = pen_json_int_or (context, "max_height", 0);
  double bytes = pen_json_double_or (context, "max_size", 0);

  if (width > 0 && height > 0)
    return g_strdup_printf (_("at most %d × %d pixels"), (int) MIN (width, G_MAXINT),
                            (int) MIN (height, G_MAXINT));

  width = pen_json_int_or (context, "min_width", 0);
  height = pen_json_int_or (context, "min_height", 0);
  if (width > 0 && height > 0)
    return g_strdup_printf (_("at least %d × %d pixels"), (int) MIN (width, G_MAXINT),
                            (int) MIN (height, G_MAXINT));

  if (bytes > 0)
    return g_strdup_printf (_("at most %.1f MB"), bytes / 1e6);

  return NULL;
}

static GError *
build_kind (int         kind,
            JsonObject *context)
{
  g_autofree char *limit = describe_limit (context);

  if (limit == NULL)
    return g_error_new_literal (PEN_ERROR, kinds[kind].code, _(kinds[kind].sentence));

  /* TRANSLATORS: the first %s is a sentence, the second “at most 4096 × 2048 pixels” */
  return g_error_new (PEN_ERROR, kinds[kind].code, _("%s (%s)"), _(kinds[kind].sentence), limit);
}

static GError *
build_forbidden (const char *words)
{
  if (strstr (words, "balance") != NULL || strstr (words, "locked") != NULL)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_QUOTA,
                                _("The fal account has no credit left: top it up at "
                                  "https://fal.ai/dashboard/billing"));

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                              _("This fal key may not use this model: its scope or the terms of "
                                "the model's maker forbid it"));
}

static GError *
build_missing (const char *words)
{
  if (strstr (words, "Application") != NULL)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_NOT_FOUND,
                                _("fal has no such model (any longer): choose another one"));

  return g_error_new_literal (PEN_ERROR, PEN_ERROR_EXPIRED,
                              _("fal does not know this request, or keeps it no longer"));
}

static GError *
build_invalid (const char *words,
               guint       status)
{
  if (*words == '\0')
    return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                        _("fal does not take this request (status %u)"), status);

  return g_error_new (PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                      _("fal does not take this request: %s"), words);
}

static GError *
build_status (guint       status,
              const char *words)
{
  switch (status)
    {
    case 401:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_KEY_REJECTED,
                                  _("The fal key was rejected: it must be whole, with the colon "
                                    "in the middle; check it in the preferences"));
    case 403:
      return build_forbidden (words);
    case 404:
      return build_missing (words);
    case 405:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_FAILED,
                                  _("fal does not answer at this address any longer"));
    case 413:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_TOO_LARGE,
                                  _("The request is larger than fal takes: choose a smaller "
                                    "picture"));
    case 429:
      return g_error_new_literal (PEN_ERROR, PEN_ERROR_RATE_LIMIT,
                                  _("fal gets too many requests from this account: try again in "
                                    "a minute"));
    default:
      break;
    }

  if (status >= 500)
    return g_error_new_literal (PEN_ERROR, PEN_ERROR_SERVICE, _(TROUBLE));

  return build_invalid (words, status);
}

GError *
_pen_fal_provider_read_error (PenProvider *self,
                              PenReply    *reply,
                              gboolean    *charged)
{
  JsonObject *object = get_object (reply);
  JsonArray *details = pen_json_array_or (object, "detail", NULL);
  JsonObject *first = details != NULL && json_array_get_length (details) > 0 ?
                      pen_json_at_object (details, 0, NULL) : NULL;
  const char *units = pen_reply_get_header (reply, "X-Fal-Billable-Units");
  const char *type = pen_json_string_or (first, "type", NULL);
  g_autofree char *words = NULL;
  int kind;

  if (type == NULL)
    type = pen_json_string_or (object, "error_type",
                               pen_reply_get_header (reply, "X-Fal-Error-Type"));

  kind = find_kind (type);
  /* Failures of the service are free, those of the content may not be. */
  *charged = units != NULL ? g_ascii_strtod (units, NULL) > 0 : kind >= 0 && kinds[kind].worked;
  if (kind >= 0)
    return build_kind (kind, pen_json_object_or (first, "ctx", NULL));

  words = details != NULL ? join_details (details) : g_strdup (find_words (object));

  return build_status (pen_reply_get_status (reply), words);
}
