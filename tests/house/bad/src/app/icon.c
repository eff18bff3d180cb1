/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: icon-label
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

static GtkWidget *
make_button (void)
{
  return gtk_button_new_from_icon_name ("user-trash-symbolic");
}
