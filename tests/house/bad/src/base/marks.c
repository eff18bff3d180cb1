/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: unfinished
 * expect: machine-path
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

/* TODO: finish this */
static const char *folder = "/home/somebody/pictures";
