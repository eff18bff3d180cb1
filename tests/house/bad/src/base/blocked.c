/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: blocked
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

static void
bad_jump (void)
{
  goto out;
out:
  return;
}
