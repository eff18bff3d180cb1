/* test-schema-fields.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "test-schema-fields"

#include "config.h"

#include "pen-error.h"
#include "pen-test-catalogue.h"
#include "pen-test-schema.h"

#define PROMPT "'prompt': {'type': 'string'}"
#define TEXT "tasks/text-to-image/"
#define PARAMETERS TEXT "parameters/"

/* One field beside a prompt, and the parameter that it becomes. */
static const struct
{
  const char *field;
  const char *parameter;
} kinds[] = {
  { "'steps': {'type': 'integer', 'title': 'Steps', 'description': 'How many.',"
    " 'minimum': 1, 'maximum': 50, 'default': 28}",
    "{'name':'steps','title':'Steps','description':'How many','type':'integer',"
    "'minimum':1,'maximum':50,'default':28}" },
  { "'guidance': {'type': 'number', 'minimum': 0, 'maximum': 10, 'default': 3.5}",
    "{'name':'guidance','title':'Guidance','type':'number','minimum':0,'maximum':10,"
    "'default':3.5}" },
  { "'steps': {'type': 'integer', 'exclusiveMinimum': 0, 'exclusiveMaximum': 9}",
    "{'name':'steps','title':'Steps','type':'integer','minimum':1,'maximum':8}" },
  { "'steps': {'type': 'integer', 'minimum': 4, 'exclusiveMinimum': true, 'multipleOf': 5}",
    "{'name':'steps','title':'Steps','type':'integer','minimum':5,'step':5}" },
  { "'scale': {'type': 'number', 'exclusiveMinimum': 1, 'maximum': 10}",
    "{'name':'scale','title':'Scale','type':'number','minimum':1.01,'maximum':10}" },
  { "'steps': {'type': 'integer', 'minimum': 9, 'maximum': 2}",
    "{'name':'steps','title':'Steps','type':'integer'}" },
  { "'go_fast': {'type': 'boolean', 'default': true}",
    "{'name':'go_fast','title':'Go fast','type':'boolean','default':true}" },
  { "'lora': {'type': 'string', 'default': ''}",
    "{'name':'lora','title':'Lora','type':'string','default':''}" },
  { "'tags': {'type': 'array', 'items': {'type': 'string'}}",
    "{'name':'tags','title':'Tags','type':'texts'}" },
  /* A closed list stands in the field, behind a reference, in parts, or with “null”. */
  { "'format': {'type': 'string', 'enum': ['png', 'jpg'], 'default': 'jpg'}",
    "{'name':'format','title':'Format','type':'string','enum':['png','jpg'],"
    "'default':'jpg'}" },
  { "'format': {'$ref': '#/components/schemas/Format', 'default': 'jpg'}",
    "{'name':'format','title':'Format','description':'A kind of file','type':'string',"
    "'enum':['png','jpg'],'default':'jpg'}" },
  { "'format': {'allOf': [{'$ref': '#/components/schemas/Format'}], 'title': 'File',"
    " 'description': 'Of the result', 'default': 'png'}",
    "{'name':'format','title':'File','description':'Of the result','type':'string',"
    "'enum':['png','jpg'],'default':'png'}" },
  { "'format': {'anyOf': [{'type': 'string', 'enum': ['png', 'jpg']}, {'type': 'null'}]}",
    "{'name':'format','title':'Format','type':'string','enum':['png','jpg']}" },
  { "'shape': {'anyOf': [{'type': 'string'}, {'type': 'string', 'enum': ['a', 'b']}]}",
    "{'name':'shape','title':'Shape','type':'string','enum':['a','b']}" },
  { "'format': {'type': ['string', 'null'], 'enum': ['png', null], 'default': null}",
    "{'name':'format','title':'Format','type':'string','enum':['png']}" },
  /* The values keep their type. */
  { "'tile': {'allOf': [{'$ref': '#/components/schemas/Tile'}], 'default': 32}",
    "{'name':'tile','title':'Tile','type':'integer','enum':[16,32],'default':32}" },
  { "'megapixels': {'type': 'string', 'enum': ['1', '0.25'], 'default': '1'}",
    "{'name':'megapixels','title':'Megapixels','type':'string','enum':['1','0.25'],"
    "'default':'1'}" },
  { "'factor': {'type': 'number', 'enum': [1.5, 2.5]}",
    "{'name':'factor','title':'Factor','type':'number','enum':[1.5,2.5]}" },
  { "'factor': {'const': 4}",
    "{'name':'factor','title':'Factor','type':'integer','enum':[4]}" },
  /* A default that the service would refuse is none. */
  { "'steps': {'type': 'integer', 'minimum': 1, 'maximum': 5, 'default': 9}",
    "{'name':'steps','title':'Steps','type':'integer','minimum':1,'maximum':5}" },
  { "'format': {'type': 'string', 'enum': ['png'], 'default': 'gif'}",
    "{'name':'format','title':'Format','type':'string','enum':['png']}" },
  { "'fast': {'type': 'boolean', 'default': 'false'}",
    "{'name':'fast','title':'Fast','type':'boolean'}" },
  { "'steps': {'anyOf': [{'type': 'integer', 'minimum': 2}, {'type': 'null'}],"
    " 'default': null}",
    "{'name':'steps','title':'Steps','type':'integer','minimum':2}" },
  /* The indentation of source code, and the full stop, are not for people. */
  { "'cfg': {'type': 'number', 'description': '\\n    One\\n    two.  \\n'}",
    "{'name':'cfg','title':'Cfg','description':'One two','type':'number'}" },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *fields = g_strconcat (PROMPT ", ", kinds[i].field, NULL);
      g_autoptr(JsonNode) entry =
        pen_test_schema_entry ("owner/model", "'prompt'", fields,
                               "'Format': {'type': 'string', 'enum': ['png', 'jpg'],"
                               " 'title': 'format', 'description': 'A kind of file.'},"
                               "'Tile': {'type': 'integer', 'enum': [16, 32]}");

      pen_test_schema_assert (entry, PARAMETERS "0", kinds[i].parameter);
      pen_test_schema_assert (entry, PARAMETERS "1", "-");
      pen_test_schema_assert (entry, "notes", "-");
    }
}

/* What the service wants must be set, unless it has a value of its own. */
static void
test_required (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("owner/model", "'prompt', 'style', 'speed'",
                           PROMPT ", 'style': {'type': 'string'},"
                           " 'speed': {'type': 'integer', 'default': 2}", NULL);

  pen_test_schema_assert (entry, PARAMETERS "style/required", "true");
  /* What has a default need not be set. */
  pen_test_schema_assert (entry, PARAMETERS "speed/required", "-");
}

static void
test_order (void)
{
  g_autoptr(JsonNode) numbered =
    pen_test_schema_entry ("owner/model", NULL,
                           "'b': {'type': 'boolean', 'x-order': 2},"
                           " 'last': {'type': 'boolean'},"
                           " 'prompt': {'type': 'string', 'x-order': 0},"
                           " 'a': {'type': 'boolean', 'x-order': 10}", NULL);
  g_autoptr(JsonNode) document =
    pen_test_json_node ("{'paths': {'/some/one': {'post': {'requestBody': {'content': {"
                        "'application/json': {'schema': {'$ref': '#/components/schemas/In'}}}}}},"
                        "'/some/one/requests/{request_id}': {'get': {'responses': {'200': {"
                        "'content': {'application/json': {'schema': {'$ref':"
                        " '#/components/schemas/Out'}}}}}}}},"
                        "'components': {'schemas': {"
                        "'In': {'type': 'object', 'x-fal-order-properties': ['b', 'prompt', 'a'],"
                        " 'properties': {'a': {'type': 'boolean'}, 'prompt': {'type': 'string'},"
                        " 'b': {'type': 'boolean'}, 'sync_mode': {'type': 'boolean'}}},"
                        "'Out': {'type': 'object', 'properties': {'images': {'type': 'array'}}}"
                        "}}}");
  g_autofree char *input = pen_schema_body_pointer ("/some/one");
  g_autofree char *output = pen_schema_answer_pointer ("/some/one/requests/{request_id}");
  static const char * const hidden[] = { "sync_mode", NULL };
  g_autoptr(JsonNode) fixed = pen_test_json_node ("{'@version': 'abc'}");
  PenSchemaHints hints = {
    .id = "some/one", .description = "Nice", .endpoint = "e", .path = "/p", .prefix = "",
    .input = input, .output = output, .hidden = hidden,
    .fixed = json_node_get_object (fixed),
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) listed = NULL;

  pen_test_schema_assert (numbered, PARAMETERS "0/name", "'b'");
  pen_test_schema_assert (numbered, PARAMETERS "1/name", "'a'");
  pen_test_schema_assert (numbered, PARAMETERS "2/name", "'last'");

  listed = pen_schema_translate (json_node_get_object (document), &hints, &error);
  g_assert_no_error (error);
  pen_test_schema_assert (listed, PARAMETERS "0/name", "'b'");
  pen_test_schema_assert (listed, PARAMETERS "1/name", "'a'");
  pen_test_schema_assert (listed, PARAMETERS "2", "-");
  pen_test_schema_assert (listed, "title", "'one'");
  pen_test_schema_assert (listed, "description", "'Nice'");
  pen_test_schema_assert (listed, TEXT "endpoint", "'e'");
  pen_test_schema_assert (listed, TEXT "path", "'/p'");
  pen_test_schema_assert (listed, TEXT "body", "'json'");
  pen_test_schema_assert (listed, TEXT "fixed", "{'@version':'abc'}");
}

/* A part that cannot be filled is named: in a note, or in an error where it is wanted. */
static void
test_foreign (void)
{
  static const struct
  {
    const char *title;
    const char *field;
    const char *what;
  } cases[] = {
    { "Audio file", "{'type': 'string', 'format': 'uri'}", "a sound" },
    { "Video", "{'type': 'string', 'format': 'uri'}", "a video" },
    { "Video url", "{'type': 'string'}", "a video" },
    { "Images archive url", "{'type': 'string'}", "an archive of files" },
    { "Input images", "{'type': 'string', 'format': 'uri', 'description': 'A .zip of pictures'}",
      "an archive of files" },
    { "Document", "{'type': 'string', 'format': 'uri'}", "a file that is no picture" },
    { "Api key", "{'type': 'string', 'format': 'password', 'x-cog-secret': true}",
      "a password or a key of another service" },
    { "Loras", "{'type': 'array', 'items': {'type': 'object'}}", "a list of structures" },
    { "Numbers", "{'type': 'array', 'items': {'type': 'integer'}}", "a list" },
    { "Colour", "{'type': 'object', 'properties': {'r': {'type': 'integer'}}}",
      "a structure of several values" },
    { "Extra", "{'type': 'object', 'additionalProperties': true}",
      "a structure of several values" },
    { "Thing", "{}", "of a kind that is not known here" },
    { "Circle", "{'$ref': '#/components/schemas/Circle'}", "of a kind that is not known here" },
    { "A.b", "{'type': 'string'}", "a field with a name that cannot be written" },
    { "A[]", "{'type': 'string'}", "a field with a name that cannot be written" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = g_strdelimit (g_ascii_strdown (cases[i].title, -1), " ", '_');
      g_autofree char *fields = g_strdup_printf (PROMPT ", '%s': %s", name, cases[i].field);
      g_autofree char *required = g_strdup_printf ("'prompt', '%s'", name);
      g_autofree char *note = g_strdup_printf ("['“%s” is left out, as it is %s']",
                                               cases[i].title, cases[i].what);
      g_autofree char *message = g_strdup_printf ("“a/b” cannot be used here: it needs “%s”, "
                                                  "which is %s", cases[i].title, cases[i].what);
      const char *circle = "'Circle': {'$ref': '#/components/schemas/Circle'}";
      g_autoptr(JsonNode) entry = pen_test_schema_entry ("a/b", NULL, fields, circle);
      g_autoptr(GError) error = NULL;

      pen_test_schema_assert (entry, "notes", note);
      pen_test_schema_assert (entry, PARAMETERS "0", "-");

      g_assert_null (pen_test_schema_translate ("a/b", required, fields, circle, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
      g_assert_cmpstr (error->message, ==, message);
    }
}

static void
test_deprecated (void)
{
  g_autoptr(JsonNode) entry =
    pen_test_schema_entry ("a/b", NULL,
                           PROMPT ", 'old': {'type': 'string', 'deprecated': true},"
                           " 'sync_mode': {'type': 'boolean'}", NULL);

  pen_test_schema_assert (entry, PARAMETERS "0", "-");
  pen_test_schema_assert (entry, "notes", "-");
}

/* What comes back must be a picture. */
static void
test_output (void)
{
  static const struct
  {
    const char *id;
    const char *output;
    gboolean    good;
  } cases[] = {
    { "a/b", "{'type': 'string', 'format': 'uri'}", TRUE },
    { "a/b", "{'type': 'array', 'items': {'type': 'string', 'format': 'uri'}}", TRUE },
    { "a/b", "{'$ref': '#/components/schemas/Files'}", TRUE },
    { "a/b", "{'type': 'object', 'properties': {'images': {'type': 'array'}}}", TRUE },
    { "a/b", "{'type': 'object', 'properties': {'image': {'type': 'object'}}}", TRUE },
    { "a/b", "{'type': 'object', 'properties': {'video': {'type': 'object'}}}", FALSE },
    { "a/b", "{'type': 'string'}", FALSE },
    { "a/b", "{'type': 'array', 'items': {'type': 'string'}}", FALSE },
    { "a/b", "{'$ref': '#/components/schemas/Output'}", FALSE },
    { "a/video-b", "{'type': 'string', 'format': 'uri'}", FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *schemas =
        g_strdup_printf ("'Output': %s, 'Files': {'type': 'array', 'items': {'type': 'string',"
                         " 'format': 'uri'}}", cases[i].output);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) entry = pen_test_schema_translate (cases[i].id, NULL, PROMPT, schemas,
                                                             &error);
      g_autofree char *message = g_strdup_printf ("“%s” cannot be used here: it makes no pictures",
                                                  cases[i].id);

      g_assert_cmpint (entry != NULL, ==, cases[i].good);
      if (!cases[i].good)
        g_assert_cmpstr (error->message, ==, message);
    }
}

/* Documents that lead nowhere, in circles, or too far. */
static void
test_bad_documents (void)
{
  static const struct
  {
    const char *document;
    const char *message;
  } cases[] = {
    { "{}", "the service does not describe what it takes" },
    { "{'components': 7}", "the service does not describe what it takes" },
    { "{'components': {'schemas': {'Input': []}}}", "the service does not describe what it takes" },
    { "{'components': {'schemas': {'Input': {'$ref': '#/components/schemas/Input'}}}}",
      "the service does not describe what it takes" },
    { "{'components': {'schemas': {'Input': {'allOf': [{'$ref': '#/components/schemas/B'}]},"
      " 'B': {'anyOf': [{'$ref': '#/components/schemas/Input'}, 7, null]}}}}",
      "the service does not describe what it takes" },
    { "{'components': {'schemas': {'Input': {'properties': {}}}}}",
      "it takes neither a prompt nor a picture" },
    { "{'components': {'schemas': {'Input': {'properties': {'a': 7, '': {}}}}}}",
      "it takes neither a prompt nor a picture" },
    { "{'components': {'schemas': {'Input': {'required': 7, 'x-fal-order-properties': [{}],"
      " 'properties': {'steps': {'type': 7, 'enum': 7, 'minimum': 'x', 'default': {}}}}}}}",
      "it takes neither a prompt nor a picture" },
  };
  PenSchemaHints hints = {
    .id = "a/b", .endpoint = "e", .path = "/p", .prefix = "",
    .input = "#/components/schemas/Input",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) document = pen_test_json_node (cases[i].document);
      g_autofree char *message = g_strconcat ("“a/b” cannot be used here: ", cases[i].message,
                                              NULL);
      g_autoptr(GError) error = NULL;

      g_assert_null (pen_schema_translate (json_node_get_object (document), &hints, &error));
      g_assert_error (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST);
      g_assert_cmpstr (error->message, ==, message);
    }
}

/* Each schema is two of the next: without a budget this would take for ever. */
static void
test_doubling (void)
{
  g_autoptr(GString) schemas = g_string_new ("'S0': {'type': 'string'}");
  g_autofree char *fields = g_strdup (PROMPT ", 'deep': {'$ref': '#/components/schemas/S40'}");
  g_autoptr(JsonNode) entry = NULL;

  for (guint i = 1; i <= 40; i++)
    g_string_append_printf (schemas, ", 'S%u': {'allOf': [{'$ref': '#/components/schemas/S%u'},"
                            " {'$ref': '#/components/schemas/S%u'}]}", i, i - 1, i - 1);

  entry = pen_test_schema_entry ("a/b", NULL, fields, schemas->str);
  pen_test_schema_assert (entry, "notes/0",
                          "'“Deep” is left out, as it is of a kind that is not known here'");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/schema-fields/kinds", test_kinds);
  g_test_add_func ("/schema-fields/required", test_required);
  g_test_add_func ("/schema-fields/order", test_order);
  g_test_add_func ("/schema-fields/foreign", test_foreign);
  g_test_add_func ("/schema-fields/deprecated", test_deprecated);
  g_test_add_func ("/schema-fields/output", test_output);
  g_test_add_func ("/schema-fields/bad-documents", test_bad_documents);
  g_test_add_func ("/schema-fields/doubling", test_doubling);

  return g_test_run ();
}
