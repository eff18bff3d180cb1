/* pen-test-schema.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-model.h"
#include "pen-schema.h"

G_BEGIN_DECLS

/*
 * @required: (nullable): names with commas between, each in '
 * @fields: the members of “properties”, with ' for "
 * @schemas: (nullable): further members of “schemas”
 */
JsonNode *pen_test_schema_translate  (const char  *id,
                                      const char  *required,
                                      const char  *fields,
                                      const char  *schemas,
                                      GError     **error);
/* The same, and it must go well: the entry is one of a catalogue. */
JsonNode *pen_test_schema_entry      (const char  *id,
                                      const char  *required,
                                      const char  *fields,
                                      const char  *schemas);
/* What stands at @path (steps with “/” between; a number, or a parameter's name, enters a
 * list), with ' for "; “-” where there is nothing. */
void      pen_test_schema_assert     (JsonNode    *entry,
                                      const char  *path,
                                      const char  *expected);

G_END_DECLS
