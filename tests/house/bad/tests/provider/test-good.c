/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * expect: nothing
 */

#include "pen-bad-practice.h"
