/* pen-notice.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-notice"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "pen-error.h"
#include "pen-notice.h"

struct _PenNotice
{
  AdwBin     parent_instance;

  GtkLabel  *sentence;
  GtkLabel  *hint;
  GtkButton *action_button;
  GtkWidget *again_button;
  GtkLabel  *again_label;
  GtkWidget *details_expander;
  GtkLabel  *details;

  guint      sends_same : 1;    /* what the second button does */
};

G_DEFINE_FINAL_TYPE (PenNotice, pen_notice, ADW_TYPE_BIN)

typedef enum
{
  SIGNAL_TRY_AGAIN,
  SIGNAL_SEND_AGAIN,
} PenNoticeSignal;

static guint signals[SIGNAL_SEND_AGAIN + 1];

typedef enum
{
  HELP_NONE,
  HELP_TRY_AGAIN,
  HELP_SEND_AGAIN,
  HELP_PREFERENCES,
  HELP_OPEN,
} Help;

static const struct
{
  PenError    code;
  const char *hint;
  Help        help;
} helps[] = {
  { PEN_ERROR_FAILED,
    NULL, HELP_TRY_AGAIN },
  { PEN_ERROR_NETWORK,
    N_("Nothing was sent, and nothing was charged. Check the connection and the address."),
    HELP_TRY_AGAIN },
  { PEN_ERROR_UNKNOWN_OUTCOME,
    N_("The picture may have been made and charged. Look into your account with the service "
       "before you send it again."),
    HELP_SEND_AGAIN },
  { PEN_ERROR_KEY_MISSING,
    N_("What you typed here stays."), HELP_PREFERENCES },
  { PEN_ERROR_KEY_REJECTED,
    N_("Check the key in the preferences. What you typed here stays."), HELP_PREFERENCES },
  { PEN_ERROR_QUOTA,
    N_("Add credit to your account with the service, or choose another model."),
    HELP_TRY_AGAIN },
  { PEN_ERROR_RATE_LIMIT,
    N_("Wait a moment."), HELP_TRY_AGAIN },
  { PEN_ERROR_REFUSED,
    N_("Change the prompt or the picture, or choose another model."), HELP_NONE },
  { PEN_ERROR_INVALID_REQUEST,
    NULL, HELP_NONE },
  { PEN_ERROR_INVALID_REPLY,
    N_("The service may have changed, or something on the way answered in its place."),
    HELP_TRY_AGAIN },
  { PEN_ERROR_SERVICE,
    N_("This is the service’s trouble. It often passes."), HELP_TRY_AGAIN },
  { PEN_ERROR_EXPIRED,
    NULL, HELP_TRY_AGAIN },
  { PEN_ERROR_TOO_LARGE,
    N_("Choose a smaller picture, or another model."), HELP_OPEN },
  { PEN_ERROR_PICTURE,
    N_("Choose another picture."), HELP_OPEN },
  { PEN_ERROR_STORAGE,
    N_("Make room on the disk, or see that the folder can be written to."), HELP_TRY_AGAIN },
  { PEN_ERROR_NEWER_DATABASE,
    N_("Use the newest version of this program."), HELP_NONE },
  { PEN_ERROR_KEYRING,
    N_("Unlock the keyring, or enter the key for as long as the program runs."),
    HELP_PREFERENCES },
  { PEN_ERROR_NOT_FOUND,
    N_("Choose another model."), HELP_NONE },
  { PEN_ERROR_USAGE,
    NULL, HELP_NONE },
  { PEN_ERROR_BUSY,
    NULL, HELP_NONE },
};

static void
again_cb (PenNotice *self)
{
  g_signal_emit (self, signals[self->sends_same ? SIGNAL_SEND_AGAIN : SIGNAL_TRY_AGAIN], 0);
}

static void
show_text (PenNotice  *self,
           const char *sentence,
           const char *hint)
{
  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), FALSE);
  gtk_widget_set_visible (self->again_button, FALSE);
  gtk_widget_set_visible (self->details_expander, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/* What the first button does.  As it is checked whenever one half changes, name and target
 * must never be those of two actions. */
static void
set_action (PenNotice  *self,
            const char *label,
            const char *name,
            GVariant   *target)
{
  GtkActionable *actionable = GTK_ACTIONABLE (self->action_button);

  gtk_button_set_label (self->action_button, label);
  gtk_actionable_set_action_name (actionable, NULL);
  gtk_actionable_set_action_target_value (actionable, target);
  gtk_actionable_set_action_name (actionable, name);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), TRUE);
}

static void
show_help (PenNotice  *self,
           Help        help,
           const char *provider)
{
  switch (help)
    {
    case HELP_PREFERENCES:
      set_action (self, _("Preferences"), "app.preferences",
                  g_variant_new_string (provider != NULL ? provider : ""));
      break;

    case HELP_OPEN:
      set_action (self, _("Open Picture…"), "win.open", NULL);
      break;

    case HELP_TRY_AGAIN:
    case HELP_SEND_AGAIN:
      self->sends_same = help == HELP_SEND_AGAIN;
      gtk_label_set_label (self->again_label,
                           self->sends_same ? _("Send Again (may be charged again)")
                                            : _("Try Again"));
      gtk_widget_set_visible (self->again_button, TRUE);
      break;

    case HELP_NONE:
    default:
      break;
    }
}

/* What helps whoever is asked about the failure.  Messages carry no key. */
static void
show_details (PenNotice    *self,
              const GError *error,
              const char   *provider,
              PenJob       *job)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const PenJobRow *row = job != NULL ? pen_job_get_row (job) : NULL;

  g_string_append_printf (text, _("Error: %s"), pen_error_to_nick (error->code));
  if (row != NULL)
    {
      g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (row->updated / G_USEC_PER_SEC);
      g_autofree char *when = time != NULL ? g_date_time_format (time, "%F %T") : NULL;

      g_string_append_printf (text, "\n%s/%s, %s", row->provider, row->model, row->task);
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _("Job %" PRId64), row->id);
      if (when != NULL)
        g_string_append_printf (text, ", %s", when);
      g_string_append_printf (text, "\n%s", pen_job_get_charged (job)
                                            ? _("It was, or may have been, charged")
                                            : _("It was not charged"));
      if (row->message != NULL && !g_str_equal (row->message, error->message))
        g_string_append_printf (text, "\n%s", row->message);
    }
  else if (provider != NULL)
    g_string_append_printf (text, "\n%s", provider);

  gtk_label_set_label (self->details, text->str);
  gtk_expander_set_expanded (GTK_EXPANDER (self->details_expander), FALSE);
  gtk_widget_set_visible (self->details_expander, TRUE);
}

static void
pen_notice_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PEN_TYPE_NOTICE);

  G_OBJECT_CLASS (pen_notice_parent_class)->dispose (object);
}

static void
pen_notice_class_init (PenNoticeClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = pen_notice_dispose;

  signals[SIGNAL_TRY_AGAIN] =
    g_signal_new ("try-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[SIGNAL_SEND_AGAIN] =
    g_signal_new ("send-again", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/pen-notice.ui");
  gtk_widget_class_bind_template_child (widget_class, PenNotice, sentence);
  gtk_widget_class_bind_template_child (widget_class, PenNotice, hint);
  gtk_widget_class_bind_template_child (widget_class, PenNotice, action_button);
  gtk_widget_class_bind_template_child (widget_class, PenNotice, again_button);
  gtk_widget_class_bind_template_child (widget_class, PenNotice, again_label);
  gtk_widget_class_bind_template_child (widget_class, PenNotice, details_expander);
  gtk_widget_class_bind_template_child (widget_class, PenNotice, details);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
  gtk_widget_class_bind_template_callback (widget_class, pen_notice_clear);
}

static void
pen_notice_init (PenNotice *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
pen_notice_new (void)
{
  return g_object_new (PEN_TYPE_NOTICE, NULL);
}

/**
 * pen_notice_show_error:
 * @self: a notice
 * @error: what went wrong
 * @provider: (nullable): id of the provider, whose settings may help
 * @job: (nullable): what failed, for the details
 *
 * Says what went wrong, and offers what helps against it.
 */
void
pen_notice_show_error (PenNotice    *self,
                       const GError *error,
                       const char   *provider,
                       PenJob       *job)
{
  const char *hint = NULL;
  Help help = HELP_TRY_AGAIN;
  gsize i;

  g_return_if_fail (PEN_IS_NOTICE (self));
  g_return_if_fail (error != NULL);
  g_return_if_fail (job == NULL || PEN_IS_JOB (job));

  for (i = 0; i < G_N_ELEMENTS (helps) && error->domain == PEN_ERROR; i++)
    if (error->code == (int) helps[i].code)
      {
        hint = helps[i].hint != NULL ? _(helps[i].hint) : NULL;
        help = helps[i].help;
      }

  /* Nobody can send again what never was a job. */
  if (help == HELP_SEND_AGAIN && job == NULL)
    help = HELP_NONE;

  show_text (self, error->message, hint);
  show_help (self, help, provider);
  show_details (self, error, provider, job);
}

/**
 * pen_notice_show_hint:
 * @self: a notice
 * @sentence: what is missing
 * @hint: (nullable): what to do
 * @button: (nullable): the label of a button
 * @action: (nullable): the detailed action of the button
 *
 * Says what is missing.
 */
void
pen_notice_show_hint (PenNotice  *self,
                      const char *sentence,
                      const char *hint,
                      const char *button,
                      const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr(GVariant) target = NULL;

  g_return_if_fail (PEN_IS_NOTICE (self));
  g_return_if_fail (sentence != NULL);
  g_return_if_fail ((button == NULL) == (action == NULL));

  show_text (self, sentence, hint);
  if (button == NULL || !g_action_parse_detailed_name (action, &name, &target, NULL))
    return;

  set_action (self, button, name, target);
}

/**
 * pen_notice_clear:
 * @self: a notice
 *
 * Takes the notice away.
 */
void
pen_notice_clear (PenNotice *self)
{
  g_return_if_fail (PEN_IS_NOTICE (self));

  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
