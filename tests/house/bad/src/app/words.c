/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: untranslated
 * expect: cut-words
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

static void
show (Bad *self)
{
  adw_toast_overlay_add_toast (self->overlay, adw_toast_new (_("Saved (again)")));
  gtk_label_set_text (self->label,
                      "Saved in the gallery");
  g_print (_("%" G_GINT64_FORMAT " pictures"), self->count);
}
