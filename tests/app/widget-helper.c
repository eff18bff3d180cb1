/* widget-helper.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "widget-helper"

#include "config.h"

#include <gdk/x11/gdkx.h>
#include <string.h>

#include "pen-app-resources.h"
#include "widget-helper.h"

#define TIMEOUT_SECONDS 100

/* Instead of g_test_init(). */
void
widget_test_init (int    *argc,
                  char ***argv)
{
  g_test_init (argc, argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  /* In isolated folders there is no database of file types, and GTK warns of each of its
   * own icons that it cannot tell what they are. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  adw_init ();

  /* Named, so that the linker takes it along. */
  g_assert_nonnull (pen_app_get_resource ());
}

static const char *
name_of (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) != NULL)
    return gtk_button_get_label (GTK_BUTTON (widget));
  if (ADW_IS_PREFERENCES_ROW (widget))
    return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));

  return NULL;
}

/* The widget that @widget is the visible name of: what a screen reader reads for it. */
static GtkWidget *
named_by (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget))
    return gtk_label_get_mnemonic_widget (GTK_LABEL (widget));
  if (ADW_IS_ACTION_ROW (widget))
    return adw_action_row_get_activatable_widget (ADW_ACTION_ROW (widget));

  return NULL;
}

/* Its name for screen readers, which is what a button with an icon alone has. */
static gboolean
has_name (GtkWidget  *widget,
          const char *name)
{
  g_autofree char *problem = NULL;

  if (name == NULL || g_strcmp0 (name_of (widget), name) == 0)
    return TRUE;

  if (!gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    return FALSE;

  problem = gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget),
                                                GTK_ACCESSIBLE_PROPERTY_LABEL, name);

  return problem == NULL;
}

/* The first widget of @type below @root that has @name; %NULL: any name. */
GtkWidget *
widget_find (GtkWidget  *root,
             GType       type,
             const char *name)
{
  GtkWidget *child;

  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type) && has_name (root, name))
    return root;

  child = named_by (root);
  if (child != NULL && name != NULL && G_TYPE_CHECK_INSTANCE_TYPE (child, type)
      && has_name (root, name)
      && gtk_test_accessible_has_relation (GTK_ACCESSIBLE (child),
                                           GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    return child;

  for (child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = widget_find (child, type, name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

guint
widget_count (GtkWidget *root,
              GType      type)
{
  GtkWidget *child;
  guint n = G_TYPE_CHECK_INSTANCE_TYPE (root, type) ? 1 : 0;

  for (child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += widget_count (child, type);

  return n;
}

/* Whether a label that can be seen holds @text. */
gboolean
widget_shows_text (GtkWidget  *root,
                   const char *text)
{
  GtkWidget *child;

  if (!gtk_widget_get_child_visible (root) || !gtk_widget_get_visible (root))
    return FALSE;

  if (GTK_IS_LABEL (root) && strstr (gtk_label_get_text (GTK_LABEL (root)), text) != NULL)
    return TRUE;

  for (child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (widget_shows_text (child, text))
      return TRUE;

  return FALSE;
}

static gboolean
too_late_cb (gpointer user_data)
{
  /* The condition was not met in time. */
  g_assert_not_reached ();

  return G_SOURCE_REMOVE;
}

void
widget_wait (WidgetCondition condition,
             gpointer        data)
{
  guint timeout = g_timeout_add_seconds (TIMEOUT_SECONDS, too_late_cb, NULL);

  while (!condition (data))
    g_main_context_iteration (NULL, TRUE);

  g_source_remove (timeout);
}

void
widget_wait_idle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
is_mapped (gpointer data)
{
  return gtk_widget_get_mapped (data) && gtk_widget_get_width (data) > 0;
}

GtkWidget *
widget_show (GtkWidget *child,
             int        width,
             int        height)
{
  GtkWidget *window = gtk_window_new ();

  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  gtk_window_set_child (GTK_WINDOW (window), child);
  gtk_window_present (GTK_WINDOW (window));
  widget_wait (is_mapped, child);
  gtk_test_widget_wait_for_draw (window);

  return window;
}

static void
weak_cb (gpointer  data,
         GObject  *object)
{
  *(gboolean *) data = TRUE;
}

/* Closes, and sees that nothing holds the window. */
void
widget_close (GtkWidget *window)
{
  gboolean gone = FALSE;

  g_object_weak_ref (G_OBJECT (window), weak_cb, &gone);
  gtk_window_destroy (GTK_WINDOW (window));
  widget_wait_idle ();
  g_assert_true (gone);
}

static void
tool_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_subprocess_wait_check_finish (G_SUBPROCESS (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* Real events: they come through the X server. */
static void
run_tool (const char * const *argv)
{
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);
  g_assert_no_error (error);
  g_subprocess_wait_async (process, NULL, tool_cb, &done);
  widget_wait (is_true, &done);
  widget_wait_idle ();
}

static char *
window_id (GtkWidget *widget)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (widget));

  G_GNUC_BEGIN_IGNORE_DEPRECATIONS
  return g_strdup_printf ("%lu", gdk_x11_surface_get_xid (surface));
  G_GNUC_END_IGNORE_DEPRECATIONS
}

static gboolean
is_active (gpointer data)
{
  return gtk_window_is_active (data);
}

static void
focus_window (GtkWidget *window)
{
  g_autofree char *id = window_id (window);
  const char * const argv[] = { "xdotool", "windowfocus", "--sync", id, NULL };

  run_tool (argv);
  widget_wait (is_active, window);
}

/* @keys: as xdotool names them, with spaces between */
void
widget_press_keys (GtkWidget  *window,
                   const char *keys)
{
  g_auto(GStrv) names = g_strsplit (keys, " ", -1);
  guint i;

  focus_window (window);
  for (i = 0; names[i] != NULL; i++)
    {
      const char * const argv[] = { "xdotool", "key", "--clearmodifiers", names[i], NULL };

      run_tool (argv);
    }
}

void
widget_type (GtkWidget  *window,
             const char *text)
{
  const char * const argv[] = { "xdotool", "type", "--delay", "5", text, NULL };

  focus_window (window);
  run_tool (argv);
}

static void
press_button (GtkWidget  *widget,
              const char *button,
              guint       times)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (widget));
  g_autofree char *id = window_id (widget);
  g_autofree char *x = NULL;
  g_autofree char *y = NULL;
  g_autofree char *repeat = g_strdup_printf ("%u", times);
  double at_x;
  double at_y;

  g_assert_true (gtk_widget_translate_coordinates (widget, window,
                                                   gtk_widget_get_width (widget) / 2.0,
                                                   gtk_widget_get_height (widget) / 2.0,
                                                   &at_x, &at_y));
  x = g_strdup_printf ("%d", (int) at_x);
  y = g_strdup_printf ("%d", (int) at_y);

  {
    const char * const argv[] = { "xdotool", "mousemove", "--window", id, x, y,
                                  "click", "--repeat", repeat, "--delay", "40", button, NULL };

    run_tool (argv);
  }
}

/* In the middle of @widget, with the real mouse. */
void
widget_click (GtkWidget *widget,
              guint      times)
{
  press_button (widget, "1", times);
}

/* The wheel, downwards. */
void
widget_scroll (GtkWidget *widget,
               guint      clicks)
{
  press_button (widget, "5", clicks);
}
