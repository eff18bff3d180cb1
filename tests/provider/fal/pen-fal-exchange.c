/* pen-fal-exchange.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-fal-exchange"

#include "config.h"

#include "pen-exchange-inputs.h"
#include "pen-exchange-runs.h"
#include "pen-fal-exchange.h"
#include "pen-fal-provider.h"

void
pen_fal_set_up (PenExchangeFixture *self,
                gconstpointer       data)
{
  static const struct { const char *endpoint, *path; } parts[] =
  {
    { "fal-queue", "/queue" }, { "fal-run", "/run" }, { "fal-rest", "/rest" },
    { "fal-api", "/api" },
  };
  g_autofree char *address = NULL;

  pen_exchange_set_up (self, "fal", PEN_TYPE_FAL_PROVIDER, FAL_KEY);
  pen_exchange_tell (self, "\"key\":\"" FAL_KEY "\"");
  address = pen_simulator_get_address (self->simulator, "fal");
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *whole = g_strconcat (address, parts[i].path, NULL);

      pen_runner_set_address (self->runner, parts[i].endpoint, whole);
    }
}

void
pen_fal_tear_down (PenExchangeFixture *self,
                   gconstpointer       data)
{
  /* The key goes to the service's own hosts, and what it only swallows is not sent. */
  pen_exchange_assert_no_remarks (self);
  /* Whatever the test did, the other server has not been spoken to. */
  pen_exchange_assert_no_strangers (self);
  g_assert_cmpuint (pen_exchange_count (self, PEN_SIM_COUNT_BOUGHT_TWICE), ==, 0);
  pen_exchange_tear_down (self);
}

static void
add_controls (PenRequest *request,
              gboolean    full)
{
  PenField *field = pen_request_get_spec (request)->fields[PEN_ROLE_CONTROL];
  guint number = field->required || full ? (guint) MAX (1, full ? field->maximum : 1) : 0;

  for (guint i = 0; i < number; i++)
    {
      g_autofree char *slot = g_strdup_printf ("control-%u", i);
      g_autoptr(PenBlob) blob = pen_exchange_new_source (128, 64, "png");
      double weight = full && field->weight != NULL ? field->weight->maximum : -1;

      pen_request_add_control (request, field->kinds[i], "/nowhere/control.png", weight);
      pen_request_set_input (request, slot, blob);
    }
}

/* A usual request, or one with everything that can be set. */
PenRequest *
pen_fal_new_request (PenExchangeFixture *self,
                     const char         *id,
                     PenTask             task,
                     gboolean            full)
{
  PenRequest *request = pen_exchange_new_request (self, id, task);
  PenTaskSpec *spec = pen_request_get_spec (request);

  if (spec->fields[PEN_ROLE_SEED] != NULL)
    pen_request_set_seed (request, 123);
  if (spec->fields[PEN_ROLE_MASK] != NULL)
    pen_exchange_take_input (request, "mask", pen_exchange_new_mask (128, 64, TRUE));
  if (spec->fields[PEN_ROLE_EXTEND] != NULL)
    pen_request_set_extend (request, (const guint[]) { 32, 0, 16, 8 });
  if (spec->fields[PEN_ROLE_CONTROL] != NULL)
    add_controls (request, full);
  if (spec->fields[PEN_ROLE_WIDTH] != NULL && spec->sizes.min_pixels == 0)
    pen_request_set_size (request, 96, 64);

  if (!full)
    return request;

  if (spec->fields[PEN_ROLE_NEGATIVE] != NULL)
    pen_request_set_negative (request, "snow; rain");
  if (spec->fields[PEN_ROLE_ASPECT] != NULL)
    pen_request_set_aspect (request, "9:16");
  if (spec->fields[PEN_ROLE_COUNT] != NULL && spec->sizes.min_pixels == 0)
    pen_request_set_count (request, 2);
  if (spec->fields[PEN_ROLE_REFERENCES] != NULL)
    {
      pen_request_add_reference (request, "/nowhere/reference.jpg");
      pen_exchange_take_input (request, "reference-0", pen_exchange_new_source (64, 64, "jpeg"));
    }
  pen_exchange_fill_parameters (request);

  return request;
}

void
pen_fal_start (PenExchangeFixture *self,
               PenRequest         *request)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (pen_request_check (request, &error));
  g_assert_no_error (error);
  pen_test_journal_reset (self->journal);
  pen_exchange_start (self, request);
}

void
pen_fal_run (PenExchangeFixture *self)
{
  pen_fal_start (self, pen_fal_new_request (self, FAL_TEXT, PEN_TASK_TEXT_TO_IMAGE, FALSE));
  pen_exchange_finish (self);
}

void
pen_fal_reset (PenExchangeFixture *self)
{
  pen_exchange_tell (self, "\"reset\":true,\"key\":\"" FAL_KEY "\"");
}

/* A picture that is too big for the request itself: noise does not get small. */
static PenBlob *
new_big_source (void)
{
  g_autoptr(GdkPixbuf) picture = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1536, 1024);
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  guint8 *pixels = gdk_pixbuf_get_pixels (picture);
  g_autoptr(GBytes) bytes = NULL;

  for (gsize i = 0; i < gdk_pixbuf_get_byte_length (picture); i++)
    pixels[i] = (guint8) g_rand_int (rand);
  bytes = pen_sim_picture_encode (picture, "png");
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 4 * 1024 * 1024);

  return pen_blob_new_for_bytes (bytes, "image/png");
}

PenRequest *
pen_fal_new_big_request (PenExchangeFixture *self)
{
  PenRequest *request = pen_fal_new_request (self, FAL_EDIT, PEN_TASK_IMAGE_TO_IMAGE, FALSE);
  g_autoptr(PenBlob) source = new_big_source ();

  pen_request_set_input (request, "source", source);
  pen_request_set_source_size (request, 1536, 1024);

  return request;
}
