/* pen-parameter-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-parameter-row"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "pen-parameter-row.h"
#include "pen-scroll-guard.h"

/* What a number is held to where the service names no bounds. */
#define NO_LIMIT 1e9

#define MAX_DIGITS 4

#define MAX_BUTTON_CHARS 14

struct _PenParameterRow
{
  AdwActionRow   parent_instance;

  PenParameter  *parameter;     /* (unowned): of the model, which the form keeps */
  GtkWidget     *editor;
  char         **values;        /* (owned) (nullable): of a choice; "" is: not sent */
  guint          digits;        /* after the point */

  guint          chosen : 1;    /* the user, or a request, has set it */
  guint          loading : 1;
};

G_DEFINE_FINAL_TYPE (PenParameterRow, pen_parameter_row, ADW_TYPE_ACTION_ROW)

typedef enum
{
  SIGNAL_CHANGED,
} PenParameterRowSignal;

static guint signals[SIGNAL_CHANGED + 1];

/* Where the service has no default that we know, say that it chooses. */
static void
update_subtitle (PenParameterRow *self)
{
  const char *description = self->parameter->description;
  gboolean open = self->parameter->fallback == NULL && !self->chosen
                  && !self->parameter->required
                  && (self->parameter->kind == PEN_PARAMETER_INTEGER
                      || self->parameter->kind == PEN_PARAMETER_NUMBER
                      || self->parameter->kind == PEN_PARAMETER_BOOLEAN);
  g_autofree char *subtitle = NULL;

  if (open && description != NULL)
    /* TRANSLATORS: after the description of a setting that the user has not touched */
    subtitle = g_strdup_printf (_("%s. Left to the service"), description);
  else if (open)
    subtitle = g_strdup (_("Left to the service"));
  else
    subtitle = g_strdup (description);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle != NULL ? subtitle : "");
}

static void
changed_cb (PenParameterRow *self)
{
  if (self->loading)
    return;

  self->chosen = TRUE;
  update_subtitle (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static GtkWidget *
make_switch (PenParameterRow *self)
{
  GtkWidget *editor = gtk_switch_new ();

  g_signal_connect_object (editor, "notify::active", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return editor;
}

static guint
digits_of_step (double step)
{
  guint digits;
  double scaled = step;

  for (digits = 0; digits < MAX_DIGITS; digits++, scaled *= 10)
    if (fabs (scaled - round (scaled)) < 1e-6)
      break;

  return digits;
}

static GtkWidget *
make_spin (PenParameterRow *self)
{
  PenParameter *parameter = self->parameter;
  double lower = MAX (parameter->minimum, -NO_LIMIT);
  double upper = MIN (parameter->maximum, NO_LIMIT);
  gboolean whole = parameter->kind == PEN_PARAMETER_INTEGER;
  double step = parameter->step;
  GtkWidget *editor;

  if (step <= 0)
    step = whole ? 1 : (upper - lower <= 2 ? 0.05 : 0.5);

  self->digits = whole ? 0 : MAX (digits_of_step (step), 1);
  editor = gtk_spin_button_new (gtk_adjustment_new (lower, lower, upper, step, step * 10, 0),
                                0.0, self->digits);
  gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (editor), TRUE);
  pen_scroll_guard_protect (editor);
  g_signal_connect_object (editor, "value-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return editor;
}

static GtkWidget *
make_entry (PenParameterRow *self)
{
  GtkWidget *editor = gtk_entry_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (editor), 10);
  gtk_widget_set_hexpand (editor, TRUE);
  g_signal_connect_object (editor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return editor;
}

static void
setup_choice_cb (GtkListItemFactory *factory,
                 GtkListItem        *list_item,
                 gpointer            user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), GPOINTER_TO_INT (user_data));
  gtk_label_set_max_width_chars (GTK_LABEL (label), GPOINTER_TO_INT (user_data));
  gtk_list_item_set_child (list_item, label);
}

static void
bind_choice_cb (GtkListItemFactory *factory,
                GtkListItem        *list_item,
                gpointer            user_data)
{
  GtkStringObject *item = gtk_list_item_get_item (list_item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (list_item)),
                       gtk_string_object_get_string (item));
}

/* Long names of a model or a sampler must not make the form wider than the window. */
static void
shorten_button (GtkDropDown *drop)
{
  g_autoptr(GtkListItemFactory) list_factory = g_object_ref (gtk_drop_down_get_factory (drop));
  g_autoptr(GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GListModel *titles = gtk_drop_down_get_model (drop);
  glong width = 0;
  guint i;

  for (i = 0; i < g_list_model_get_n_items (titles); i++)
    {
      const char *title = gtk_string_list_get_string (GTK_STRING_LIST (titles), i);

      width = MAX (width, g_utf8_strlen (title, -1));
    }

  width = MIN (width, MAX_BUTTON_CHARS);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_choice_cb),
                    GINT_TO_POINTER ((int) width));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_choice_cb), NULL);
  gtk_drop_down_set_list_factory (drop, list_factory);
  gtk_drop_down_set_factory (drop, factory);
}

static GtkWidget *
make_drop (PenParameterRow    *self,
           const char * const *list)
{
  PenParameter *parameter = self->parameter;
  const char * const *values = list != NULL ? list : (const char * const *) parameter->choices;
  g_autofree char *fallback = parameter->fallback != NULL
                              ? pen_parameter_to_text (parameter, parameter->fallback) : NULL;
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GtkStringList) titles = gtk_string_list_new (NULL);
  GtkWidget *editor;
  guint i;

  if (fallback == NULL)
    {
      g_ptr_array_add (all, g_strdup (""));
      gtk_string_list_append (titles, parameter->required
                                      /* TRANSLATORS: where nothing has been chosen yet */
                                      ? _("Choose…")
                                      /* TRANSLATORS: a choice that is left to the service */
                                      : _("Default"));
    }
  else if (!g_strv_contains (values, fallback))
    {
      g_ptr_array_add (all, g_strdup (fallback));
      gtk_string_list_append (titles, fallback);
    }

  for (i = 0; values[i] != NULL; i++)
    {
      gboolean titled = list == NULL && parameter->choice_titles != NULL;

      g_ptr_array_add (all, g_strdup (values[i]));
      gtk_string_list_append (titles, titled ? parameter->choice_titles[i] : values[i]);
    }

  g_ptr_array_add (all, NULL);
  self->values = (char **) g_ptr_array_free (g_steal_pointer (&all), FALSE);
  editor = gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&titles)), NULL);
  shorten_button (GTK_DROP_DOWN (editor));
  g_signal_connect_object (editor, "notify::selected", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  return editor;
}

static GtkWidget *
make_editor (PenParameterRow    *self,
             const char * const *list)
{
  switch (self->parameter->kind)
    {
    case PEN_PARAMETER_BOOLEAN:
      return make_switch (self);

    case PEN_PARAMETER_INTEGER:
    case PEN_PARAMETER_NUMBER:
      return make_spin (self);

    case PEN_PARAMETER_CHOICE:
      /* The list of an engine that does not run is not known: what fits can be typed. */
      if (list != NULL || self->parameter->choices != NULL)
        return make_drop (self, list);
      return make_entry (self);

    case PEN_PARAMETER_TEXTS:
    case PEN_PARAMETER_STRING:
    default:
      return make_entry (self);
    }
}

static void
build (PenParameterRow    *self,
       const char * const *list)
{
  if (list != NULL && list[0] == NULL)
    list = NULL;

  self->editor = make_editor (self, list);
  gtk_widget_set_valign (self->editor, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->editor);
  /* This also gives the editor the name of the row, for screen readers. */
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->editor);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), self->parameter->title);

  pen_parameter_row_set_value (self, NULL);
}

/* What is typed or chosen, as the service spells it; "" where that is nothing. */
static const char *
read_text (PenParameterRow *self)
{
  guint selected;

  if (GTK_IS_ENTRY (self->editor))
    return gtk_editable_get_text (GTK_EDITABLE (self->editor));

  selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->editor));
  return selected == GTK_INVALID_LIST_POSITION ? "" : self->values[selected];
}

static gboolean
has_text (PenParameterRow *self)
{
  return GTK_IS_ENTRY (self->editor) || GTK_IS_DROP_DOWN (self->editor);
}

/* (transfer full) (nullable): %NULL where the text is none of its values */
static JsonNode *
read_editor (PenParameterRow *self)
{
  JsonNode *value;
  double number;

  if (has_text (self))
    return pen_parameter_parse (self->parameter, read_text (self), NULL);

  value = json_node_alloc ();
  if (GTK_IS_SWITCH (self->editor))
    return json_node_init_boolean (value, gtk_switch_get_active (GTK_SWITCH (self->editor)));

  number = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->editor));
  if (self->parameter->kind == PEN_PARAMETER_INTEGER)
    return json_node_init_int (value, (gint64) llround (number));

  return json_node_init_double (value, number);
}

static gboolean
write_choice (PenParameterRow *self,
              const char      *text)
{
  guint i;

  for (i = 0; self->values[i] != NULL; i++)
    if (g_str_equal (self->values[i], text))
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (self->editor), i);
        return TRUE;
      }

  return FALSE;
}

static gboolean
write_editor (PenParameterRow *self,
              JsonNode        *value)
{
  g_autofree char *text = value != NULL && has_text (self)
                          ? pen_parameter_to_text (self->parameter, value) : NULL;

  if (GTK_IS_SWITCH (self->editor))
    gtk_switch_set_active (GTK_SWITCH (self->editor),
                           value != NULL && json_node_get_boolean (value));
  else if (GTK_IS_ENTRY (self->editor))
    gtk_editable_set_text (GTK_EDITABLE (self->editor), text != NULL ? text : "");
  else if (GTK_IS_DROP_DOWN (self->editor))
    return write_choice (self, text != NULL ? text : "");
  else
    {
      GtkAdjustment *adjustment = gtk_spin_button_get_adjustment (GTK_SPIN_BUTTON (self->editor));

      gtk_adjustment_set_value (adjustment, value != NULL ? json_node_get_double (value)
                                                          : gtk_adjustment_get_lower (adjustment));
    }

  return TRUE;
}

static void
pen_parameter_row_finalize (GObject *object)
{
  PenParameterRow *self = PEN_PARAMETER_ROW (object);

  g_clear_pointer (&self->values, g_strfreev);

  G_OBJECT_CLASS (pen_parameter_row_parent_class)->finalize (object);
}

static void
pen_parameter_row_class_init (PenParameterRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = pen_parameter_row_finalize;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
pen_parameter_row_init (PenParameterRow *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

/**
 * pen_parameter_row_new:
 * @parameter: the setting; must live as long as the row
 * @list: (nullable) (array zero-terminated=1): what a running engine offers for it
 *
 * Returns: (transfer floating): the row, at the service's own value
 */
GtkWidget *
pen_parameter_row_new (PenParameter       *parameter,
                       const char * const *list)
{
  PenParameterRow *self;

  g_return_val_if_fail (parameter != NULL, NULL);

  self = g_object_new (PEN_TYPE_PARAMETER_ROW, NULL);
  self->parameter = parameter;
  build (self, list);

  return GTK_WIDGET (self);
}

/**
 * pen_parameter_row_get_parameter:
 * @self: a row
 *
 * Returns: (transfer none): its setting
 */
PenParameter *
pen_parameter_row_get_parameter (PenParameterRow *self)
{
  g_return_val_if_fail (PEN_IS_PARAMETER_ROW (self), NULL);

  return self->parameter;
}

/**
 * pen_parameter_row_dup_value:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): what was chosen; %NULL where the service's own
 *   value stands, which need not be sent
 */
JsonNode *
pen_parameter_row_dup_value (PenParameterRow *self)
{
  g_autoptr(JsonNode) value = NULL;

  g_return_val_if_fail (PEN_IS_PARAMETER_ROW (self), NULL);

  /* What the service wants is sent as it is shown. */
  if (!self->chosen && !self->parameter->required)
    return NULL;

  if (has_text (self) && self->parameter->fallback == NULL && *read_text (self) == '\0')
    return NULL;

  value = read_editor (self);
  if (value == NULL || !pen_parameter_check (self->parameter, value, NULL)
      || pen_parameter_is_default (self->parameter, value))
    return NULL;

  return g_steal_pointer (&value);
}

/**
 * pen_parameter_row_set_value:
 * @self: a row
 * @value: (nullable): a value; %NULL for the service's own
 *
 * Shows @value.  Nothing is announced.
 *
 * Returns: whether the row takes it; if not, it shows what it showed before
 */
gboolean
pen_parameter_row_set_value (PenParameterRow *self,
                             JsonNode        *value)
{
  gboolean taken;

  g_return_val_if_fail (PEN_IS_PARAMETER_ROW (self), FALSE);

  if (value != NULL && !pen_parameter_check (self->parameter, value, NULL))
    return FALSE;

  self->loading = TRUE;
  taken = write_editor (self, value != NULL ? value : self->parameter->fallback);
  self->loading = FALSE;

  if (taken)
    self->chosen = value != NULL;
  update_subtitle (self);

  return taken;
}
