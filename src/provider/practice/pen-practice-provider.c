/* pen-practice-provider.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/**
 * PenPracticeProvider:
 *
 * Filters and patterns that work without a service, a key or a network.  Not AI, and it says so.
 */

#define G_LOG_DOMAIN "pen-practice-provider"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-practice-provider.h"
#include "pen-practice-resources.h"
#include "pen-practice-work.h"

struct _PenPracticeProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenPracticeProvider, pen_practice_provider, PEN_TYPE_PROVIDER)

static PenStep *
pen_practice_provider_begin (PenProvider  *provider,
                             PenRequest   *request,
                             GError      **error)
{
  switch ((guint) pen_request_get_task (request))
    {
    case PEN_TASK_TEXT_TO_IMAGE:
      return pen_step_new_work (pen_practice_draw_patterns);

    case PEN_TASK_IMAGE_TO_IMAGE:
    case PEN_TASK_INPAINT:
      return pen_step_new_work (pen_practice_apply_effect);

    case PEN_TASK_OUTPAINT:
      return pen_step_new_work (pen_practice_mirror_edges);

    default:
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("Practice can only draw patterns, apply effects and mirror edges"));
      return NULL;
    }
}

/* Nothing is bought and everything is deterministic, so after a restart it is done again. */
static PenStep *
pen_practice_provider_resume (PenProvider  *provider,
                              PenRequest   *request,
                              JsonNode     *memo,
                              GError      **error)
{
  return pen_practice_provider_begin (provider, request, error);
}

static void
pen_practice_provider_class_init (PenPracticeProviderClass *klass)
{
  PenProviderClass *provider_class = PEN_PROVIDER_CLASS (klass);

  /* Keeps the catalogue in a program that links this as a static library. */
  pen_practice_get_resource ();

  provider_class->catalogue_path = RESOURCE_PREFIX "/catalogue/practice.json";
  provider_class->begin = pen_practice_provider_begin;
  provider_class->resume = pen_practice_provider_resume;
}

static void
pen_practice_provider_init (PenPracticeProvider *self)
{
}
