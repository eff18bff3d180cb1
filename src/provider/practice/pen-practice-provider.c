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
#include <glib/gstdio.h>

#include "pen-decode.h"
#include "pen-effect.h"
#include "pen-encode.h"
#include "pen-file.h"
#include "pen-json.h"
#include "pen-media.h"
#include "pen-practice-provider.h"
#include "pen-practice-resources.h"

#define DEFAULT_SIZE   1024
#define DEFAULT_EFFECT "oil-paint"
#define FROM_PROMPT    "prompt"
#define QUALITY        92

struct _PenPracticeProvider
{
  PenProvider parent_instance;
};

G_DEFINE_FINAL_TYPE (PenPracticeProvider, pen_practice_provider, PEN_TYPE_PROVIDER)

/* Several pictures in one go share the progress between them. */
typedef struct
{
  PenWorkProgress  progress;
  gpointer         data;
  guint            index;
  guint            count;
} Share;

static void
report (double   fraction,
        gpointer user_data)
{
  Share *share = user_data;

  share->progress ((share->index + fraction) / share->count, share->data);
}

static PenOutput *
write_output (PenPixels   *pixels,
              const char  *media_type,
              const char  *spool_folder,
              guint64      seed,
              GError     **error)
{
  g_autofree char *suffix = g_strconcat (".", pen_media_to_extension (media_type), NULL);
  g_autofree char *path = NULL;
  g_autoptr(PenBlob) blob = NULL;
  PenOutput *output;
  GStatBuf status;
  guint64 size;
  int fd;

  fd = pen_file_create_temporary (spool_folder, suffix, &path, error);
  if (fd < 0)
    return NULL;

  g_close (fd, NULL);
  if (!pen_picture_encode (pixels, media_type, QUALITY, path, error))
    return NULL;

  size = g_stat (path, &status) == 0 ? (guint64) status.st_size : 0;
  blob = pen_blob_new_for_temporary (path, size, media_type);
  output = pen_output_new_blob (blob);
  output->seed = seed;

  return output;
}

static GPtrArray *
draw_patterns (PenRequest       *request,
               const char       *spool_folder,
               PenWorkProgress   progress,
               gpointer          progress_data,
               GCancellable     *cancellable,
               GError          **error)
{
  g_autoptr(GPtrArray) outputs = NULL;
  Share share = { progress, progress_data, 0, MAX (pen_request_get_count (request), 1) };
  guint width, height;

  pen_request_get_size (request, &width, &height);
  outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);
  for (; share.index < share.count; share.index++)
    {
      guint64 seed = pen_request_get_seed (request) + share.index;
      g_autoptr(PenPixels) pixels = NULL;
      PenOutput *output;

      pixels = pen_effect_draw (pen_request_get_prompt (request),
                                width > 0 ? width : DEFAULT_SIZE,
                                height > 0 ? height : DEFAULT_SIZE,
                                seed, progress != NULL ? report : NULL, &share,
                                cancellable, error);
      if (pixels == NULL)
        return NULL;

      output = write_output (pixels, "image/png", spool_folder, seed, error);
      if (output == NULL)
        return NULL;
      g_ptr_array_add (outputs, output);
    }

  return g_steal_pointer (&outputs);
}

/* Decoders want a file. */
static PenPixels *
decode_source (PenRequest    *request,
               const char    *spool_folder,
               GCancellable  *cancellable,
               GError       **error)
{
  PenBlob *source = pen_request_get_source (request);
  const char *path = source != NULL ? pen_blob_get_path (source)
                                    : pen_request_get_source_path (request);
  g_autoptr(PenBlob) temporary = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autofree char *own_path = NULL;
  gboolean written;
  gsize size;
  gconstpointer data;
  int fd;

  if (path != NULL)
    return pen_picture_decode (path, 0, NULL, cancellable, error);

  if (source == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("Choose a picture to change first"));
      return NULL;
    }

  fd = pen_file_create_temporary (spool_folder, NULL, &own_path, error);
  if (fd < 0)
    return NULL;

  bytes = g_bytes_ref (pen_blob_get_bytes (source));
  data = g_bytes_get_data (bytes, &size);
  temporary = pen_blob_new_for_temporary (own_path, size, pen_blob_get_media_type (source));
  written = pen_file_write_all (fd, data, size, error);
  g_close (fd, NULL);

  return written ? pen_picture_decode (own_path, 0, NULL, cancellable, error) : NULL;
}

/* The effect that was chosen in the list, or the one that the prompt asks for. */
static const char *
choose_effect (PenRequest  *request,
               char       **ret_warning)
{
  JsonObject *parameters = pen_request_get_parameters (request);
  const char *effect = FROM_PROMPT;

  if (parameters != NULL)
    effect = pen_json_string_or (parameters, "effect", FROM_PROMPT);
  if (!g_str_equal (effect, FROM_PROMPT))
    return effect;

  effect = pen_effect_recognise (pen_request_get_prompt (request));
  if (effect != NULL)
    return effect;

  *ret_warning =
    g_strdup_printf (_("Practice is not AI and knows only its list of effects; the prompt names "
                       "none of them, so “%s” was used"),
                     pen_effect_get_title (DEFAULT_EFFECT));

  return DEFAULT_EFFECT;
}

static GPtrArray *
apply_effect (PenRequest       *request,
              const char       *spool_folder,
              PenWorkProgress   progress,
              gpointer          progress_data,
              GCancellable     *cancellable,
              GError          **error)
{
  g_autoptr(GPtrArray) outputs = NULL;
  g_autoptr(PenPixels) source = NULL;
  g_autoptr(PenPixels) result = NULL;
  g_autofree char *warning = NULL;
  const char *effect = choose_effect (request, &warning);
  Share share = { progress, progress_data, 0, 1 };
  PenOutput *output;

  source = decode_source (request, spool_folder, cancellable, error);
  if (source == NULL)
    return NULL;

  result = pen_effect_apply (effect, source, pen_request_get_strength (request),
                             pen_request_get_seed (request),
                             progress != NULL ? report : NULL, &share, cancellable, error);
  if (result == NULL)
    return NULL;

  output = write_output (result, pen_pixels_has_alpha (result) ? "image/png" : "image/jpeg",
                         spool_folder, pen_request_get_seed (request), error);
  if (output == NULL)
    return NULL;

  output->warning = g_steal_pointer (&warning);
  outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);
  g_ptr_array_add (outputs, output);

  return g_steal_pointer (&outputs);
}

static PenStep *
pen_practice_provider_begin (PenProvider  *provider,
                             PenRequest   *request,
                             GError      **error)
{
  if (pen_request_get_task (request) == PEN_TASK_TEXT_TO_IMAGE)
    return pen_step_new_work (draw_patterns);
  if (pen_request_get_task (request) == PEN_TASK_IMAGE_TO_IMAGE)
    return pen_step_new_work (apply_effect);

  g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                       _("Practice can only draw patterns and apply effects"));

  return NULL;
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
