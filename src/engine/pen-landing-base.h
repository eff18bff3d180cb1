/* pen-landing-base.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "pen-placement.h"
#include "pen-request.h"

G_BEGIN_DECLS

/**
 * PenLandingBase:
 *
 * The old picture that results of a request are laid into, so that outside the mask, or
 * inside the old frame, nothing changes.
 */
typedef struct _PenLandingBase PenLandingBase;

gboolean        pen_landing_base_is_wanted   (PenRequest          *request);
PenLandingBase *pen_landing_base_new         (PenRequest          *request,
                                              const PenPlacement  *placement,
                                              const char          *folder,
                                              GError             **error);
void            pen_landing_base_free        (PenLandingBase      *self);
const char     *pen_landing_base_get_warning (PenLandingBase      *self);
char           *pen_landing_base_compose     (PenLandingBase      *self,
                                              const char          *path,
                                              const char          *folder,
                                              GError             **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PenLandingBase, pen_landing_base_free)

G_END_DECLS
