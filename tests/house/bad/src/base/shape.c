/* expect: spdx
 * expect: config-first
 * expect: log-domain
 * expect: one-class
 * expect: whitespace
 * expect: blocked
 * expect: deep-nesting
 * expect: remote-json
 * expect: long-line
 */

#include <string.h>

G_DEFINE_TYPE (BadOne, bad_one, G_TYPE_OBJECT)
G_DEFINE_FINAL_TYPE (BadTwo, bad_two, G_TYPE_OBJECT)

static void
bad_deep (JsonObject *root)
{
	strcpy (a, b);
  if (a) { if (b) { if (c) { if (d) { if (e) { f (); } } } } }
  json_object_get_string_member (root, "a member whose name goes on until the line is wider than wanted");
}
