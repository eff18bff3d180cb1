/* pen-practice-work.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-practice-work"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "pen-composite.h"
#include "pen-decode.h"
#include "pen-effect.h"
#include "pen-encode.h"
#include "pen-error.h"
#include "pen-extend.h"
#include "pen-file.h"
#include "pen-json.h"
#include "pen-mask.h"
#include "pen-media.h"
#include "pen-practice-work.h"

#define DEFAULT_SIZE   1024
#define DEFAULT_EFFECT "oil-paint"
#define FROM_PROMPT    "prompt"
#define QUALITY        92

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

GPtrArray *
pen_practice_draw_patterns (PenRequest       *request,
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

/* (transfer full) (nullable): the file of a picture, for decoders want one; @temporary keeps
 * it there as long as it lives. */
static char *
find_file (PenBlob     *blob,
           const char  *spool_folder,
           PenBlob    **temporary,
           GError     **error)
{
  g_autofree char *path = NULL;
  gconstpointer data;
  gboolean written;
  gsize size;
  int fd;

  if (pen_blob_get_path (blob) != NULL)
    return g_strdup (pen_blob_get_path (blob));

  fd = pen_file_create_temporary (spool_folder, NULL, &path, error);
  if (fd < 0)
    return NULL;

  data = g_bytes_get_data (pen_blob_get_bytes (blob), &size);
  *temporary = pen_blob_new_for_temporary (path, size, pen_blob_get_media_type (blob));
  written = pen_file_write_all (fd, data, size, error);
  g_close (fd, NULL);

  return written ? g_steal_pointer (&path) : NULL;
}

static PenPixels *
decode_source (PenRequest    *request,
               const char    *spool_folder,
               GCancellable  *cancellable,
               GError       **error)
{
  PenBlob *source = pen_request_get_source (request);
  g_autoptr(PenBlob) temporary = NULL;
  g_autofree char *path = NULL;

  if (source == NULL && pen_request_get_source_path (request) == NULL)
    {
      g_set_error_literal (error, PEN_ERROR, PEN_ERROR_INVALID_REQUEST,
                           _("Choose a picture to change first"));
      return NULL;
    }

  path = source != NULL ? find_file (source, spool_folder, &temporary, error)
                        : g_strdup (pen_request_get_source_path (request));

  return path != NULL ? pen_picture_decode (path, 0, NULL, cancellable, error) : NULL;
}

/* Puts the source back where the mask says so; without a mask there is nothing to do. */
static gboolean
limit_to_mask (PenRequest    *request,
               PenPixels     *result,
               PenPixels     *source,
               const char    *spool_folder,
               GCancellable  *cancellable,
               GError       **error)
{
  PenBlob *blob = pen_request_get_input (request, "mask");
  g_autoptr(PenBlob) temporary = NULL;
  g_autoptr(PenMask) mask = NULL;
  g_autofree char *path = NULL;

  /* An effect without any strength gives the source itself. */
  if (blob == NULL || result == source)
    return TRUE;

  path = find_file (blob, spool_folder, &temporary, error);
  if (path == NULL)
    return FALSE;

  mask = pen_mask_load (path, pen_pixels_get_width (source), pen_pixels_get_height (source),
                        cancellable, error);
  if (mask == NULL)
    return FALSE;

  pen_composite_blend (result, source, mask);

  return TRUE;
}

static GPtrArray *
list_output (PenOutput *output)
{
  GPtrArray *outputs;

  if (output == NULL)
    return NULL;

  outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_output_free);
  g_ptr_array_add (outputs, output);

  return outputs;
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

GPtrArray *
pen_practice_apply_effect (PenRequest       *request,
                           const char       *spool_folder,
                           PenWorkProgress   progress,
                           gpointer          progress_data,
                           GCancellable     *cancellable,
                           GError          **error)
{
  g_autoptr(PenPixels) source = NULL;
  g_autoptr(PenPixels) result = NULL;
  g_autofree char *warning = NULL;
  const char *effect = choose_effect (request, &warning);
  Share share = { progress, progress_data, 0, 1 };
  gboolean lossless = pen_request_get_task (request) == PEN_TASK_INPAINT;
  PenOutput *output;

  source = decode_source (request, spool_folder, cancellable, error);
  if (source == NULL)
    return NULL;

  result = pen_effect_apply (effect, source, pen_request_get_strength (request),
                             pen_request_get_seed (request),
                             progress != NULL ? report : NULL, &share, cancellable, error);
  if (result == NULL ||
      !limit_to_mask (request, result, source, spool_folder, cancellable, error))
    return NULL;

  output = write_output (result,
                         lossless || pen_pixels_has_alpha (result) ? "image/png" : "image/jpeg",
                         spool_folder, pen_request_get_seed (request), error);
  if (output != NULL)
    output->warning = g_steal_pointer (&warning);

  return list_output (output);
}

GPtrArray *
pen_practice_mirror_edges (PenRequest       *request,
                           const char       *spool_folder,
                           PenWorkProgress   progress,
                           gpointer          progress_data,
                           GCancellable     *cancellable,
                           GError          **error)
{
  const guint *extend = pen_request_get_extend (request);
  const PenMargins margins = { extend[0], extend[1], extend[2], extend[3] };
  g_autoptr(PenPixels) source = NULL;
  g_autoptr(PenPixels) result = NULL;

  source = decode_source (request, spool_folder, cancellable, error);
  if (source == NULL ||
      !pen_extend_check (&margins, pen_pixels_get_width (source),
                         pen_pixels_get_height (source), error))
    return NULL;

  result = pen_extend_mirrored (source, &margins);
  if (progress != NULL)
    progress (1.0, progress_data);

  return list_output (write_output (result, "image/png", spool_folder, 0, error));
}
