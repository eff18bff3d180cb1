/* pen-sim-leonardo-jobs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Creations of both versions, and what becomes of them.
 */

#define G_LOG_DOMAIN "pen-sim-leonardo-jobs"

#include "config.h"

#include <string.h>

#include "pen-sim-leonardo-private.h"

/* So many looks until a job is done. */
#define N_LOOKS 2

#define SIDE 96

void
pen_sim_leonardo_job_free (PenSimLeonardoJob *job)
{
  g_clear_pointer (&job->id, g_free);
  g_clear_pointer (&job->prompt, g_free);
  g_clear_pointer (&job->addresses, g_ptr_array_unref);
  g_free (job);
}

/* === Pictures === */

/* White is what changes; the rest stays as it is. */
static void
keep_black (GdkPixbuf *picture,
            GdkPixbuf *source,
            GdkPixbuf *mask)
{
  for (int y = 0; y < gdk_pixbuf_get_height (picture); y++)
    for (int x = 0; x < gdk_pixbuf_get_width (picture); x++)
      {
        const guint8 *from = gdk_pixbuf_read_pixels (source) +
                             y * gdk_pixbuf_get_rowstride (source) +
                             x * gdk_pixbuf_get_n_channels (source);
        const guint8 *at = gdk_pixbuf_read_pixels (mask) + y * gdk_pixbuf_get_rowstride (mask) +
                           x * gdk_pixbuf_get_n_channels (mask);

        if (at[0] < 128)
          memcpy (gdk_pixbuf_get_pixels (picture) + y * gdk_pixbuf_get_rowstride (picture) +
                  x * 3, from, 3);
      }
}

static void
make_picture (PenSimLeonardoState *state,
              PenSimVisit         *visit,
              PenSimLeonardoJob   *job,
              const char          *format)
{
  g_autofree char *base = pen_sim_leonardo_get_base (visit);
  g_autofree char *path = g_strdup_printf ("/cdn/%s-%u.jpg", job->id, job->addresses->len);
  g_autoptr(GdkPixbuf) source = NULL;
  g_autoptr(GdkPixbuf) picture = NULL;
  guint64 seed = job->seed + job->addresses->len;

  if (job->source != NULL)
    {
      source = pen_sim_picture_decode (job->source->bytes);
      picture = pen_sim_picture_alter (source, job->prompt, seed, job->strength,
                                       (guint) gdk_pixbuf_get_width (source),
                                       (guint) gdk_pixbuf_get_height (source));
    }
  else
    {
      picture = pen_sim_picture_draw (job->prompt, seed, SIDE, SIDE);
    }
  if (job->mask != NULL)
    {
      g_autoptr(GdkPixbuf) mask = pen_sim_picture_decode (job->mask->bytes);

      keep_black (picture, source, mask);
    }

  g_hash_table_replace (state->results, g_strdup (path),
                        pen_sim_picture_encode (picture, format));
  g_ptr_array_add (job->addresses, g_strconcat (base, path, NULL));
}

/* === Creations === */

/* The same for the same request, wherever its pictures lie. */
static char *
get_digest (PenSimLeonardoState *state,
            JsonObject          *body)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), body);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr(GString) all = g_string_new (text);
  GHashTableIter iter;
  gpointer id, image;

  g_hash_table_iter_init (&iter, state->images);
  while (g_hash_table_iter_next (&iter, &id, &image))
    if (((PenSimLeonardoImage *) image)->bytes != NULL)
      {
        GBytes *bytes = ((PenSimLeonardoImage *) image)->bytes;
        g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

        g_string_replace (all, id, digest, 0);
      }

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, all->str, -1);
}

static PenSimLeonardoJob *
add_job (PenSimLeonardoState *state,
         PenSimVisit         *visit,
         JsonObject          *body,
         JsonObject          *input)
{
  PenSimLeonardoJob *job = g_new0 (PenSimLeonardoJob, 1);
  g_autofree char *digest = get_digest (state, body);

  pen_sim_visit_pay (visit, digest, 0.0147);
  job->id = pen_sim_leonardo_new_id (state);
  job->prompt = g_strdup (json_object_get_string_member_with_default (input, "prompt", ""));
  job->seed = (guint64) json_object_get_int_member_with_default (input, "seed", 1);
  job->count = 1;
  job->strength = 0.5;
  job->addresses = g_ptr_array_new_with_free_func (g_free);
  g_hash_table_replace (state->jobs, g_strdup (job->id), job);

  return job;
}

static void
add_cost (JsonObject *object)
{
  JsonObject *cost = json_object_new ();

  json_object_set_string_member (cost, "amount", "0.0147");
  json_object_set_string_member (cost, "unit", "DOLLARS");
  json_object_set_object_member (object, "cost", cost);
}

static void
answer_created (PenSimLeonardoState *state,
                PenSimVisit         *visit,
                PenSimLeonardoJob   *job,
                const char          *outer_name,
                const char          *id_name)
{
  JsonObject *object = json_object_new ();
  JsonObject *outer;

  json_object_set_string_member (object, id_name, job->id);
  json_object_set_null_member (object, "apiCreditCost");
  if (pen_sim_leonardo_is (state, "flat"))
    {
      pen_sim_visit_answer_object (visit, 200, object);
      return;
    }

  add_cost (object);
  outer = json_object_new ();
  json_object_set_object_member (outer, outer_name, object);
  pen_sim_visit_answer_object (visit, 200, outer);
}

void
pen_sim_leonardo_create_v1 (PenSimLeonardoState *state,
                            PenSimVisit         *visit)
{
  g_autoptr(JsonObject) body = pen_sim_leonardo_read_body (state, visit);
  g_autofree char *problem = body != NULL ? pen_sim_leonardo_check_v1 (state, body) : NULL;
  gboolean canvas = body != NULL && json_object_has_member (body, "canvasInitId");
  PenSimLeonardoJob *job;

  if (body == NULL)
    return;
  if (problem != NULL)
    {
      pen_sim_leonardo_refuse (state, visit, problem);
      return;
    }

  job = add_job (state, visit, body, body);
  job->count = (guint) json_object_get_int_member_with_default (body, "num_images", 4);
  /* By this number more of the picture is kept. */
  job->strength = 1 - json_object_get_double_member_with_default (body, "init_strength", 0.5);
  job->source = g_hash_table_lookup (state->images, json_object_get_string_member_with_default (
                                       body, canvas ? "canvasInitId" : "init_image_id", ""));
  job->mask = g_hash_table_lookup (state->images, json_object_get_string_member_with_default (
                                     body, "canvasMaskId", ""));
  answer_created (state, visit, job, "sdGenerationJob", "generationId");
}

/* The first picture that leads @parameters. */
static PenSimLeonardoImage *
find_source (PenSimLeonardoState *state,
             JsonObject          *parameters,
             double              *ret_strength)
{
  static const char * const names[] = { "image_to_image", "content", "character", "edge", "pose",
                                        "depth", "image_reference" };
  JsonObject *guides = json_object_has_member (parameters, "guidances")
                       ? json_object_get_object_member (parameters, "guidances") : NULL;

  for (guint i = 0; guides != NULL && i < G_N_ELEMENTS (names); i++)
    if (json_object_has_member (guides, names[i]))
      {
        JsonObject *guide = json_array_get_object_element (
          json_object_get_array_member (guides, names[i]), 0);
        const char *word = json_object_get_string_member_with_default (guide, "strength", "MID");

        *ret_strength = g_str_equal (word, "LOW") ? 0.9 : g_str_equal (word, "MID") ? 0.5 : 0.1;
        return g_hash_table_lookup (state->images, json_object_get_string_member (
          json_object_get_object_member (guide, "image"), "id"));
      }

  return NULL;
}

static PenSimLeonardoJob *
create_v2 (PenSimLeonardoState *state,
           PenSimVisit         *visit,
           gboolean             sync)
{
  g_autoptr(JsonObject) body = pen_sim_leonardo_read_body (state, visit);
  g_autofree char *problem = body != NULL ? pen_sim_leonardo_check_v2 (state, body, sync) : NULL;
  JsonObject *parameters;
  PenSimLeonardoJob *job;

  if (body == NULL)
    return NULL;
  if (problem != NULL)
    {
      pen_sim_leonardo_refuse (state, visit, problem);
      return NULL;
    }

  parameters = json_object_get_object_member (body, "parameters");
  job = add_job (state, visit, body, parameters);
  job->source = find_source (state, parameters, &job->strength);
  /* Four, unless it is said; tools make one. */
  job->count = (guint) json_object_get_int_member_with_default (
    parameters, "quantity", json_object_has_member (parameters, "prompt") ? 4 : 1);

  return job;
}

void
pen_sim_leonardo_create_v2 (PenSimLeonardoState *state,
                            PenSimVisit         *visit)
{
  PenSimLeonardoJob *job = create_v2 (state, visit, FALSE);

  if (job != NULL)
    answer_created (state, visit, job, "generate", "generationId");
}

void
pen_sim_leonardo_create_sync (PenSimLeonardoState *state,
                              PenSimVisit         *visit)
{
  PenSimLeonardoJob *job = create_v2 (state, visit, TRUE);
  JsonObject *object;
  JsonObject *outer;
  JsonArray *results;
  gboolean blocked = pen_sim_leonardo_is (state, "blocked");

  if (job == NULL)
    return;

  object = json_object_new ();
  results = json_array_new ();
  json_object_set_string_member (object, "id", job->id);
  json_object_set_int_member (object, "blockedCount", blocked ? 1 : 0);
  add_cost (object);
  if (!blocked)
    {
      JsonObject *result = json_object_new ();

      make_picture (state, visit, job, "png");
      json_object_set_string_member (result, "url", job->addresses->pdata[0]);
      json_object_set_string_member (result, "contentType", "image/png");
      json_array_add_object_element (results, result);
    }
  json_object_set_array_member (object, "results", results);
  if (!pen_sim_leonardo_is (state, "wrapped"))
    {
      pen_sim_visit_answer_object (visit, 200, object);
      return;
    }

  outer = json_object_new ();
  json_object_set_object_member (outer, "generateSync", object);
  pen_sim_visit_answer_object (visit, 200, outer);
}

void
pen_sim_leonardo_create_upscale (PenSimLeonardoState *state,
                                 PenSimVisit         *visit)
{
  g_autoptr(JsonObject) body = pen_sim_leonardo_read_body (state, visit);
  g_autofree char *problem = body != NULL ? pen_sim_leonardo_check_upscale (state, body) : NULL;
  PenSimLeonardoJob *job;

  if (body == NULL)
    return;
  if (problem != NULL)
    {
      pen_sim_leonardo_refuse (state, visit, problem);
      return;
    }

  job = add_job (state, visit, body, body);
  job->variation = TRUE;
  job->source = g_hash_table_lookup (state->images,
                                     json_object_get_string_member (body, "initImageId"));
  answer_created (state, visit, job, "universalUpscaler", "id");
}

/* === Looking === */

static void
answer_generation (PenSimLeonardoState *state,
                   PenSimVisit         *visit,
                   PenSimLeonardoJob   *job,
                   const char          *status)
{
  JsonObject *outer = json_object_new ();
  JsonObject *object = json_object_new ();
  JsonArray *images = json_array_new ();

  for (guint i = 0; job->n_looks > N_LOOKS && i < job->addresses->len; i++)
    {
      JsonObject *image = json_object_new ();

      json_object_set_string_member (image, "id", job->id);
      json_object_set_string_member (image, "url", job->addresses->pdata[i]);
      json_object_set_boolean_member (image, "nsfw", pen_sim_leonardo_is (state, "nsfw"));
      json_array_add_object_element (images, image);
    }
  json_object_set_string_member (object, "status", status);
  json_object_set_int_member (object, "seed", (gint64) job->seed);
  json_object_set_array_member (object, "generated_images", images);
  json_object_set_object_member (outer, "generations_by_pk", object);
  pen_sim_visit_answer_object (visit, 200, outer);
}

static void
answer_variation (PenSimVisit       *visit,
                  PenSimLeonardoJob *job,
                  const char        *status)
{
  JsonObject *outer = json_object_new ();
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  json_object_set_string_member (object, "id", job->id);
  json_object_set_string_member (object, "status", status);
  json_object_set_string_member (object, "transformType", "UPSCALE");
  if (job->addresses->len > 0)
    json_object_set_string_member (object, "url", job->addresses->pdata[0]);
  else
    json_object_set_null_member (object, "url");
  json_array_add_object_element (array, object);
  json_object_set_array_member (outer, "generated_image_variation_generic", array);
  pen_sim_visit_answer_object (visit, 200, outer);
}

void
pen_sim_leonardo_look (PenSimLeonardoState *state,
                       PenSimVisit         *visit)
{
  gboolean variation = g_str_has_prefix (visit->path, "/v1/variations/");
  PenSimLeonardoJob *job = g_hash_table_lookup (state->jobs, strrchr (visit->path, '/') + 1);
  const char *status = "PENDING";

  if (job == NULL || job->variation != variation)
    {
      pen_sim_visit_answer_text (visit, 200, "application/json",
                                 variation ? "{\"generated_image_variation_generic\":[]}"
                                           : "{\"generations_by_pk\":null}");
      return;
    }

  if (++job->n_looks > N_LOOKS)
    {
      status = pen_sim_leonardo_is (state, "failed") ? "FAILED" : "COMPLETE";
      while (job->addresses->len < job->count && g_str_equal (status, "COMPLETE") &&
             !pen_sim_leonardo_is (state, "empty"))
        make_picture (state, visit, job, "jpeg");
    }

  if (variation)
    answer_variation (visit, job, status);
  else
    answer_generation (state, visit, job, status);
}
