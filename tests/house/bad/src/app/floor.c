/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: floor
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

#include <gtk/gtk.h>

#include "pen-bad-engine.h"
#include "pen-bad-provider.h"
