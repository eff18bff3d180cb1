/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: nothing
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

/* What a button of good.ui is called depends on what it does. */
static void
name_button (Good *self)
{
  gtk_label_set_label (self->label, self->old ? _("Send again (may cost)") : _("Send"));
  gtk_button_set_label (self->changing, self->running ? _("Cancel") : _("Generate"));
}
