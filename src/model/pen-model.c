/* pen-model.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenModel:
 *
 * One model of a service as data: what it can do, and how each task is asked for.
 * Immutable, but for the day of its end, which a service may announce.
 */

#define G_LOG_DOMAIN "pen-model"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-catalogue-private.h"
#include "pen-error.h"
#include "pen-price-private.h"
#include "pen-strict-private.h"
#include "pen-task-spec-private.h"

struct _PenModel
{
  GObject         parent_instance;

  char           *provider;     /* (owned) */
  char           *id;           /* (owned) */
  char           *full_id;      /* (owned) */
  char           *title;        /* (owned) */
  char           *description;  /* (owned) (nullable) */
  PenModelStatus  status;
  char           *retires;      /* (owned) (nullable) */
  char           *price_text;   /* (owned) (nullable) */
  char           *price_date;   /* (owned) (nullable) */
  char           *price_source; /* (owned) (nullable) */
  double          price_usd;
  char          **notes;        /* (owned) (nullable) (array zero-terminated=1) */
  gboolean        users;
  PenTaskSpec    *specs[PEN_N_TASKS]; /* (owned) (nullable) */
  GArray         *tasks;        /* (owned) (element-type PenTask) */
};

G_DEFINE_FINAL_TYPE (PenModel, pen_model, G_TYPE_OBJECT)

typedef enum
{
  PROP_ID = 1,
  PROP_TITLE,
} PenModelProperty;

static GParamSpec *properties[PROP_TITLE + 1];

static const char * const model_members[] = {
  "id", "title", "description", "status", "retires", "price", "notes", "tasks", NULL
};

static const char * const statuses[] = { "current", "retiring", "retired", NULL };

static gboolean
read_task (PenModel    *self,
           const char  *name,
           JsonObject  *object,
           GError     **error)
{
  double credits = 0;
  const char *date = NULL;
  const char *source = NULL;
  PenTask task;

  if (!pen_task_from_nick (name, &task))
    {
      g_set_error (error, PEN_ERROR, PEN_ERROR_FAILED, _("There is no task “%s”"), name);
      return FALSE;
    }

  self->specs[task] = pen_task_spec_new_from_json (task, object, error);
  if (self->specs[task] == NULL ||
      !_pen_price_read (object, &self->specs[task]->price_usd, &credits, &date, &source, error))
    {
      g_prefix_error (error, _("Task “%s”: "), name);
      return FALSE;
    }

  if (self->specs[task]->price_usd < 0)
    self->specs[task]->price_usd = self->price_usd;

  return TRUE;
}

static gboolean
read_tasks (PenModel    *self,
            JsonObject  *object,
            GError     **error)
{
  g_autoptr(GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *task = NULL;

      if (!pen_strict_object (object, l->data, TRUE, &task, error) ||
          !read_task (self, l->data, task, error))
        return FALSE;
    }

  for (PenTask task = 0; task < PEN_N_TASKS; task++)
    if (self->specs[task] != NULL)
      g_array_append_val (self->tasks, task);

  if (self->tasks->len == 0)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_FAILED, _("“tasks” is empty"));
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_members (PenModel    *self,
              JsonObject  *object,
              GError     **error)
{
  const char *title = NULL;
  const char *description = NULL;
  const char *status = statuses[0];
  const char *retires = NULL;
  const char *date = NULL;
  const char *source = NULL;
  double credits = 0;
  JsonObject *tasks = NULL;
  int position;

  if (!pen_strict_members (object, model_members, error) ||
      !pen_strict_string (object, "title", TRUE, &title, error) ||
      !pen_strict_string (object, "description", FALSE, &description, error) ||
      !pen_strict_string (object, "status", FALSE, &status, error) ||
      !pen_strict_string (object, "retires", FALSE, &retires, error) ||
      !_pen_price_read (object, &self->price_usd, &credits, &date, &source, error) ||
      !pen_strict_strings (object, "notes", &self->notes, error) ||
      !pen_strict_object (object, "tasks", TRUE, &tasks, error))
    return FALSE;

  position = pen_strict_choice (status, "status", statuses, error);
  if (position < 0)
    return FALSE;

  self->title = pen_strict_translate (title);
  self->description = pen_strict_translate (description);
  self->status = position;
  self->retires = g_strdup (retires);
  self->price_date = g_strdup (date);
  self->price_source = g_strdup (source);
  if (self->price_usd >= 0)
    self->price_text = _pen_price_to_text (self->price_usd, credits);

  return read_tasks (self, tasks, error);
}

static void
pen_model_get_property (GObject    *object,
                        guint       property_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  PenModel *self = PEN_MODEL (object);

  switch ((PenModelProperty) property_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    }
}

static void
pen_model_finalize (GObject *object)
{
  PenModel *self = PEN_MODEL (object);

  g_clear_pointer (&self->provider, g_free);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->full_id, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->retires, g_free);
  g_clear_pointer (&self->price_text, g_free);
  g_clear_pointer (&self->price_date, g_free);
  g_clear_pointer (&self->price_source, g_free);
  g_clear_pointer (&self->notes, g_strfreev);
  for (guint i = 0; i < PEN_N_TASKS; i++)
    g_clear_pointer (&self->specs[i], pen_task_spec_free);
  g_clear_pointer (&self->tasks, g_array_unref);

  G_OBJECT_CLASS (pen_model_parent_class)->finalize (object);
}

static void
pen_model_class_init (PenModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = pen_model_get_property;
  object_class->finalize = pen_model_finalize;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
pen_model_init (PenModel *self)
{
  self->price_usd = -1;
  self->tasks = g_array_new (FALSE, FALSE, sizeof (PenTask));
}

/**
 * pen_model_new_from_json:
 * @provider: the id of the provider
 * @object: an entry of a catalogue
 * @error: return location for a #GError
 *
 * Reads one model.  A member, role or task that is not known is an error.
 *
 * Returns: (transfer full): the model, or %NULL with @error set: %PEN_ERROR_FAILED
 */
PenModel *
pen_model_new_from_json (const char  *provider,
                         JsonObject  *object,
                         GError     **error)
{
  g_autoptr(PenModel) self = NULL;
  const char *id = NULL;

  g_return_val_if_fail (provider != NULL, NULL);
  g_return_val_if_fail (object != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!pen_strict_string (object, "id", TRUE, &id, error))
    {
      g_prefix_error (error, _("A model: "));
      return NULL;
    }

  self = g_object_new (PEN_TYPE_MODEL, NULL);
  self->provider = g_strdup (provider);
  self->id = g_strdup (id);
  self->full_id = g_strconcat (provider, "/", id, NULL);

  if (!read_members (self, object, error))
    {
      g_prefix_error (error, _("Model “%s”: "), id);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * pen_model_get_provider:
 * @self: a model
 *
 * Returns: (transfer none): the id of its provider
 */
const char *
pen_model_get_provider (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->provider;
}

/**
 * pen_model_get_id:
 * @self: a model
 *
 * Returns: (transfer none): its id, unique in its provider; may hold slashes
 */
const char *
pen_model_get_id (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->id;
}

/**
 * pen_model_get_full_id:
 * @self: a model
 *
 * Returns: (transfer none): provider and id: “stability/core”
 */
const char *
pen_model_get_full_id (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->full_id;
}

/**
 * pen_model_get_title:
 * @self: a model
 *
 * Returns: (transfer none): its name for people
 */
const char *
pen_model_get_title (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->title;
}

/**
 * pen_model_get_description:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): what it is good for
 */
const char *
pen_model_get_description (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->description;
}

/**
 * pen_model_get_status:
 * @self: a model
 *
 * Returns: whether the service still has it
 */
PenModelStatus
pen_model_get_status (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), PEN_MODEL_RETIRED);

  return self->status;
}

/**
 * pen_model_get_retires:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): the day of its end, as “2026-12-31”
 */
const char *
pen_model_get_retires (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->retires;
}

/**
 * pen_model_set_end:
 * @self: a model
 * @status: whether the service still has it
 * @date: (nullable): the day of its end, as “2026-12-31”
 *
 * For a provider whose service says so in its list of models.
 */
void
pen_model_set_end (PenModel       *self,
                   PenModelStatus  status,
                   const char     *date)
{
  char *retires;

  g_return_if_fail (PEN_IS_MODEL (self));

  retires = g_strdup (date);
  g_free (self->retires);
  self->retires = retires;
  self->status = status;
}

/**
 * pen_model_get_price_text:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): what one picture costs, for people; %NULL
 *   where it is not known
 */
const char *
pen_model_get_price_text (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->price_text;
}

/**
 * pen_model_get_price_date:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): the day of the price, as “2026-11-23”
 */
const char *
pen_model_get_price_date (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->price_date;
}

/**
 * pen_model_get_price_source:
 * @self: a model
 *
 * Returns: (transfer none) (nullable): where the price is published
 */
const char *
pen_model_get_price_source (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->price_source;
}

/**
 * pen_model_has_task:
 * @self: a model
 * @task: a task
 *
 * Returns: whether the model can do @task
 */
gboolean
pen_model_has_task (PenModel *self,
                    PenTask   task)
{
  return pen_model_get_spec (self, task) != NULL;
}

/**
 * pen_model_get_spec:
 * @self: a model
 * @task: a task
 *
 * Returns: (transfer none) (nullable): how @task is asked for; %NULL if the model
 *   cannot do it
 */
PenTaskSpec *
pen_model_get_spec (PenModel *self,
                    PenTask   task)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);
  g_return_val_if_fail ((guint) task < PEN_N_TASKS, NULL);

  return self->specs[task];
}

/**
 * pen_model_get_tasks:
 * @self: a model
 *
 * Returns: (transfer none) (element-type PenTask): what it can do, in the order of
 *   #PenTask; never empty
 */
GArray *
pen_model_get_tasks (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return self->tasks;
}

/**
 * pen_model_find_parameter:
 * @self: a model
 * @task: a task
 * @name: the name of a parameter
 *
 * Returns: (transfer none) (nullable): the parameter
 */
PenParameter *
pen_model_find_parameter (PenModel   *self,
                          PenTask     task,
                          const char *name)
{
  PenTaskSpec *spec;

  g_return_val_if_fail (name != NULL, NULL);

  spec = pen_model_get_spec (self, task);
  for (guint i = 0; spec != NULL && i < spec->parameters->len; i++)
    {
      PenParameter *parameter = g_ptr_array_index (spec->parameters, i);

      if (g_str_equal (parameter->name, name))
        return parameter;
    }

  return NULL;
}

/**
 * pen_model_get_notes:
 * @self: a model
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): sentences about what
 *   was left out or guessed when its entry was made from the service's own description
 */
const char * const *
pen_model_get_notes (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), NULL);

  return (const char * const *) self->notes;
}

/**
 * pen_model_is_users:
 * @self: a model
 *
 * Returns: whether it comes from the user's own file of models, and can be removed
 */
gboolean
pen_model_is_users (PenModel *self)
{
  g_return_val_if_fail (PEN_IS_MODEL (self), FALSE);

  return self->users;
}

/* While it is read, before anybody else has it. */
void
_pen_model_mark_users (PenModel *self)
{
  self->users = TRUE;
}
