/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: test-assert
 * expect: blocked
 * expect: floor
 */

#define G_LOG_DOMAIN "bad"

#include "config.h"

#include "pen-bad-engine.h"

static void
test_sum (void)
{
  g_test_skip ("not today");
  g_assert (1 + 1 == 2);
}
