/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: floor
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

#include "pen-bad-practice.h"
