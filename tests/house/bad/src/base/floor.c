/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: floor
 * expect: library
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

#include <gtk/gtk.h>
#include <sqlite3.h>

#include "pen-bad-engine.h"
