/* pen-prompt-view.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-prompt-view"

#include "config.h"

#include "pen-prompt-view.h"

/* Of the text view in the template, above and below its text together. */
#define VERTICAL_MARGINS 16

struct _PenPromptView
{
  AdwBin             parent_instance;

  GtkScrolledWindow *scrolled;
  GtkWidget         *text_view;
  GtkWidget         *hint;
  GtkTextBuffer     *buffer;

  char              *label;             /* (owned) (nullable) */
  char              *placeholder;       /* (owned) (nullable) */
  guint              lines;
};

G_DEFINE_FINAL_TYPE (PenPromptView, pen_prompt_view, ADW_TYPE_BIN)

typedef enum
{
  PROP_TEXT = 1,
  PROP_LABEL,
  PROP_PLACEHOLDER,
  PROP_LINES,
} PenPromptViewProperty;

static GParamSpec *properties[PROP_LINES + 1];

/* So many lines at the size of the text that the user chose, and up to three times
 * as many before it scrolls. */
static void
update_height (PenPromptView *self)
{
  PangoFontMetrics *metrics;
  int line;
  int height;

  if (self->text_view == NULL)
    return;

  metrics = pango_context_get_metrics (gtk_widget_get_pango_context (self->text_view),
                                       NULL, NULL);
  line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);

  height = (int) self->lines * line + VERTICAL_MARGINS;
  gtk_scrolled_window_set_max_content_height (self->scrolled, -1);
  gtk_scrolled_window_set_min_content_height (self->scrolled, height);
  gtk_scrolled_window_set_max_content_height (self->scrolled, 3 * height);
}

static void
changed_cb (PenPromptView *self)
{
  gtk_widget_set_visible (self->hint, gtk_text_buffer_get_char_count (self->buffer) == 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
set_label (PenPromptView *self,
           const char    *label)
{
  if (g_strcmp0 (self->label, label) == 0)
    return;

  g_free (self->label);
  self->label = g_strdup (label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label != NULL ? label : "",
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
}

static void
set_placeholder (PenPromptView *self,
                 const char    *placeholder)
{
  if (g_strcmp0 (self->placeholder, placeholder) == 0)
    return;

  g_free (self->placeholder);
  self->placeholder = g_strdup (placeholder);
  gtk_label_set_label (GTK_LABEL (self->hint), placeholder != NULL ? placeholder : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text_view),
                                  GTK_ACCESSIBLE_PROPERTY_PLACEHOLDER,
                                  placeholder != NULL ? placeholder : "",
                                  -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PLACEHOLDER]);
}

static void
set_lines (PenPromptView *self,
           guint          lines)
{
  if (self->lines == lines)
    return;

  self->lines = lines;
  update_height (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINES]);
}

static gboolean
pen_prompt_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (PEN_PROMPT_VIEW (widget)->text_view);
}

static void
pen_prompt_view_css_changed (GtkWidget         *widget,
                             GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (pen_prompt_view_parent_class)->css_changed (widget, change);

  update_height (PEN_PROMPT_VIEW (widget));
}

static void
pen_prompt_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PEN_TYPE_PROMPT_VIEW);

  G_OBJECT_CLASS (pen_prompt_view_parent_class)->dispose (object);
}

static void
pen_prompt_view_finalize (GObject *object)
{
  PenPromptView *self = PEN_PROMPT_VIEW (object);

  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->placeholder, g_free);

  G_OBJECT_CLASS (pen_prompt_view_parent_class)->finalize (object);
}

static void
pen_prompt_view_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  PenPromptView *self = PEN_PROMPT_VIEW (object);

  switch ((PenPromptViewProperty) prop_id)
    {
    case PROP_TEXT:
      g_value_take_string (value, pen_prompt_view_dup_text (self));
      break;

    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;

    case PROP_PLACEHOLDER:
      g_value_set_string (value, self->placeholder);
      break;

    case PROP_LINES:
      g_value_set_uint (value, self->lines);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_prompt_view_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  PenPromptView *self = PEN_PROMPT_VIEW (object);

  switch ((PenPromptViewProperty) prop_id)
    {
    case PROP_TEXT:
      pen_prompt_view_set_text (self, g_value_get_string (value));
      break;

    case PROP_LABEL:
      set_label (self, g_value_get_string (value));
      break;

    case PROP_PLACEHOLDER:
      set_placeholder (self, g_value_get_string (value));
      break;

    case PROP_LINES:
      set_lines (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
pen_prompt_view_class_init (PenPromptViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_prompt_view_dispose;
  object_class->finalize = pen_prompt_view_finalize;
  object_class->get_property = pen_prompt_view_get_property;
  object_class->set_property = pen_prompt_view_set_property;

  widget_class->grab_focus = pen_prompt_view_grab_focus;
  widget_class->css_changed = pen_prompt_view_css_changed;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, "",
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  properties[PROP_LABEL] =
    g_param_spec_string ("label", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  properties[PROP_PLACEHOLDER] =
    g_param_spec_string ("placeholder", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  properties[PROP_LINES] =
    g_param_spec_uint ("lines", NULL, NULL, 1, 100, 3,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-prompt-view.ui");
  gtk_widget_class_bind_template_child (widget_class, PenPromptView, scrolled);
  gtk_widget_class_bind_template_child (widget_class, PenPromptView, text_view);
  gtk_widget_class_bind_template_child (widget_class, PenPromptView, hint);
  gtk_widget_class_bind_template_child (widget_class, PenPromptView, buffer);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
}

static void
pen_prompt_view_init (PenPromptView *self)
{
  self->lines = 3;

  gtk_widget_init_template (GTK_WIDGET (self));
  update_height (self);
}

GtkWidget *
pen_prompt_view_new (void)
{
  return g_object_new (PEN_TYPE_PROMPT_VIEW, NULL);
}

/**
 * pen_prompt_view_dup_text:
 * @self: a view
 *
 * Returns: (transfer full): what stands in it; empty where nothing does
 */
char *
pen_prompt_view_dup_text (PenPromptView *self)
{
  GtkTextIter start;
  GtkTextIter end;

  g_return_val_if_fail (PEN_IS_PROMPT_VIEW (self), NULL);

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, FALSE);
}

/**
 * pen_prompt_view_set_text:
 * @self: a view
 * @text: (nullable): what shall stand in it
 *
 * Replaces the text in one step, which the user can undo.
 */
void
pen_prompt_view_set_text (PenPromptView *self,
                          const char    *text)
{
  g_autofree char *old = NULL;
  GtkTextIter start;
  GtkTextIter end;

  g_return_if_fail (PEN_IS_PROMPT_VIEW (self));

  old = pen_prompt_view_dup_text (self);
  if (g_str_equal (old, text != NULL ? text : ""))
    return;

  gtk_text_buffer_begin_user_action (self->buffer);
  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  if (text != NULL)
    gtk_text_buffer_insert (self->buffer, &start, text, -1);
  gtk_text_buffer_end_user_action (self->buffer);
}

/**
 * pen_prompt_view_load_text:
 * @self: a view
 * @text: (nullable): what shall stand in it
 *
 * Sets the text from which undo begins.
 */
void
pen_prompt_view_load_text (PenPromptView *self,
                           const char    *text)
{
  g_return_if_fail (PEN_IS_PROMPT_VIEW (self));

  gtk_text_buffer_set_text (self->buffer, text != NULL ? text : "", -1);
}
