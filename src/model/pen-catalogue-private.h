/* pen-catalogue-private.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-catalogue.h"

G_BEGIN_DECLS

struct _PenCatalogue
{
  GObject      parent_instance;

  char        *id;           /* (owned) */
  char        *title;        /* (owned) */
  char        *description;  /* (owned) (nullable) */
  GHashTable  *addresses;    /* (owned) (element-type utf8 utf8) */
  char       **endpoints;    /* (owned): their names, in order */
  gboolean     local;
  PenKeyNeed   key_need;
  gboolean     key_is_password;
  char        *key_variable; /* (owned) (nullable) */
  char        *key_page;     /* (owned) (nullable) */
  char       **key_hosts;    /* (owned) (nullable): ends of the names of further hosts */
  char        *date;         /* (owned) (nullable) */
  guint        parallel;
  GListStore  *models;       /* (owned) (element-type PenModel) */
  GHashTable  *lists;        /* (owned) (element-type utf8 GStrv) */
  GHashTable  *covered;      /* (owned) (element-type utf8 PenModel): what the user's
                                models stand over */
};

void  _pen_model_mark_users  (PenModel  *self);

G_END_DECLS
