/* pen-test-catalogue.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-test-catalogue"

#include "config.h"

#include <string.h>

#include "pen-test-catalogue.h"

/*
 * A provider that never was: “form” and “json” take everything, one each way;
 * “less” counts the strength the other way; “bare” takes nothing.
 */
static const char catalogue_text[] =
  "{'id': 'test', 'title': 'Test', 'description': 'For tests',"
  " 'endpoints': {'test': 'https://api.example.com/v1', 'files': 'https://files.example.com'},"
  " 'key': {'needed': 'required', 'kind': 'basic', 'environment': 'TEST_KEY',"
  "         'get': 'https://example.com/keys'},"
  " 'facts': '2026-11-23', 'parallel': 3, 'local': true,"
  " 'models': ["
  "  {'id': 'form', 'title': 'Form', 'price': {'usd': 0.065, 'credits': 6.5,"
  "   'date': '2026-11-23', 'source': 'https://example.com/prices'}, 'tasks': {"
  "   'text-to-image': {'endpoint': 'test', 'path': '/make', 'body': 'form', 'roles': {"
  "     'prompt': {'field': 'prompt', 'min': 3, 'max': 10, 'required': true},"
  "     'negative': {'field': 'negative_prompt', 'max': 10},"
  "     'seed': {'field': 'seed', 'min': 0, 'max': 4294967294},"
  "     'aspect': {'field': 'aspect_ratio', 'values': ['1:1', '16:9']}},"
  "    'fixed': {'mode': 'fast', 'deep': 1.5},"
  "    'parameters': ["
  "     {'name': 'format', 'type': 'string', 'enum': ['png', 'jpeg'], 'default': 'png'},"
  "     {'name': 'cfg', 'title': 'Guidance', 'type': 'number', 'minimum': 1, 'maximum': 10,"
  "      'step': 0.5, 'default': 4},"
  "     {'name': 'steps', 'type': 'integer', 'minimum': 1, 'maximum': 50},"
  "     {'name': 'safe', 'type': 'boolean', 'default': true}]},"
  "   'image-to-image': {'endpoint': 'test', 'path': '/edit', 'body': 'form',"
  "    'price': {'usd': 0.1}, 'roles': {"
  "     'prompt': {'field': 'prompt', 'max': 10, 'required': true},"
  "     'source': {'field': 'image'},"
  "     'strength': {'field': 'strength', 'min': 0, 'max': 1, 'direction': 'more'}},"
  "    'limits': {'bytes': 1000, 'request-bytes': 2000, 'pixels-min': 4096,"
  "     'pixels-max': 9437184, 'side-min': 64, 'side-max': 16384, 'multiple': 8,"
  "     'aspect-min': 0.4, 'aspect-max': 2.5, 'formats': ['image/png', 'image/jpeg'],"
  "     'alpha': true}}}},"
  "  {'id': 'owner/json', 'title': 'Json', 'status': 'retiring', 'retires': '2026-12-31',"
  "   'price': {'usd': 0}, 'tasks': {"
  "   'image-to-image': {'endpoint': 'files', 'method': 'PUT', 'path': '/json', 'body': 'json',"
  "    'roles': {"
  "     'prompt': {'field': 'input.prompt'},"
  "     'negative': {'field': 'input.negative'},"
  "     'source': {'field': 'input.images[]', 'prefix': 'data:{type};base64,'},"
  "     'strength': {'field': 'input.strength', 'min': 0, 'max': 100},"
  "     'seed': {'field': 'input.seed', 'min': 1, 'max': 10},"
  "     'count': {'field': 'n', 'max': 4},"
  "     'width': {'field': 'input.width', 'min': 64, 'max': 1024, 'multiple': 64},"
  "     'height': {'field': 'input.height', 'min': 64, 'max': 1024, 'multiple': 64}},"
  "    'fixed': {'options.safe': true, 'steps': 20},"
  "    'parameters': ["
  "     {'name': 'steps', 'type': 'integer', 'minimum': 1, 'maximum': 50, 'default': 20},"
  "     {'name': 'options.sampler', 'type': 'string', 'list': 'samplers'},"
  "     {'name': 'label', 'type': 'string'}]}}},"
  "  {'id': 'less', 'title': 'Less', 'status': 'retired', 'tasks': {"
  "   'text-to-image': {'body': 'json', 'roles': {"
  "     'width': {'field': 'w', 'min': 64, 'max': 2048, 'default': 512},"
  "     'height': {'field': 'h', 'min': 64, 'max': 2048, 'default': 512}}},"
  "   'image-to-image': {'endpoint': 'test', 'path': '/less', 'body': 'json', 'roles': {"
  "     'source': {'field': 'image'},"
  "     'seed': {'field': 'seed'},"
  "     'strength': {'field': 'keep', 'min': 0, 'max': 1, 'direction': 'less'},"
  "     'count': {'field': 'n', 'max': 4, 'default': 4}}}}},"
  "  {'id': 'bare', 'title': 'Bare', 'tasks': {"
  "   'text-to-image': {},"
  "   'image-to-image': {'body': 'json'}}}]}";

GBytes *
pen_test_json_bytes (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  gsize length = strlen (json);

  return g_bytes_new_take (g_steal_pointer (&json), length);
}

JsonNode *
pen_test_json_node (const char *text)
{
  g_autofree char *json = g_strdelimit (g_strdup (text), "'", '"');
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (json, &error);

  g_assert_no_error (error);

  return node;
}

PenCatalogue *
pen_test_catalogue_new (void)
{
  g_autoptr(GBytes) bytes = pen_test_json_bytes (catalogue_text);
  g_autoptr(GError) error = NULL;
  PenCatalogue *catalogue = pen_catalogue_new_from_bytes (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (catalogue);

  return catalogue;
}

PenRequest *
pen_test_request_new (PenCatalogue *catalogue,
                      const char   *model,
                      PenTask       task)
{
  PenModel *found = pen_catalogue_find_model (catalogue, model);

  g_assert_nonnull (found);

  return pen_request_new (found, task);
}
