/* pen-parameter-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-parameter-form"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-json.h"
#include "pen-parameter-form.h"
#include "pen-parameter-row.h"
#include "pen-seed-row.h"
#include "pen-size-row.h"

/* Names under which count and shape are kept among the values.  No field of a
 * service begins like this. */
#define COUNT_NAME "@count"
#define ASPECT_NAME "@aspect"

struct _PenParameterForm
{
  AdwBin          parent_instance;

  AdwExpanderRow *expander;
  GtkWidget      *reset;

  PenModel       *model;                /* (owned) (nullable): keeps the parameters of the rows */
  PenTask         task;
  char           *lists;                /* (owned) (nullable): what the provider offered */
  PenParameter   *count;                /* (owned) (nullable) */
  PenParameter   *aspect;               /* (owned) (nullable) */
  GPtrArray      *rows;                 /* (owned) (element-type PenParameterRow) */
  PenSizeRow     *size_row;             /* (nullable) */
  PenSeedRow     *seed_row;             /* (nullable) */

  /* What was chosen, for this model or for another one. */
  JsonObject     *values;               /* (owned): by name */
  guint           width;
  guint           height;
  guint64         seed;

  guint           loading : 1;
};

G_DEFINE_FINAL_TYPE (PenParameterForm, pen_parameter_form, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_CHANGED,
} PenParameterFormSignal;

static guint signals[SIGNAL_CHANGED + 1];

/* How many settings of this model do not stand at their default. */
static guint
count_changes (PenParameterForm *self)
{
  guint n_changes = 0;
  guint i;

  for (i = 0; i < self->rows->len; i++)
    {
      g_autoptr(JsonNode) value = pen_parameter_row_dup_value (self->rows->pdata[i]);

      n_changes += value != NULL;
    }

  if (self->size_row != NULL)
    {
      guint width, height;

      pen_size_row_get_size (self->size_row, &width, &height);
      n_changes += width > 0;
    }

  if (self->seed_row != NULL)
    n_changes += pen_seed_row_get_seed (self->seed_row) > 0;

  return n_changes;
}

static void
update_header (PenParameterForm *self)
{
  guint n_changes = count_changes (self);
  g_autofree char *subtitle = NULL;

  if (n_changes > 0)
    subtitle = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                             "%u changed", "%u changed", n_changes),
                                n_changes);

  adw_expander_row_set_subtitle (self->expander, subtitle != NULL ? subtitle : "");
  gtk_widget_set_visible (self->reset, n_changes > 0);
  gtk_widget_set_visible (GTK_WIDGET (self),
                          self->rows->len > 0 || self->size_row != NULL
                          || self->seed_row != NULL);
}

static void
announce (PenParameterForm *self)
{
  update_header (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
row_changed_cb (PenParameterForm *self,
                PenParameterRow  *row)
{
  const char *name = pen_parameter_row_get_parameter (row)->name;
  JsonNode *value = pen_parameter_row_dup_value (row);

  if (value != NULL)
    json_object_set_member (self->values, name, value);
  else
    json_object_remove_member (self->values, name);

  announce (self);
}

static void
size_changed_cb (PenParameterForm *self)
{
  if (self->loading)
    return;

  pen_size_row_get_size (self->size_row, &self->width, &self->height);
  announce (self);
}

static void
seed_changed_cb (PenParameterForm *self)
{
  if (self->loading)
    return;

  self->seed = pen_seed_row_get_seed (self->seed_row);
  announce (self);
}

static void
remove_rows (PenParameterForm *self)
{
  guint i;

  for (i = 0; i < self->rows->len; i++)
    adw_expander_row_remove (self->expander, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);

  if (self->size_row != NULL)
    adw_expander_row_remove (self->expander, GTK_WIDGET (self->size_row));
  if (self->seed_row != NULL)
    adw_expander_row_remove (self->expander, GTK_WIDGET (self->seed_row));
  self->size_row = NULL;
  self->seed_row = NULL;

  g_clear_pointer (&self->count, pen_parameter_free);
  g_clear_pointer (&self->aspect, pen_parameter_free);
}

static void
add_row (PenParameterForm   *self,
         PenParameter       *parameter,
         const char * const *list)
{
  GtkWidget *row = pen_parameter_row_new (parameter, list);

  g_ptr_array_add (self->rows, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (row_changed_cb), self, G_CONNECT_SWAPPED);
  adw_expander_row_add_row (self->expander, row);
}

/* Count and shape are no parameters of the catalogue, but look like some. */
static PenParameter *
make_count (void)
{
  g_autoptr(JsonObject) object = json_object_new ();

  json_object_set_string_member (object, "name", COUNT_NAME);
  json_object_set_string_member (object, "title", _("Pictures"));
  json_object_set_string_member (object, "type", "integer");
  json_object_set_int_member (object, "minimum", 1);
  json_object_set_int_member (object, "maximum", PEN_REQUEST_MAX_COUNT);
  json_object_set_int_member (object, "default", 1);

  return pen_parameter_new_from_json (object, NULL);
}

static PenParameter *
make_aspect (const PenField *field)
{
  g_autoptr(JsonObject) object = json_object_new ();
  JsonArray *values = json_array_new ();
  guint i;

  for (i = 0; field->values[i] != NULL; i++)
    json_array_add_string_element (values, field->values[i]);

  json_object_set_string_member (object, "name", ASPECT_NAME);
  json_object_set_string_member (object, "title", _("Shape"));
  json_object_set_string_member (object, "type", "string");
  json_object_set_array_member (object, "enum", values);

  return pen_parameter_new_from_json (object, NULL);
}

static void
add_common_rows (PenParameterForm *self,
                 PenTaskSpec      *spec)
{
  const PenField *aspect = spec->fields[PEN_ROLE_ASPECT];
  const PenField *width = spec->fields[PEN_ROLE_WIDTH];
  const PenField *height = spec->fields[PEN_ROLE_HEIGHT];
  const PenField *seed = spec->fields[PEN_ROLE_SEED];

  if (aspect != NULL && aspect->values != NULL && aspect->values[0] != NULL)
    {
      self->aspect = make_aspect (aspect);
      add_row (self, self->aspect, NULL);
    }

  if (width != NULL && height != NULL)
    {
      self->size_row = PEN_SIZE_ROW (pen_size_row_new ());
      pen_size_row_set_fields (self->size_row, width, height,
                               pen_task_has_source (spec->task));
      g_signal_connect_object (self->size_row, "changed", G_CALLBACK (size_changed_cb), self,
                               G_CONNECT_SWAPPED);
      adw_expander_row_add_row (self->expander, GTK_WIDGET (self->size_row));
    }

  self->count = make_count ();
  add_row (self, self->count, NULL);

  if (seed != NULL)
    {
      self->seed_row = PEN_SEED_ROW (pen_seed_row_new ());
      pen_seed_row_set_maximum (self->seed_row, (guint64) MAX (seed->maximum, 0));
      g_signal_connect_object (self->seed_row, "changed", G_CALLBACK (seed_changed_cb), self,
                               G_CONNECT_SWAPPED);
      adw_expander_row_add_row (self->expander, GTK_WIDGET (self->seed_row));
    }
}

/* Shows in the rows what was chosen; what this model does not take stays remembered. */
static void
show_values (PenParameterForm *self)
{
  guint i;

  self->loading = TRUE;
  for (i = 0; i < self->rows->len; i++)
    {
      PenParameterRow *row = self->rows->pdata[i];
      const char *name = pen_parameter_row_get_parameter (row)->name;
      JsonNode *value = json_object_get_member (self->values, name);

      if (value == NULL || !pen_parameter_row_set_value (row, value))
        pen_parameter_row_set_value (row, NULL);
    }

  if (self->size_row != NULL)
    pen_size_row_set_size (self->size_row, self->width, self->height);
  if (self->seed_row != NULL)
    pen_seed_row_set_seed (self->seed_row, self->seed);
  self->loading = FALSE;

  update_header (self);
}

/* The lists of the provider that the rows of @spec are made of, as one text. */
static char *
describe_lists (PenTaskSpec  *spec,
                PenCatalogue *catalogue)
{
  g_autoptr(GString) text = g_string_new (NULL);
  guint i;

  for (i = 0; catalogue != NULL && i < spec->parameters->len; i++)
    {
      PenParameter *parameter = spec->parameters->pdata[i];
      const char * const *list = NULL;
      g_autofree char *joined = NULL;

      if (parameter->list != NULL)
        list = pen_catalogue_get_list (catalogue, parameter->list);
      if (list == NULL)
        continue;

      joined = g_strjoinv ("\n", (char **) list);
      g_string_append_printf (text, "%s\n%s\n\n", parameter->list, joined);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
pen_parameter_form_dispose (GObject *object)
{
  PenParameterForm *self = PEN_PARAMETER_FORM (object);

  if (self->expander != NULL)
    remove_rows (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_PARAMETER_FORM);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (pen_parameter_form_parent_class)->dispose (object);
}

static void
pen_parameter_form_finalize (GObject *object)
{
  PenParameterForm *self = PEN_PARAMETER_FORM (object);

  g_clear_pointer (&self->lists, g_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->values, json_object_unref);

  G_OBJECT_CLASS (pen_parameter_form_parent_class)->finalize (object);
}

static void
pen_parameter_form_class_init (PenParameterFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_parameter_form_dispose;
  object_class->finalize = pen_parameter_form_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-parameter-form.ui");
  gtk_widget_class_bind_template_child (widget_class, PenParameterForm, expander);
  gtk_widget_class_bind_template_child (widget_class, PenParameterForm, reset);
  gtk_widget_class_bind_template_callback (widget_class, pen_parameter_form_reset);
}

static void
pen_parameter_form_init (PenParameterForm *self)
{
  self->rows = g_ptr_array_new ();
  self->values = json_object_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  update_header (self);
}

GtkWidget *
pen_parameter_form_new (void)
{
  return g_object_new (PEN_TYPE_PARAMETER_FORM, NULL);
}

/**
 * pen_parameter_form_set_model:
 * @self: a form
 * @model: (nullable): a model
 * @task: what it shall do
 * @catalogue: (nullable): the provider, for what a running engine offers
 *
 * Makes the rows.  What was chosen stays chosen where the new model has a setting of
 * the same name that takes the value.  Does nothing where nothing has changed.
 */
void
pen_parameter_form_set_model (PenParameterForm *self,
                              PenModel         *model,
                              PenTask           task,
                              PenCatalogue     *catalogue)
{
  PenTaskSpec *spec = NULL;
  g_autofree char *lists = NULL;
  guint i;

  g_return_if_fail (PEN_IS_PARAMETER_FORM (self));
  g_return_if_fail (model == NULL || PEN_IS_MODEL (model));
  g_return_if_fail (catalogue == NULL || PEN_IS_CATALOGUE (catalogue));

  if (model != NULL)
    spec = pen_model_get_spec (model, task);
  if (spec != NULL)
    lists = describe_lists (spec, catalogue);

  if (self->model == model && self->task == task && g_strcmp0 (self->lists, lists) == 0)
    return;

  remove_rows (self);
  g_set_object (&self->model, model);
  self->task = task;
  g_free (self->lists);
  self->lists = g_steal_pointer (&lists);

  if (spec != NULL)
    {
      self->loading = TRUE;
      add_common_rows (self, spec);
      self->loading = FALSE;
    }

  for (i = 0; spec != NULL && i < spec->parameters->len; i++)
    {
      PenParameter *parameter = spec->parameters->pdata[i];
      const char * const *list = NULL;

      if (catalogue != NULL && parameter->list != NULL)
        list = pen_catalogue_get_list (catalogue, parameter->list);
      add_row (self, parameter, list);
    }

  show_values (self);
}

/**
 * pen_parameter_form_apply:
 * @self: a form
 * @request: a request for the model of the form
 *
 * Fills in what was chosen.
 */
void
pen_parameter_form_apply (PenParameterForm *self,
                          PenRequest       *request)
{
  guint i;

  g_return_if_fail (PEN_IS_PARAMETER_FORM (self));
  g_return_if_fail (PEN_IS_REQUEST (request));

  for (i = 0; i < self->rows->len; i++)
    {
      PenParameterRow *row = self->rows->pdata[i];
      PenParameter *parameter = pen_parameter_row_get_parameter (row);
      g_autoptr(JsonNode) value = pen_parameter_row_dup_value (row);

      if (value == NULL)
        continue;

      if (parameter == self->count)
        pen_request_set_count (request, (guint) json_node_get_int (value));
      else if (parameter == self->aspect)
        pen_request_set_aspect (request, json_node_get_string (value));
      else
        pen_request_set_parameter (request, parameter->name, value);
    }

  if (self->size_row != NULL)
    {
      guint width, height;

      pen_size_row_get_size (self->size_row, &width, &height);
      pen_request_set_size (request, width, height);
    }

  if (self->seed_row != NULL)
    pen_request_set_seed (request, pen_seed_row_get_seed (self->seed_row));
}

/**
 * pen_parameter_form_load_request:
 * @self: a form
 * @request: a request
 *
 * Chooses what @request carries, and the defaults of all else.
 */
void
pen_parameter_form_load_request (PenParameterForm *self,
                                 PenRequest       *request)
{
  JsonObject *parameters;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  g_return_if_fail (PEN_IS_PARAMETER_FORM (self));
  g_return_if_fail (PEN_IS_REQUEST (request));

  json_object_unref (self->values);
  self->values = json_object_new ();

  parameters = pen_request_get_parameters (request);
  if (parameters != NULL)
    {
      json_object_iter_init (&iter, parameters);
      while (json_object_iter_next (&iter, &name, &value))
        json_object_set_member (self->values, name, json_node_copy (value));
    }

  if (pen_request_get_count (request) > 1)
    json_object_set_int_member (self->values, COUNT_NAME, pen_request_get_count (request));
  if (pen_request_get_aspect (request) != NULL)
    json_object_set_string_member (self->values, ASPECT_NAME, pen_request_get_aspect (request));

  pen_request_get_size (request, &self->width, &self->height);
  self->seed = pen_request_get_seed (request);

  show_values (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * pen_parameter_form_dup_draft:
 * @self: a form
 *
 * Returns: (transfer full): everything chosen, for pen_parameter_form_load_draft()
 */
JsonNode *
pen_parameter_form_dup_draft (PenParameterForm *self)
{
  g_autoptr(JsonObject) draft = json_object_new ();
  g_autoptr(JsonNode) node = json_node_alloc ();
  g_autofree char *seed = NULL;
  g_autofree char *text = NULL;

  g_return_val_if_fail (PEN_IS_PARAMETER_FORM (self), NULL);

  /* As text: a number of JSON does not hold 64 bits without a sign. */
  seed = g_strdup_printf ("%" G_GUINT64_FORMAT, self->seed);
  json_object_set_string_member (draft, "seed", seed);
  json_object_set_int_member (draft, "width", self->width);
  json_object_set_int_member (draft, "height", self->height);
  json_object_set_object_member (draft, "values", json_object_ref (self->values));

  /* Through text: later changes of the values are not for whoever holds the draft. */
  json_node_init_object (node, draft);
  text = json_to_string (node, FALSE);

  return json_from_string (text, NULL);
}

/**
 * pen_parameter_form_load_draft:
 * @self: a form
 * @draft: (nullable): what pen_parameter_form_dup_draft() gave
 *
 * Chooses what @draft says, as far as it can be understood.
 */
void
pen_parameter_form_load_draft (PenParameterForm *self,
                               JsonNode         *draft)
{
  JsonObject *object;
  JsonObject *values;

  g_return_if_fail (PEN_IS_PARAMETER_FORM (self));

  if (draft == NULL || !JSON_NODE_HOLDS_OBJECT (draft))
    return;

  object = json_node_get_object (draft);
  values = pen_json_object_or (object, "values", NULL);

  json_object_unref (self->values);
  self->values = values != NULL ? json_object_ref (values) : json_object_new ();
  self->width = (guint) CLAMP (pen_json_int_or (object, "width", 0), 0, G_MAXUINT16);
  self->height = (guint) CLAMP (pen_json_int_or (object, "height", 0), 0, G_MAXUINT16);
  self->seed = g_ascii_strtoull (pen_json_string_or (object, "seed", "0"), NULL, 10);

  show_values (self);
}

/**
 * pen_parameter_form_reset:
 * @self: a form
 *
 * Goes back to the defaults.
 */
void
pen_parameter_form_reset (PenParameterForm *self)
{
  g_return_if_fail (PEN_IS_PARAMETER_FORM (self));

  json_object_unref (self->values);
  self->values = json_object_new ();
  self->width = 0;
  self->height = 0;
  self->seed = 0;

  show_values (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}
