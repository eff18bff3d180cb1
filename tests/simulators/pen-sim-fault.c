/* pen-sim-fault.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-sim-fault"

#include "config.h"

#include <gio/gio.h>

#include "pen-sim-fault.h"

/* What stands between the service and us fails: the service has done no work. */
static const char * const gateway_faults[] =
{
  "html", "redirect", "bad-gateway", "service-unavailable", "gateway-timeout", NULL,
};

/* The service does its work, and hands over something else than the picture. */
static const char * const picture_faults[] =
{
  "tiny-picture", "corrupt-picture", "truncated-picture", "huge-picture", "no-picture",
  "foreign-address", NULL,
};

/* The way to us, before and after the service does its work. */
static const char * const way_faults[] =
{
  "none", "hold-body", "cut-before-body", "cut-after-body", "half-answer", "hold-half",
  "trickle", "wrong-json", "broken-json", "empty", NULL,
};

gboolean
pen_sim_fault_is_known (const char *name)
{
  return g_strv_contains (gateway_faults, name) || g_strv_contains (picture_faults, name) ||
         g_strv_contains (way_faults, name);
}

/**
 * pen_sim_fault_new:
 * @command: a command with the member `fault`
 * @error: return location for an error
 *
 * Returns: (transfer full): the fault
 */
PenSimFault *
pen_sim_fault_new (JsonObject  *command,
                   GError     **error)
{
  PenSimFault *self;
  gint64 times = json_object_get_int_member_with_default (command, "times", 1);

  if (times < 1 || times > G_MAXUINT)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "times: must be at least 1");
      return NULL;
    }

  self = g_new0 (PenSimFault, 1);
  self->name = g_strdup (json_object_get_string_member (command, "fault"));
  self->method = g_strdup (json_object_get_string_member_with_default (command, "method", NULL));
  self->path = g_strdup (json_object_get_string_member_with_default (command, "path", NULL));
  self->value = g_strdup (json_object_get_string_member_with_default (command, "value", NULL));
  self->hold = json_object_get_boolean_member_with_default (command, "hold", FALSE);
  self->times = (guint) times;

  if (g_str_equal (self->name, "hold"))
    {
      g_free (self->name);
      self->name = g_strdup ("none");
      self->hold = TRUE;
    }

  return self;
}

PenSimFault *
pen_sim_fault_copy (PenSimFault *self)
{
  PenSimFault *copy = g_memdup2 (self, sizeof (*self));

  copy->name = g_strdup (self->name);
  copy->method = g_strdup (self->method);
  copy->path = g_strdup (self->path);
  copy->value = g_strdup (self->value);

  return copy;
}

void
pen_sim_fault_free (PenSimFault *self)
{
  g_free (self->name);
  g_free (self->method);
  g_free (self->path);
  g_free (self->value);
  g_free (self);
}

gboolean
pen_sim_fault_applies (PenSimFault *self,
                       const char  *method,
                       const char  *path)
{
  return (self->method == NULL || g_str_equal (self->method, method)) &&
         (self->path == NULL || g_str_has_suffix (path, self->path));
}

/* Whether @self, which may be %NULL, is called @name. */
gboolean
pen_sim_fault_is (PenSimFault *self,
                  const char  *name)
{
  return self != NULL && g_str_equal (self->name, name);
}

gboolean
pen_sim_fault_is_of_picture (PenSimFault *self)
{
  return self != NULL && g_strv_contains (picture_faults, self->name);
}

gboolean
pen_sim_fault_is_of_gateway (PenSimFault *self)
{
  return self != NULL && g_strv_contains (gateway_faults, self->name);
}
