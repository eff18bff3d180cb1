/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: untranslated
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

static void
show (Bad *self)
{
  adw_toast_overlay_add_toast (self->overlay, adw_toast_new (_("Saved (again)")));
  gtk_label_set_text (self->label,
                      "Saved in the gallery");
}
