/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: untranslated
 * expect: error-domain
 * expect: full-stop
 * expect: log-secret
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

static void
fail (const char  *key,
      GError     **error)
{
  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED, "It failed");
  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED, _("It failed."));
  g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, _("It is gone"));
  g_debug ("sending %s", key);
}
