/* pen-request-form-run.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-request-form-run"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "pen-model-words.h"
#include "pen-request-form-private.h"

/*
 * The part of the form that sends: it says in place what is missing, submits, and
 * hands the jobs to the run bar.
 */

static gboolean
is_image_page (PenRequestForm *self)
{
  return pen_task_has_source (self->task);
}

static void
show_error (PenRequestForm *self,
            const GError   *error)
{
  PenModel *model = pen_model_chooser_get_model (self->chooser);

  pen_notice_show_error (pen_run_bar_get_notice (self->run_bar), error,
                         model != NULL ? pen_model_get_provider (model) : NULL, NULL);
}

/* Why the chosen model cannot be used now, with the way to the settings that help. */
static gboolean
check_model (PenRequestForm *self)
{
  PenNotice *notice = pen_run_bar_get_notice (self->run_bar);
  PenModel *model = pen_model_chooser_get_model (self->chooser);
  g_autofree char *explanation = NULL;
  g_autofree char *action = NULL;
  PenAvailability availability;

  if (model == NULL)
    {
      pen_notice_show_hint (notice, _("No model is chosen"), _("Choose a provider and a model."),
                            NULL, NULL);
      return FALSE;
    }

  explanation = pen_model_words_explain (self->engine, model, self->task);
  if (explanation == NULL)
    return TRUE;

  availability = pen_engine_get_availability (self->engine, pen_model_get_provider (model));
  if (availability == PEN_NEEDS_KEY || availability == PEN_NOT_RUNNING)
    {
      action = g_strdup_printf ("app.preferences::%s", pen_model_get_provider (model));
      pen_notice_show_hint (notice, explanation, _("What you typed here stays."),
                            _("Preferences"), action);
    }
  else
    pen_notice_show_hint (notice, explanation, _("Choose another model."), NULL, NULL);

  return FALSE;
}

static gboolean
check_source (PenRequestForm *self)
{
  if (!is_image_page (self) || self->source_path != NULL)
    return TRUE;

  pen_notice_show_hint (pen_run_bar_get_notice (self->run_bar),
                        _("Drop a picture first"),
                        _("You can also open one from a file, or paste it."),
                        _("Open Picture…"), "win.open");
  return FALSE;
}

static gboolean
check_request (PenRequestForm *self,
               PenRequest     *request)
{
  g_autoptr(GError) error = NULL;

  if (pen_request_check (request, &error))
    return TRUE;

  show_error (self, error);
  if (pen_request_get_spec (request)->prompt_required && *pen_request_get_prompt (request) == '\0')
    pen_request_form_focus_prompt (self);

  return FALSE;
}

static void
follow_jobs (PenRequestForm *self,
             GPtrArray      *jobs)
{
  gboolean cancel = self->cancel_wanted;
  guint i;

  g_ptr_array_set_size (self->jobs, 0);
  for (i = 0; i < jobs->len; i++)
    g_ptr_array_add (self->jobs, g_object_ref (jobs->pdata[i]));

  pen_run_bar_set_jobs (self->run_bar, self->jobs);
  _pen_request_form_set_job (self, self->jobs->len > 0 ? self->jobs->pdata[self->jobs->len - 1]
                                                       : NULL);

  for (i = 0; i < jobs->len; i++)
    g_signal_emit_by_name (self, "job-started", jobs->pdata[i]);

  if (cancel)
    pen_request_form_cancel (self);
}

/* From here on the button is Cancel.  What is cancelled before the jobs are on disk is
 * cancelled when they are: nothing that was written down is lost sight of. */
static void
begin_submission (PenRequestForm *self)
{
  self->submitting = TRUE;
  self->cancel_wanted = FALSE;
  pen_run_bar_set_pending (self->run_bar, TRUE);
  g_signal_emit_by_name (self, "submitting");
}

static void
end_submission (PenRequestForm *self)
{
  self->submitting = FALSE;
}

static void
submit_cb (GObject      *source_object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenEngine *engine = PEN_ENGINE (source_object);
  g_autoptr(PenRequestForm) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) jobs = pen_engine_submit_finish (engine, result, &error);

  end_submission (self);

  /* The window may have gone in the meantime; the jobs go on without it. */
  if (self->run_bar == NULL)
    return;

  if (jobs == NULL)
    {
      pen_run_bar_set_pending (self->run_bar, FALSE);
      show_error (self, error);
      return;
    }

  follow_jobs (self, jobs);
}

static void
retry_cb (GObject      *source_object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PenEngine *engine = PEN_ENGINE (source_object);
  g_autoptr(PenRequestForm) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PenJob) job = pen_engine_retry_job_finish (engine, result, &error);
  g_autoptr(GPtrArray) jobs = NULL;

  end_submission (self);
  if (self->run_bar == NULL)
    return;

  if (job == NULL)
    {
      pen_run_bar_set_pending (self->run_bar, FALSE);
      show_error (self, error);
      return;
    }

  jobs = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (jobs, g_steal_pointer (&job));
  follow_jobs (self, jobs);
}

/* The very job once more; the user was told that it may be charged again. */
void
_pen_request_form_send_again (PenRequestForm *self,
                              PenJob         *job)
{
  g_assert (PEN_IS_REQUEST_FORM (self));

  begin_submission (self);
  pen_engine_retry_job_async (self->engine, job, retry_cb, g_object_ref (self));
}

/**
 * pen_request_form_generate:
 * @self: a form
 *
 * Sends what stands in the form, as if the button was pressed.  What is missing is
 * said in place.  Does nothing while a job of the form runs.
 */
void
pen_request_form_generate (PenRequestForm *self)
{
  g_autoptr(PenRequest) request = NULL;

  g_return_if_fail (PEN_IS_REQUEST_FORM (self));

  if (self->engine == NULL || pen_run_bar_is_active (self->run_bar))
    return;

  pen_notice_clear (pen_run_bar_get_notice (self->run_bar));
  if (!check_source (self) || !check_model (self))
    return;

  request = _pen_request_form_make_request (self, FALSE);
  if (!check_request (self, request))
    return;

  begin_submission (self);
  pen_engine_submit_async (self->engine, request, NULL, submit_cb, g_object_ref (self));
}

/**
 * pen_request_form_cancel:
 * @self: a form
 *
 * Cancels what the form started.
 */
void
pen_request_form_cancel (PenRequestForm *self)
{
  guint i;

  g_return_if_fail (PEN_IS_REQUEST_FORM (self));

  if (self->submitting)
    {
      self->cancel_wanted = TRUE;
      return;
    }

  for (i = 0; i < self->jobs->len; i++)
    if (!pen_job_has_ended (self->jobs->pdata[i]))
      pen_engine_cancel_job (self->engine, self->jobs->pdata[i]);
}
