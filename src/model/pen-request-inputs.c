/* pen-request-inputs.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * PenRequest: the pictures besides the source (mask, references, controls), the frame,
 * and all of them as they will be sent.
 */

#define G_LOG_DOMAIN "pen-request"

#include "config.h"

#include <string.h>

#include "pen-request-private.h"

#define SOURCE "source"
#define MASK   "mask"

static void
pen_control_free (PenControl *control)
{
  g_free (control->kind);
  g_free (control->path);
  g_free (control);
}

void
_pen_request_init_inputs (PenRequest *self)
{
  self->search = g_strdup ("");
  self->references = g_ptr_array_new_with_free_func (g_free);
  self->controls = g_ptr_array_new_with_free_func ((GDestroyNotify) pen_control_free);
  self->inputs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) pen_blob_unref);
}

void
_pen_request_clear_inputs (PenRequest *self)
{
  g_clear_pointer (&self->search, g_free);
  g_clear_pointer (&self->mask_path, g_free);
  g_clear_pointer (&self->references, g_ptr_array_unref);
  g_clear_pointer (&self->controls, g_ptr_array_unref);
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->inputs, g_hash_table_unref);
}

void
_pen_request_copy_inputs (PenRequest *self,
                          PenRequest *copy)
{
  GHashTableIter iter;
  gpointer slot;
  gpointer blob;

  _pen_request_replace_text (&copy->search, self->search);
  _pen_request_replace_text (&copy->mask_path, self->mask_path);
  _pen_request_replace_text (&copy->token, self->token);
  copy->mask_grow = self->mask_grow;
  copy->mask_feather = self->mask_feather;
  memcpy (copy->extend, self->extend, sizeof self->extend);

  for (guint i = 0; i < self->references->len; i++)
    pen_request_add_reference (copy, g_ptr_array_index (self->references, i));
  for (guint i = 0; i < self->controls->len; i++)
    {
      PenControl *control = g_ptr_array_index (self->controls, i);

      pen_request_add_control (copy, control->kind, control->path, control->weight);
    }

  g_hash_table_iter_init (&iter, self->inputs);
  while (g_hash_table_iter_next (&iter, &slot, &blob))
    g_hash_table_replace (copy->inputs, g_strdup (slot), pen_blob_ref (blob));
}

/**
 * pen_request_get_search:
 * @self: a request
 *
 * Returns: (transfer none): what is to be found in the picture; may be empty
 */
const char *
pen_request_get_search (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->search;
}

/**
 * pen_request_set_search:
 * @self: a request
 * @search: (nullable): what is to be found in the picture
 */
void
pen_request_set_search (PenRequest *self,
                        const char *search)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  _pen_request_replace_text (&self->search, search != NULL ? search : "");
}

/**
 * pen_request_get_mask_path:
 * @self: a request
 *
 * Returns: (transfer none) (nullable) (type filename): the mask, white is what changes
 */
const char *
pen_request_get_mask_path (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->mask_path;
}

/**
 * pen_request_set_mask_path:
 * @self: a request
 * @path: (nullable) (type filename): the mask, white is what changes
 */
void
pen_request_set_mask_path (PenRequest *self,
                           const char *path)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  _pen_request_replace_text (&self->mask_path, path);
}

/**
 * pen_request_get_mask_grow:
 * @self: a request
 *
 * Returns: by how many pixels of the source the mask is grown
 */
guint
pen_request_get_mask_grow (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), 0);

  return self->mask_grow;
}

/**
 * pen_request_set_mask_grow:
 * @self: a request
 * @pixels: by how many pixels of the source the mask is grown
 */
void
pen_request_set_mask_grow (PenRequest *self,
                           guint       pixels)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  self->mask_grow = pixels;
}

/**
 * pen_request_get_mask_feather:
 * @self: a request
 *
 * Returns: over how many pixels of the source the mask's edge is softened
 */
guint
pen_request_get_mask_feather (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), 0);

  return self->mask_feather;
}

/**
 * pen_request_set_mask_feather:
 * @self: a request
 * @pixels: over how many pixels of the source the mask's edge is softened
 */
void
pen_request_set_mask_feather (PenRequest *self,
                              guint       pixels)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  self->mask_feather = pixels;
}

/**
 * pen_request_get_references:
 * @self: a request
 *
 * Returns: (transfer none) (element-type filename): further pictures that the model is
 *   to look at; for reading
 */
GPtrArray *
pen_request_get_references (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->references;
}

/**
 * pen_request_add_reference:
 * @self: a request
 * @path: (type filename): a picture that the model is to look at
 */
void
pen_request_add_reference (PenRequest *self,
                           const char *path)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (path != NULL);
  g_return_if_fail (!self->frozen);

  g_ptr_array_add (self->references, g_strdup (path));
}

/**
 * pen_request_set_reference:
 * @self: a request
 * @index: which reference, below their number
 * @path: (type filename): the same picture at another place
 */
void
pen_request_set_reference (PenRequest *self,
                           guint       index,
                           const char *path)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (index < self->references->len);
  g_return_if_fail (!self->frozen);

  _pen_request_replace_text ((char **) &self->references->pdata[index], path);
}

/**
 * pen_request_get_controls:
 * @self: a request
 *
 * Returns: (transfer none) (element-type PenControl): pictures that lead the
 *   composition; for reading
 */
GPtrArray *
pen_request_get_controls (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->controls;
}

/**
 * pen_request_add_control:
 * @self: a request
 * @kind: what is in the picture: “canny”, “depth” …
 * @path: (type filename): the picture
 * @weight: how strongly it is to be followed; negative for the model's own
 */
void
pen_request_add_control (PenRequest *self,
                         const char *kind,
                         const char *path,
                         double      weight)
{
  PenControl *control;

  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (kind != NULL && path != NULL);
  g_return_if_fail (!self->frozen);

  control = g_new0 (PenControl, 1);
  control->kind = g_strdup (kind);
  control->path = g_strdup (path);
  control->weight = weight;
  g_ptr_array_add (self->controls, control);
}

/**
 * pen_request_set_control:
 * @self: a request
 * @index: which control, below their number
 * @path: (type filename): the same picture at another place
 */
void
pen_request_set_control (PenRequest *self,
                         guint       index,
                         const char *path)
{
  PenControl *control;

  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (index < self->controls->len);
  g_return_if_fail (!self->frozen);

  control = g_ptr_array_index (self->controls, index);
  _pen_request_replace_text (&control->path, path);
}

/**
 * pen_request_get_extend:
 * @self: a request
 *
 * Returns: (transfer none) (array fixed-size=4): by how many pixels of the source the
 *   frame is pulled wider: left, top, right, bottom
 */
const guint *
pen_request_get_extend (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->extend;
}

/**
 * pen_request_set_extend:
 * @self: a request
 * @margins: (array fixed-size=4): left, top, right and bottom, in pixels of the source
 */
void
pen_request_set_extend (PenRequest  *self,
                        const guint  margins[PEN_N_SIDES])
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (!self->frozen);

  memcpy (self->extend, margins, sizeof self->extend);
}

/**
 * pen_request_has_extend:
 * @self: a request
 *
 * Returns: whether the frame is pulled wider at any side
 */
gboolean
pen_request_has_extend (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), FALSE);

  for (guint i = 0; i < PEN_N_SIDES; i++)
    if (self->extend[i] > 0)
      return TRUE;

  return FALSE;
}

/**
 * pen_request_get_token:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): a lower-case UUID of this request alone
 */
const char *
pen_request_get_token (PenRequest *self)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  return self->token;
}

/**
 * pen_request_set_token:
 * @self: a request, which may be frozen
 * @token: a lower-case UUID of this request alone
 */
void
pen_request_set_token (PenRequest *self,
                       const char *token)
{
  g_return_if_fail (PEN_IS_REQUEST (self));

  _pen_request_replace_text (&self->token, token);
}

/**
 * pen_request_get_input:
 * @self: a request
 * @slot: “source”, “mask”, “reference-0” …, “control-0” …
 *
 * Returns: (transfer none) (nullable): that picture as it will be sent
 */
PenBlob *
pen_request_get_input (PenRequest *self,
                       const char *slot)
{
  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);
  g_return_val_if_fail (slot != NULL, NULL);

  return g_hash_table_lookup (self->inputs, slot);
}

/**
 * pen_request_set_input:
 * @self: a request, which may be frozen
 * @slot: “source”, “mask”, “reference-0” …, “control-0” …
 * @blob: (nullable) (transfer none): that picture as it will be sent
 */
void
pen_request_set_input (PenRequest *self,
                       const char *slot,
                       PenBlob    *blob)
{
  g_return_if_fail (PEN_IS_REQUEST (self));
  g_return_if_fail (slot != NULL);

  if (blob != NULL)
    g_hash_table_replace (self->inputs, g_strdup (slot), pen_blob_ref (blob));
  else
    g_hash_table_remove (self->inputs, slot);
}

static void
add_numbered (PenRequest   *self,
              GStrvBuilder *slots,
              const char   *what,
              guint         number)
{
  for (guint i = 0; i < number; i++)
    {
      g_autofree char *slot = g_strdup_printf ("%s-%u", what, i);

      if (g_hash_table_contains (self->inputs, slot))
        g_strv_builder_add (slots, slot);
    }
}

/**
 * pen_request_get_slots:
 * @self: a request
 *
 * Returns: (transfer full) (array zero-terminated=1): the slots that hold a picture, in
 *   the order in which they are sent
 */
char **
pen_request_get_slots (PenRequest *self)
{
  g_autoptr(GStrvBuilder) slots = g_strv_builder_new ();
  guint number;

  g_return_val_if_fail (PEN_IS_REQUEST (self), NULL);

  if (g_hash_table_contains (self->inputs, SOURCE))
    g_strv_builder_add (slots, SOURCE);
  if (g_hash_table_contains (self->inputs, MASK))
    g_strv_builder_add (slots, MASK);

  /* No more than there are inputs, whatever the request says of itself. */
  number = g_hash_table_size (self->inputs);
  add_numbered (self, slots, "reference", MAX (number, self->references->len));
  add_numbered (self, slots, "control", MAX (number, self->controls->len));

  return g_strv_builder_end (slots);
}

/**
 * pen_request_get_source:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): the source as it will be sent
 */
PenBlob *
pen_request_get_source (PenRequest *self)
{
  return pen_request_get_input (self, SOURCE);
}

/**
 * pen_request_set_source:
 * @self: a request, which may be frozen
 * @source: (nullable) (transfer none): the source as it will be sent
 */
void
pen_request_set_source (PenRequest *self,
                        PenBlob    *source)
{
  pen_request_set_input (self, SOURCE, source);
}
