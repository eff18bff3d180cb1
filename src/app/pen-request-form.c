/* pen-request-form.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-request-form"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-request-form-private.h"
#include "pen-request-summary.h"

#define DRAFT_DELAY_MS 500

G_DEFINE_FINAL_TYPE (PenRequestForm, pen_request_form, ADW_TYPE_BIN)

typedef enum
{
  PROP_PAGE = 1,
  PROP_JOB,
} PenRequestFormProperty;

static GParamSpec *properties[PROP_JOB + 1];

typedef enum
{
  SIGNAL_JOB_STARTED,
  SIGNAL_SOURCE_WANTED,
} PenRequestFormSignal;

static guint signals[SIGNAL_SOURCE_WANTED + 1];

static PenTaskSpec *
get_spec (PenRequestForm *self)
{
  PenModel *model = pen_model_chooser_get_model (self->chooser);

  return model != NULL ? pen_model_get_spec (model, self->task) : NULL;
}

/* @with_hidden: also what was typed where this model takes nothing, so that it can be
 * said that it is ignored. */
PenRequest *
_pen_request_form_make_request (PenRequestForm *self,
                                gboolean        with_hidden)
{
  PenTaskSpec *spec = get_spec (self);
  g_autofree char *prompt = pen_prompt_view_dup_text (self->prompt);
  g_autofree char *negative = pen_prompt_view_dup_text (self->negative);
  PenRequest *request;

  if (spec == NULL)
    return NULL;

  request = pen_request_new (pen_model_chooser_get_model (self->chooser), self->task);
  pen_request_set_prompt (request, g_strstrip (prompt));
  if (with_hidden || spec->fields[PEN_ROLE_NEGATIVE] != NULL)
    pen_request_set_negative (request, g_strstrip (negative));

  if (pen_task_has_source (self->task))
    {
      pen_request_set_source_path (request, self->source_path);
      pen_request_set_parent (request, self->source_parent);
      pen_request_set_strength (request, pen_strength_row_get_strength (self->strength));
    }

  pen_parameter_form_apply (self->parameters, request);

  return request;
}

static void
update_summary (PenRequestForm *self,
                PenRequest     *request)
{
  g_autofree char *notes = NULL;
  g_autofree char *cost = NULL;
  g_autofree char *sent = NULL;
  g_autofree char *summary = NULL;

  if (request != NULL)
    {
      notes = pen_request_summary_join_notes (request);
      cost = pen_request_summary_describe_cost (request);
      if (self->source_path != NULL && self->source_width > 0)
        sent = pen_request_summary_describe_source (self->engine, request, self->source_width,
                                                    self->source_height, self->source_bytes);
    }

  summary = sent != NULL ? g_strdup_printf ("%s\n%s", sent, cost) : g_strdup (cost);
  gtk_label_set_label (self->notes, notes != NULL ? notes : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notes), notes != NULL && *notes != '\0');
  pen_run_bar_set_summary (self->run_bar, summary);
}

static gboolean
update_cb (gpointer user_data)
{
  PenRequestForm *self = PEN_REQUEST_FORM (user_data);
  g_autoptr(PenRequest) request = _pen_request_form_make_request (self, TRUE);

  self->update_source = 0;
  update_summary (self, request);

  return G_SOURCE_REMOVE;
}

static gboolean
save_draft_cb (gpointer user_data)
{
  PenRequestForm *self = PEN_REQUEST_FORM (user_data);

  self->draft_source = 0;
  _pen_request_form_save_draft (self);

  return G_SOURCE_REMOVE;
}

static void
changed_cb (PenRequestForm *self)
{
  if (self->loading || self->engine == NULL)
    return;

  if (self->update_source == 0)
    self->update_source = g_idle_add (update_cb, self);

  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->draft_source = g_timeout_add (DRAFT_DELAY_MS, save_draft_cb, self);
}

static void
show_fields (PenRequestForm *self)
{
  PenTaskSpec *spec = get_spec (self);
  gboolean image = pen_task_has_source (self->task);

  gtk_widget_set_visible (self->prompt_box,
                          spec == NULL || spec->fields[PEN_ROLE_PROMPT] != NULL);
  gtk_widget_set_visible (self->negative_box,
                          spec != NULL && spec->fields[PEN_ROLE_NEGATIVE] != NULL);
  gtk_widget_set_visible (self->strength_group,
                          image && (spec == NULL || spec->fields[PEN_ROLE_STRENGTH] != NULL));
}

static void
show_model (PenRequestForm *self)
{
  PenModel *model = pen_model_chooser_get_model (self->chooser);
  PenCatalogue *catalogue = NULL;

  if (model != NULL)
    catalogue = pen_engine_find_catalogue (self->engine, pen_model_get_provider (model));

  pen_parameter_form_set_model (self->parameters, model, self->task, catalogue);
  show_fields (self);
}

static void
model_changed_cb (PenRequestForm *self)
{
  show_model (self);
  pen_notice_clear (pen_run_bar_get_notice (self->run_bar));
  changed_cb (self);
}

/* An engine was found: its lists make other rows; what was missing may be there. */
static void
availability_changed_cb (PenRequestForm *self)
{
  show_model (self);
  if (self->update_source == 0)
    self->update_source = g_idle_add (update_cb, self);
}

static void
send_again_cb (PenRequestForm *self,
               PenJob         *job)
{
  _pen_request_form_send_again (self, job);
}

static gboolean
generate_cb (GtkWidget *widget,
             GVariant  *args,
             gpointer   user_data)
{
  pen_request_form_generate (PEN_REQUEST_FORM (widget));

  return TRUE;
}

/* Closed within the delay: what was typed last is kept all the same. */
static void
pen_request_form_unroot (GtkWidget *widget)
{
  PenRequestForm *self = PEN_REQUEST_FORM (widget);

  if (self->draft_source != 0)
    _pen_request_form_save_draft (self);

  GTK_WIDGET_CLASS (pen_request_form_parent_class)->unroot (widget);
}

static void
pen_request_form_dispose (GObject *object)
{
  PenRequestForm *self = PEN_REQUEST_FORM (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_handle_id (&self->draft_source, g_source_remove);
  self->loading = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_REQUEST_FORM);
  g_clear_object (&self->engine);
  g_clear_object (&self->job);

  G_OBJECT_CLASS (pen_request_form_parent_class)->dispose (object);
}

static void
pen_request_form_finalize (GObject *object)
{
  PenRequestForm *self = PEN_REQUEST_FORM (object);

  g_clear_pointer (&self->page, g_free);
  g_clear_pointer (&self->source_path, g_free);
  g_clear_pointer (&self->jobs, g_ptr_array_unref);

  G_OBJECT_CLASS (pen_request_form_parent_class)->finalize (object);
}

static void
pen_request_form_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  PenRequestForm *self = PEN_REQUEST_FORM (object);

  switch ((PenRequestFormProperty) prop_id)
    {
    case PROP_PAGE:
      g_value_set_string (value, self->page);
      break;

    case PROP_JOB:
      g_value_set_object (value, pen_request_form_get_job (self));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_request_form_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  PenRequestForm *self = PEN_REQUEST_FORM (object);

  switch ((PenRequestFormProperty) prop_id)
    {
    case PROP_PAGE:
      pen_request_form_set_page (self, g_value_get_string (value));
      break;

    case PROP_JOB:
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-request-form.ui");
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, chooser);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, prompt_box);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, prompt);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, negative_box);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, negative);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, strength_group);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, strength);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, parameters);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, notes);
  gtk_widget_class_bind_template_child (widget_class, PenRequestForm, run_bar);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, model_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, pen_request_form_generate);
  gtk_widget_class_bind_template_callback (widget_class, pen_request_form_cancel);
}

static void
pen_request_form_class_init (PenRequestFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (PEN_TYPE_MODEL_CHOOSER);
  g_type_ensure (PEN_TYPE_PARAMETER_FORM);
  g_type_ensure (PEN_TYPE_PROMPT_VIEW);
  g_type_ensure (PEN_TYPE_RUN_BAR);
  g_type_ensure (PEN_TYPE_STRENGTH_ROW);

  object_class->dispose = pen_request_form_dispose;
  object_class->finalize = pen_request_form_finalize;
  object_class->get_property = pen_request_form_get_property;
  object_class->set_property = pen_request_form_set_property;
  widget_class->unroot = pen_request_form_unroot;

  properties[PROP_PAGE] =
    g_param_spec_string ("page", NULL, NULL, "text",
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT | G_PARAM_EXPLICIT_NOTIFY |
                         G_PARAM_STATIC_STRINGS);

  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL, PEN_TYPE_JOB,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_signal_new ("submitting", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  signals[SIGNAL_JOB_STARTED] =
    g_signal_new ("job-started", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, PEN_TYPE_JOB);

  signals[SIGNAL_SOURCE_WANTED] =
    g_signal_new ("source-wanted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT64);

  bind_template (widget_class);
}

/* Before the text views, which would begin a new line. */
static void
add_shortcut (PenRequestForm *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  GtkShortcutTrigger *trigger;

  trigger = gtk_alternative_trigger_new (
    gtk_keyval_trigger_new (GDK_KEY_Return, GDK_CONTROL_MASK),
    gtk_keyval_trigger_new (GDK_KEY_KP_Enter, GDK_CONTROL_MASK));
  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (controller),
    gtk_shortcut_new (trigger, gtk_callback_action_new (generate_cb, NULL, NULL)));
  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
pen_request_form_init (PenRequestForm *self)
{
  self->jobs = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_widget_init_template (GTK_WIDGET (self));
  add_shortcut (self);
}

PenRequestForm *
pen_request_form_new (void)
{
  return g_object_new (PEN_TYPE_REQUEST_FORM, NULL);
}

/**
 * pen_request_form_set_engine:
 * @self: a form
 * @engine: an open engine
 *
 * Offers the engine's models, and goes on with what was typed the last time.
 */
void
pen_request_form_set_engine (PenRequestForm *self,
                             PenEngine      *engine)
{
  g_return_if_fail (PEN_IS_REQUEST_FORM (self));
  g_return_if_fail (PEN_IS_ENGINE (engine));
  g_return_if_fail (self->engine == NULL);

  self->engine = g_object_ref (engine);
  g_signal_connect_object (engine, "availability-changed",
                           G_CALLBACK (availability_changed_cb), self, G_CONNECT_SWAPPED);

  self->loading = TRUE;
  pen_model_chooser_set_engine (self->chooser, engine, self->task);
  _pen_request_form_load_draft (self);
  self->loading = FALSE;

  availability_changed_cb (self);
}

/**
 * pen_request_form_set_page:
 * @self: a form without an engine
 * @page: “text” or “image”
 *
 * Chooses what the form is for: new pictures from words, or changed ones.
 */
void
pen_request_form_set_page (PenRequestForm *self,
                           const char     *page)
{
  gboolean image;

  g_return_if_fail (PEN_IS_REQUEST_FORM (self));
  g_return_if_fail (g_strcmp0 (page, "text") == 0 || g_strcmp0 (page, "image") == 0);
  g_return_if_fail (self->engine == NULL);

  if (g_strcmp0 (self->page, page) == 0)
    return;

  g_free (self->page);
  self->page = g_strdup (page);
  image = g_str_equal (page, "image");
  self->task = image ? PEN_TASK_IMAGE_TO_IMAGE : PEN_TASK_TEXT_TO_IMAGE;

  g_object_set (self->prompt, "placeholder",
                image ? _("What shall change in the picture")
                      : _("What the picture shall show"), NULL);
  g_object_set (self->run_bar, "label",
                image ? _("Generate Modified Image") : _("Generate"), NULL);
  show_fields (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PAGE]);
}

/**
 * pen_request_form_set_source:
 * @self: a form
 * @path: (nullable): the file of the source; %NULL for none
 * @width: of the source as it is seen, in pixels
 * @height: likewise
 * @bytes: size of the file
 * @parent: id of the picture of the gallery that it is; 0 for none
 *
 * Sets the picture that will be changed.
 */
void
pen_request_form_set_source (PenRequestForm *self,
                             const char     *path,
                             guint           width,
                             guint           height,
                             guint64         bytes,
                             gint64          parent)
{
  char *copy;

  g_return_if_fail (PEN_IS_REQUEST_FORM (self));

  copy = g_strdup (path);
  g_free (self->source_path);
  self->source_path = copy;
  self->source_width = width;
  self->source_height = height;
  self->source_bytes = bytes;
  self->source_parent = parent;

  if (path != NULL)
    pen_notice_clear (pen_run_bar_get_notice (self->run_bar));
  changed_cb (self);
}

/**
 * pen_request_form_set_prompt:
 * @self: a form
 * @prompt: (nullable): the new prompt
 *
 * Replaces the prompt, which the user can undo.
 */
void
pen_request_form_set_prompt (PenRequestForm *self,
                             const char     *prompt)
{
  g_return_if_fail (PEN_IS_REQUEST_FORM (self));

  pen_prompt_view_set_text (self->prompt, prompt);
}

/**
 * pen_request_form_load_request:
 * @self: a form
 * @request: a request, of any model and task
 *
 * Fills in everything as it was in @request.
 */
void
pen_request_form_load_request (PenRequestForm *self,
                               PenRequest     *request)
{
  const char *source;

  g_return_if_fail (PEN_IS_REQUEST_FORM (self));
  g_return_if_fail (PEN_IS_REQUEST (request));

  self->loading = TRUE;
  pen_model_chooser_set_model (self->chooser,
                               pen_model_get_full_id (pen_request_get_model (request)));
  pen_prompt_view_set_text (self->prompt, pen_request_get_prompt (request));
  pen_prompt_view_set_text (self->negative, pen_request_get_negative (request));
  pen_strength_row_set_strength (self->strength, pen_request_get_strength (request));
  pen_parameter_form_load_request (self->parameters, request);
  self->loading = FALSE;

  source = pen_request_get_source_path (request);
  if (source != NULL && pen_task_has_source (self->task))
    g_signal_emit (self, signals[SIGNAL_SOURCE_WANTED], 0, source,
                   pen_request_get_parent (request));

  changed_cb (self);
}

/**
 * pen_request_form_focus_prompt:
 * @self: a form
 *
 * Puts the cursor into the prompt.
 */
void
pen_request_form_focus_prompt (PenRequestForm *self)
{
  g_return_if_fail (PEN_IS_REQUEST_FORM (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->prompt));
}

/* Tells of the newest job. */
void
_pen_request_form_set_job (PenRequestForm *self,
                           PenJob         *job)
{
  g_assert (PEN_IS_REQUEST_FORM (self));

  if (g_set_object (&self->job, job))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOB]);
}

/**
 * pen_request_form_get_job:
 * @self: a form
 *
 * Returns: (transfer none) (nullable): the newest job that the form started
 */
PenJob *
pen_request_form_get_job (PenRequestForm *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST_FORM (self), NULL);

  return self->job;
}
