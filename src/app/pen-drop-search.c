/* pen-drop-search.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-drop-search"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-drop-search.h"

/* As many rows are seen without scrolling, more or less. */
#define MIN_ROWS 10

static GtkWidget *
find (GtkWidget *root,
      GType      type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root);
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The list as it is filtered, and which of its rows the keyboard is on. */
static GtkSingleSelection *
get_rows (GtkDropDown *drop)
{
  GtkWidget *view = find (GTK_WIDGET (drop), GTK_TYPE_LIST_VIEW);
  GtkSelectionModel *rows = view != NULL ? gtk_list_view_get_model (GTK_LIST_VIEW (view)) : NULL;

  return GTK_IS_SINGLE_SELECTION (rows) ? GTK_SINGLE_SELECTION (rows) : NULL;
}

static GtkStringFilter *
get_filter (GtkDropDown *drop)
{
  GtkSingleSelection *rows = get_rows (drop);
  GListModel *list = rows != NULL ? gtk_single_selection_get_model (rows) : NULL;
  GtkFilter *filter = NULL;

  if (GTK_IS_FILTER_LIST_MODEL (list))
    filter = gtk_filter_list_model_get_filter (GTK_FILTER_LIST_MODEL (list));

  return GTK_IS_STRING_FILTER (filter) ? GTK_STRING_FILTER (filter) : NULL;
}

/* Return in the field takes the first row, as if it was clicked.  The field waits a
 * moment after each letter before it searches; Return may come earlier. */
static void
activate_cb (GtkDropDown *drop,
             GtkEditable *entry)
{
  GtkWidget *view = find (GTK_WIDGET (drop), GTK_TYPE_LIST_VIEW);
  GtkSingleSelection *rows = get_rows (drop);
  GtkStringFilter *filter = get_filter (drop);

  if (filter == NULL)
    return;

  gtk_string_filter_set_search (filter, gtk_editable_get_text (entry));
  if (g_list_model_get_n_items (G_LIST_MODEL (rows)) == 0)
    return;

  gtk_single_selection_set_selected (rows, 0);
  g_signal_emit_by_name (view, "activate", 0);
}

/* GTK wants Escape twice, even where there are no words to be taken back. */
static void
stop_cb (GtkDropDown *drop)
{
  GtkWidget *button = find (GTK_WIDGET (drop), GTK_TYPE_TOGGLE_BUTTON);

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), FALSE);
}

/* GTK 4.8 puts the keyboard onto the list when it is opened for the first time. */
static void
opened_cb (GtkDropDown *drop)
{
  if (gtk_drop_down_get_enable_search (drop))
    gtk_widget_grab_focus (find (GTK_WIDGET (drop), GTK_TYPE_SEARCH_ENTRY));
}

/**
 * pen_drop_search_set_up:
 * @drop: a drop-down
 * @get_words: (type char*(*)(gpointer item)): returns (transfer full) what is looked
 *   through for an item
 *
 * Prepares a drop-down for being searched.
 */
void
pen_drop_search_set_up (GtkDropDown *drop,
                        GCallback    get_words)
{
  g_autoptr(GtkExpression) words = NULL;
  GtkWidget *entry;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop));
  g_return_if_fail (get_words != NULL);

  words = gtk_cclosure_expression_new (G_TYPE_STRING, NULL, 0, NULL, get_words, NULL, NULL);
  gtk_drop_down_set_expression (drop, words);

  entry = find (GTK_WIDGET (drop), GTK_TYPE_SEARCH_ENTRY);
  if (entry == NULL)
    return;

  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Search the list"), -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), drop,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "stop-search", G_CALLBACK (stop_cb), drop, G_CONNECT_SWAPPED);
  g_signal_connect_object (find (GTK_WIDGET (drop), GTK_TYPE_POPOVER), "map",
                           G_CALLBACK (opened_cb), drop, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/**
 * pen_drop_search_update:
 * @drop: a drop-down that has just got its list
 *
 * Shows the field where the list is long.
 */
void
pen_drop_search_update (GtkDropDown *drop)
{
  GtkStringFilter *filter;
  GListModel *list;

  g_return_if_fail (GTK_IS_DROP_DOWN (drop));

  filter = get_filter (drop);
  list = gtk_drop_down_get_model (drop);
  gtk_drop_down_set_enable_search (drop,
                                   list != NULL && g_list_model_get_n_items (list) > MIN_ROWS);

  /* GTK 4.8 finds only what begins with the words; later versions have a property for it. */
  if (filter != NULL)
    gtk_string_filter_set_match_mode (filter, GTK_STRING_FILTER_MATCH_MODE_SUBSTRING);
}
