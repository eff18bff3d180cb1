/* pen-catalogue.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-model.h"

G_BEGIN_DECLS

#define PEN_TYPE_CATALOGUE (pen_catalogue_get_type ())

/**
 * PenCatalogue:
 *
 * One provider as data: its name, its hosts, where a key comes from, and its
 * models.  Read from the provider's own `<id>.json` and, over it, from a file of
 * the same shape in the user's configuration folder.
 */
G_DECLARE_FINAL_TYPE (PenCatalogue, pen_catalogue, PEN, CATALOGUE, GObject)

typedef enum
{
  PEN_KEY_NONE,
  PEN_KEY_OPTIONAL,
  PEN_KEY_REQUIRED,
} PenKeyNeed;

PenCatalogue *pen_catalogue_new_from_bytes   (GBytes        *bytes,
                                              GError       **error);
gboolean      pen_catalogue_overlay          (PenCatalogue  *self,
                                              GBytes        *bytes,
                                              GError       **error);
gboolean      pen_catalogue_overlay_users    (PenCatalogue  *self,
                                              GBytes        *bytes,
                                              GError       **error);
void          pen_catalogue_take_entry       (PenCatalogue  *self,
                                              JsonObject    *entry);
const char   *pen_catalogue_get_id           (PenCatalogue  *self);
const char   *pen_catalogue_get_title        (PenCatalogue  *self);
void          pen_catalogue_set_title        (PenCatalogue  *self,
                                              const char    *title);
const char   *pen_catalogue_get_description  (PenCatalogue  *self);
PenKeyNeed    pen_catalogue_get_key_need     (PenCatalogue  *self);
gboolean      pen_catalogue_key_is_password  (PenCatalogue  *self);
const char   *pen_catalogue_get_key_variable (PenCatalogue  *self);
const char   *pen_catalogue_get_key_page     (PenCatalogue  *self);
const char * const *
              pen_catalogue_get_key_hosts    (PenCatalogue  *self);
const char   *pen_catalogue_get_date         (PenCatalogue  *self);
guint         pen_catalogue_get_parallel     (PenCatalogue  *self);
gboolean      pen_catalogue_is_local         (PenCatalogue  *self);
const char * const *
              pen_catalogue_get_endpoints    (PenCatalogue  *self);
const char   *pen_catalogue_get_address      (PenCatalogue  *self,
                                              const char    *endpoint);
GListModel   *pen_catalogue_get_models       (PenCatalogue  *self);
PenModel     *pen_catalogue_find_model       (PenCatalogue  *self,
                                              const char    *id);
gboolean      pen_catalogue_remove_model     (PenCatalogue  *self,
                                              const char    *id);
void          pen_catalogue_set_list         (PenCatalogue  *self,
                                              const char    *name,
                                              const char   **values);
const char * const *
              pen_catalogue_get_list         (PenCatalogue  *self,
                                              const char    *name);

G_END_DECLS
