/* pen-provider-row.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-provider-row"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-provider-row.h"

struct _PenProviderRow
{
  AdwExpanderRow  parent_instance;

  PenEngine      *engine;        /* (owned) */
  PenCatalogue   *catalogue;     /* (owned) */
  GCancellable   *cancellable;   /* (owned) */

  GtkLabel       *about;
  GtkEditable    *user_row;
  GtkEditable    *key_row;
  GtkWidget      *buttons_row;
  GtkWidget      *check;
  GtkWidget      *get_child;
  GtkWidget      *forget_child;
  GtkWidget      *answer_row;
  GtkLabel       *answer;
};

G_DEFINE_FINAL_TYPE (PenProviderRow, pen_provider_row, ADW_TYPE_EXPANDER_ROW)

static void
say (PenProviderRow *self,
     const char     *sentence,
     gboolean        bad)
{
  gtk_label_set_label (self->answer, sentence);
  gtk_widget_set_visible (self->answer_row, sentence != NULL && *sentence != '\0');
  if (bad)
    gtk_widget_add_css_class (GTK_WIDGET (self->answer), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->answer), "error");
}

static char *
describe_key (PenProviderRow *self)
{
  const char *variable = pen_catalogue_get_key_variable (self->catalogue);

  switch (pen_engine_get_key_source (self->engine, pen_catalogue_get_id (self->catalogue)))
    {
    case PEN_KEY_SOURCE_KEYRING:
      return g_strdup (_("Key in the keyring"));
    case PEN_KEY_SOURCE_SESSION:
      return g_strdup (_("Key for this session only: it is in no keyring"));
    case PEN_KEY_SOURCE_ENVIRONMENT:
      return g_strdup_printf (_("Key from the environment variable %s"), variable);
    case PEN_KEY_SOURCE_NONE:
    default:
      return pen_catalogue_get_key_need (self->catalogue) == PEN_KEY_REQUIRED
               ? g_strdup (_("Needs a key")) : NULL;
    }
}

/* What else of its kind runs here, and why it is not used. */
static char *
describe_found (PenProviderRow *self)
{
  const char * const *endpoints = pen_catalogue_get_endpoints (self->catalogue);
  GPtrArray *found = pen_engine_list_found (self->engine);
  g_autofree char *address = NULL;
  GString *words = g_string_new (NULL);

  if (endpoints != NULL && endpoints[0] != NULL)
    address = pen_engine_dup_address (self->engine, endpoints[0], NULL);

  for (guint i = 0; address != NULL && i < found->len; i++)
    {
      PenFoundEngine *engine = g_ptr_array_index (found, i);

      if (engine->in_use ||
          g_strcmp0 (engine->provider, pen_catalogue_get_id (self->catalogue)) != 0)
        continue;

      g_string_append_c (words, '\n');
      if (engine->problem != NULL)
        g_string_append (words, engine->problem);
      else if (*address == '\0')
        g_string_append_printf (words, _("%s runs at %s: enter that address to use it"),
                                engine->title, engine->address);
      else
        g_string_append_printf (words, _("%s also runs at %s"), engine->title, engine->address);
    }

  return g_string_free (words, FALSE);
}

static char *
describe_status (PenProviderRow *self)
{
  const char *id = pen_catalogue_get_id (self->catalogue);
  const char * const *endpoints = pen_catalogue_get_endpoints (self->catalogue);
  g_autofree char *address = NULL;

  if (!pen_catalogue_is_local (self->catalogue))
    {
      if (pen_catalogue_get_key_need (self->catalogue) == PEN_KEY_NONE)
        return g_strdup (_("Built in, works without a network"));
      return describe_key (self);
    }

  address = pen_engine_dup_address (self->engine, endpoints[0], NULL);
  if (address == NULL || *address == '\0')
    return g_strdup (_("Has no address yet"));

  switch (pen_engine_get_availability (self->engine, id))
    {
    case PEN_AVAILABLE:
      return g_strdup_printf (_("Running at %s"), address);
    case PEN_NEEDS_KEY:
      return g_strdup_printf (_("Running at %s, wants a user name and a password"), address);
    case PEN_NOT_RUNNING:
      return g_strdup_printf (_("Nothing is running at %s"), address);
    case PEN_AVAILABLE_UNKNOWN:
    default:
      return g_strdup_printf (_("Not looked for yet at %s"), address);
    }
}

static void
update (PenProviderRow *self)
{
  g_autofree char *status = describe_status (self);
  g_autofree char *found = describe_found (self);
  g_autofree char *subtitle = g_strconcat (status != NULL ? status : "", found, NULL);
  PenKeySource source = pen_engine_get_key_source (self->engine,
                                                   pen_catalogue_get_id (self->catalogue));
  gboolean kept = source == PEN_KEY_SOURCE_KEYRING || source == PEN_KEY_SOURCE_SESSION;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self),
                                 pen_catalogue_get_title (self->catalogue));
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_widget_set_visible (self->forget_child, kept);
}

/* The key, in a place that is wiped; the entry forgets it at once. */
static PenSecret *
take_key (PenProviderRow *self)
{
  const char *password = gtk_editable_get_text (self->key_row);
  PenSecret *key;
  char *text;

  if (*password == '\0')
    return NULL;

  if (pen_catalogue_key_is_password (self->catalogue))
    text = g_strdup_printf ("%s:%s", gtk_editable_get_text (self->user_row), password);
  else
    text = g_strstrip (g_strdup (password));
  key = pen_secret_new (text);
  pen_secret_wipe (text);
  gtk_editable_set_text (self->key_row, "");

  return key;
}

static void
set_busy (PenProviderRow *self,
          gboolean        busy)
{
  gtk_widget_set_sensitive (self->buttons_row, !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->key_row), !busy);
}

static void
checked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(PenProviderRow) self = PEN_PROVIDER_ROW (user_data);
  g_autofree char *sentence = NULL;
  g_autoptr(GError) error = NULL;

  sentence = pen_engine_check_key_finish (PEN_ENGINE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  set_busy (self, FALSE);
  say (self, sentence != NULL ? sentence : error->message, sentence == NULL);
}

static void
start_check (PenProviderRow *self)
{
  set_busy (self, TRUE);
  say (self, _("Asking the service…"), FALSE);
  pen_engine_check_key_async (self->engine, pen_catalogue_get_id (self->catalogue),
                              self->cancellable, checked_cb, g_object_ref (self));
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PenProviderRow) self = PEN_PROVIDER_ROW (user_data);
  g_autofree char *status = NULL;
  g_autoptr(GError) error = NULL;

  pen_engine_refresh_finish (PEN_ENGINE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  status = describe_status (self);
  set_busy (self, FALSE);
  say (self, status, FALSE);
}

static void
check_cb (PenProviderRow *self)
{
  if (!pen_catalogue_is_local (self->catalogue))
    {
      start_check (self);
      return;
    }

  set_busy (self, TRUE);
  say (self, _("Looking for it…"), FALSE);
  pen_engine_refresh_async (self->engine, self->cancellable, looked_cb, g_object_ref (self));
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PenProviderRow) self = PEN_PROVIDER_ROW (user_data);
  g_autoptr(GError) error = NULL;

  set_busy (self, FALSE);
  if (!pen_engine_set_key_finish (PEN_ENGINE (object), result, &error))
    {
      say (self, error->message, TRUE);
      return;
    }

  /* Stored; now the user wants to know whether it is right. */
  check_cb (self);
}

static void
apply_key_cb (PenProviderRow *self)
{
  g_autoptr(PenSecret) key = take_key (self);

  if (key == NULL)
    {
      say (self, _("Enter the key first"), TRUE);
      return;
    }

  set_busy (self, TRUE);
  say (self, _("Putting the key into the keyring…"), FALSE);
  pen_engine_set_key_async (self->engine, pen_catalogue_get_id (self->catalogue), key, stored_cb,
                            g_object_ref (self));
}

static void
get_cb (PenProviderRow *self)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                pen_catalogue_get_key_page (self->catalogue), GDK_CURRENT_TIME);
}

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PenProviderRow) self = PEN_PROVIDER_ROW (user_data);
  g_autoptr(GError) error = NULL;

  set_busy (self, FALSE);
  if (pen_engine_forget_key_finish (PEN_ENGINE (object), result, &error))
    say (self, _("The key is gone from the keyring"), FALSE);
  else
    say (self, error->message, TRUE);
}

static void
forget_cb (PenProviderRow *self)
{
  set_busy (self, TRUE);
  pen_engine_forget_key_async (self->engine, pen_catalogue_get_id (self->catalogue), forgotten_cb,
                               g_object_ref (self));
}

/* Addresses: one entry for each host */

static void
refreshed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  pen_engine_refresh_finish (PEN_ENGINE (object), result, NULL);
}

static void
apply_address_cb (PenProviderRow *self,
                  GtkEditable    *row)
{
  const char *endpoint = g_object_get_data (G_OBJECT (row), "endpoint");
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (row)));
  g_autofree char *address = NULL;
  g_autoptr(GError) error = NULL;

  if (g_strcmp0 (text, pen_catalogue_get_address (self->catalogue, endpoint)) == 0)
    *text = '\0';

  if (!pen_engine_set_address (self->engine, endpoint, text, &error))
    {
      say (self, error->message, TRUE);
      return;
    }

  address = pen_engine_dup_address (self->engine, endpoint, NULL);
  gtk_editable_set_text (row, address);
  say (self, *text == '\0' ? _("The service's own address is used")
                           : _("The address was changed"), FALSE);
  pen_engine_refresh_async (self->engine, NULL, refreshed_cb, NULL);
}

static void
reset_address_cb (GtkButton   *button,
                  GtkEditable *row)
{
  PenProviderRow *self = PEN_PROVIDER_ROW (gtk_widget_get_ancestor (GTK_WIDGET (row),
                                                                    PEN_TYPE_PROVIDER_ROW));

  gtk_editable_set_text (row, "");
  apply_address_cb (self, row);
}

static void
add_address (PenProviderRow *self,
             const char     *endpoint)
{
  GtkWidget *row = adw_entry_row_new ();
  GtkWidget *reset = gtk_button_new_from_icon_name ("edit-undo-symbolic");
  g_autofree char *address = pen_engine_dup_address (self->engine, endpoint, NULL);
  g_autofree char *title = NULL;

  if (g_strcmp0 (endpoint, pen_catalogue_get_id (self->catalogue)) == 0)
    title = g_strdup (_("Address"));
  else
    title = g_strdup_printf (_("Address of %s"), endpoint);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_URL);
  gtk_editable_set_text (GTK_EDITABLE (row), address);
  g_object_set_data_full (G_OBJECT (row), "endpoint", g_strdup (endpoint), g_free);

  gtk_widget_set_valign (reset, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (reset, "flat");
  gtk_widget_set_tooltip_text (reset, _("Use the service's own address"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (reset), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Use the service's own address"), -1);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), reset);

  g_signal_connect_object (row, "apply", G_CALLBACK (apply_address_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (reset, "clicked", G_CALLBACK (reset_address_cb), row, 0);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (self), row);
}

static void
pen_provider_row_dispose (GObject *object)
{
  PenProviderRow *self = PEN_PROVIDER_ROW (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PEN_TYPE_PROVIDER_ROW);
  g_clear_object (&self->engine);
  g_clear_object (&self->catalogue);

  G_OBJECT_CLASS (pen_provider_row_parent_class)->dispose (object);
}

static void
pen_provider_row_finalize (GObject *object)
{
  g_clear_object (&PEN_PROVIDER_ROW (object)->cancellable);

  G_OBJECT_CLASS (pen_provider_row_parent_class)->finalize (object);
}

static void
pen_provider_row_class_init (PenProviderRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_provider_row_dispose;
  object_class->finalize = pen_provider_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/pen-provider-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, about);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, user_row);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, key_row);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, buttons_row);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, check);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, get_child);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, forget_child);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, answer_row);
  gtk_widget_class_bind_template_child (widget_class, PenProviderRow, answer);
  gtk_widget_class_bind_template_callback (widget_class, apply_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
  gtk_widget_class_bind_template_callback (widget_class, get_cb);
  gtk_widget_class_bind_template_callback (widget_class, forget_cb);
}

static void
pen_provider_row_init (PenProviderRow *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (PenProviderRow *self)
{
  const char * const *endpoints = pen_catalogue_get_endpoints (self->catalogue);
  gboolean has_key = pen_catalogue_get_key_need (self->catalogue) != PEN_KEY_NONE;
  gboolean is_password = pen_catalogue_key_is_password (self->catalogue);

  gtk_label_set_label (self->about, pen_catalogue_get_description (self->catalogue));
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), has_key);
  gtk_widget_set_visible (GTK_WIDGET (self->user_row), has_key && is_password);
  gtk_widget_set_visible (self->buttons_row, has_key || pen_catalogue_is_local (self->catalogue));
  gtk_widget_set_visible (self->get_child, pen_catalogue_get_key_page (self->catalogue) != NULL);
  if (is_password)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key_row), _("Password"));

  for (guint i = 0; endpoints != NULL && endpoints[i] != NULL; i++)
    add_address (self, endpoints[i]);
}

GtkWidget *
pen_provider_row_new (PenEngine    *engine,
                      PenCatalogue *catalogue)
{
  PenProviderRow *self = g_object_new (PEN_TYPE_PROVIDER_ROW, NULL);

  self->engine = g_object_ref (engine);
  self->catalogue = g_object_ref (catalogue);
  fill (self);
  update (self);
  g_signal_connect_object (engine, "availability-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

const char *
pen_provider_row_get_provider (PenProviderRow *self)
{
  g_return_val_if_fail (PEN_IS_PROVIDER_ROW (self), NULL);

  return pen_catalogue_get_id (self->catalogue);
}

/**
 * pen_provider_row_reveal:
 * @self: a #PenProviderRow
 *
 * Opens it and puts the cursor where the key goes.
 */
void
pen_provider_row_reveal (PenProviderRow *self)
{
  g_return_if_fail (PEN_IS_PROVIDER_ROW (self));

  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
  if (gtk_widget_get_visible (GTK_WIDGET (self->key_row)))
    gtk_widget_grab_focus (GTK_WIDGET (self->key_row));
}
