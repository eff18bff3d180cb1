/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: nothing
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

/* What looks like a finding and is none. */
static void
good (GError **error)
{
  const char *text = "do not goto https://example.org/home/work/page // or sleep (1)";

  g_debug ("the key is kept in %s", text);
  g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("%s is broken"), text);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _("Cancelled"));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", text); /* nocheck: error-domain */
}
