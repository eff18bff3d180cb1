/* pen-request-summary.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-request-summary"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-prepare.h"
#include "pen-request-summary.h"

static void
fill_limits (PenPrepareLimits *limits,
             const PenLimits  *source)
{
  limits->max_bytes = source->max_bytes;
  limits->min_pixels = source->min_pixels;
  limits->max_pixels = source->max_pixels;
  limits->min_side = source->min_side;
  limits->max_side = source->max_side;
  limits->multiple = source->multiple;
  limits->min_aspect = source->min_aspect;
  limits->max_aspect = source->max_aspect;
  limits->formats = (const char * const *) source->formats;
  limits->alpha = source->alpha;
}

/* Whether pictures do not leave what is the user's own: an engine there, or none. */
static gboolean
stays_here (PenCatalogue *catalogue)
{
  const char * const *endpoints = pen_catalogue_get_endpoints (catalogue);

  return pen_catalogue_is_local (catalogue) || endpoints == NULL || endpoints[0] == NULL;
}

/**
 * pen_request_summary_describe_source:
 * @engine: the engine
 * @request: a request
 * @width: of the source as it is seen, in pixels
 * @height: likewise
 * @bytes: size of its file
 *
 * Returns: (transfer full): what the source is, and what becomes of it on the way, or
 *   why the model cannot take it
 */
char *
pen_request_summary_describe_source (PenEngine  *engine,
                                     PenRequest *request,
                                     guint       width,
                                     guint       height,
                                     guint64     bytes)
{
  const char *provider = pen_model_get_provider (pen_request_get_model (request));
  PenCatalogue *catalogue = engine != NULL ? pen_engine_find_catalogue (engine, provider) : NULL;
  gboolean local = catalogue != NULL && stays_here (catalogue);
  PenPrepareLimits limits = { 0 };
  g_autofree char *size = g_format_size (bytes);
  g_autoptr(GError) error = NULL;
  guint sent_width;
  guint sent_height;

  fill_limits (&limits, &pen_request_get_spec (request)->limits);
  if (!pen_prepare_fit (&limits, width, height, &sent_width, &sent_height, &error))
    return g_strdup_printf ("%u × %u, %s. %s", width, height, size, error->message);

  if (sent_width == width && sent_height == height)
    return local ? g_strdup_printf (_("%u × %u, %s, used at full size"), width, height, size)
                 : g_strdup_printf (_("%u × %u, %s, sent at full size"), width, height, size);

  return local ? g_strdup_printf (_("%u × %u, %s → used as %u × %u"),
                                  width, height, size, sent_width, sent_height)
               : g_strdup_printf (_("%u × %u, %s → sent as %u × %u"),
                                  width, height, size, sent_width, sent_height);
}

/**
 * pen_request_summary_describe_cost:
 * @request: a request
 *
 * Returns: (transfer full) (nullable): what it will cost, as far as that is known, and
 *   of which day the prices are
 */
char *
pen_request_summary_describe_cost (PenRequest *request)
{
  const char *date = pen_model_get_price_date (pen_request_get_model (request));
  double usd = pen_request_estimate_usd (request);
  guint count = pen_request_get_count (request);
  g_autofree char *cost = NULL;

  if (usd < 0)
    return g_strdup (_("Cost not known"));
  if (usd == 0)
    return g_strdup (_("Free"));

  if (count > 1)
    cost = g_strdup_printf (_("About $%.2f for %u pictures"), usd, count);
  else
    cost = g_strdup_printf (usd < 0.01 ? _("About $%.4f") : _("About $%.2f"), usd);

  if (date == NULL)
    return g_steal_pointer (&cost);

  /* TRANSLATORS: a cost, and the date of the prices it was reckoned with */
  return g_strdup_printf (_("%s, by the prices of %s"), cost, date);
}

/**
 * pen_request_summary_join_notes:
 * @request: a request
 *
 * Returns: (transfer full): what the model will ignore or do otherwise, one a line
 */
char *
pen_request_summary_join_notes (PenRequest *request)
{
  g_auto(GStrv) notes = pen_request_get_notes (request);

  return notes != NULL ? g_strjoinv ("\n", notes) : g_strdup ("");
}
