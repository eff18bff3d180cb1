/* pen-price.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * What a picture costs, as a catalogue says it and as people read it.
 */

#define G_LOG_DOMAIN "pen-price"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-price-private.h"
#include "pen-strict-private.h"

static const char * const price_members[] = { "usd", "credits", "date", "source", NULL };

/* “8” and “0.065”, but “0.10”: as prices are written. */
static char *
format_price (double usd)
{
  double cents = usd * 100;

  if (fabs (cents - round (cents)) < 1e-6)
    return g_strdup_printf ("%.2f", usd);

  return g_strdup_printf ("%.4g", usd);
}

/* A sentence about what one picture costs. */
char *
_pen_price_to_text (double usd,
                    double credits)
{
  g_autofree char *price = NULL;

  if (usd == 0)
    return g_strdup (_("Free"));

  price = format_price (usd);
  if (credits <= 0)
    /* TRANSLATORS: %s is a number of US dollars */
    return g_strdup_printf (_("About $%s a picture"), price);

  /* TRANSLATORS: %s is a number of US dollars, %g one of credits, maybe a fraction */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "About $%s a picture (%g credit)",
                                       "About $%s a picture (%g credits)",
                                       (gulong) ceil (credits)),
                          price, credits);
}

/* The price in @object, if there is one; the four results may be %NULL. */
gboolean
_pen_price_read (JsonObject  *object,
                 double      *ret_usd,
                 double      *ret_credits,
                 const char **ret_date,
                 const char **ret_source,
                 GError     **error)
{
  JsonObject *price = NULL;

  if (!pen_strict_object (object, "price", FALSE, &price, error))
    return FALSE;

  if (price == NULL)
    return TRUE;

  if (!pen_strict_members (price, price_members, error) ||
      !pen_strict_number (price, "usd", ret_usd, error) ||
      !pen_strict_number (price, "credits", ret_credits, error) ||
      !pen_strict_string (price, "date", FALSE, ret_date, error) ||
      !pen_strict_string (price, "source", FALSE, ret_source, error))
    {
      g_prefix_error (error, _("Price: "));
      return FALSE;
    }

  return TRUE;
}
