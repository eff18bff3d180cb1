/* pen-sim-leonardo-files.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Uploads in two calls: a name and a form from the service, then the form with the bytes to
 * a file host below /s3, which refuses whoever shows it the key.  Results are below /cdn.
 */

#define G_LOG_DOMAIN "pen-sim-leonardo-files"

#include "config.h"

#include <string.h>

#include "pen-sim-form.h"
#include "pen-sim-leonardo-private.h"

void
pen_sim_leonardo_image_free (PenSimLeonardoImage *image)
{
  g_clear_pointer (&image->id, g_free);
  g_clear_pointer (&image->extension, g_free);
  g_clear_pointer (&image->fields, json_object_unref);
  g_clear_pointer (&image->bytes, g_bytes_unref);
  g_free (image);
}

/* Returns: (transfer none) (nullable): the picture of that name, if its bytes are there */
PenSimLeonardoImage *
pen_sim_leonardo_find (PenSimLeonardoState *state,
                       const char          *id,
                       gboolean             canvas)
{
  PenSimLeonardoImage *image = g_hash_table_lookup (state->images, id);

  return image != NULL && image->bytes != NULL && image->canvas == canvas ? image : NULL;
}

static PenSimLeonardoImage *
add_image (PenSimLeonardoState *state,
           const char          *extension,
           gboolean             canvas)
{
  PenSimLeonardoImage *image = g_new0 (PenSimLeonardoImage, 1);
  g_autofree char *signature = NULL;
  g_autofree char *key = NULL;

  image->id = pen_sim_leonardo_new_id (state);
  image->extension = g_strdup (extension);
  image->canvas = canvas;
  image->fields = json_object_new ();
  key = g_strdup_printf ("uploads/%s.%s", image->id, extension);
  signature = g_compute_checksum_for_string (G_CHECKSUM_SHA256, image->id, -1);
  json_object_set_string_member (image->fields, "Content-Type", "image");
  json_object_set_string_member (image->fields, "bucket", "images");
  json_object_set_string_member (image->fields, "X-Amz-Algorithm", "AWS4-HMAC-SHA256");
  json_object_set_string_member (image->fields, "key", key);
  json_object_set_string_member (image->fields, "Policy", "eyJleHBpcmF0aW9uIjoic29vbiJ9");
  json_object_set_string_member (image->fields, "X-Amz-Signature", signature);
  g_hash_table_replace (state->images, g_strdup (image->id), image);

  return image;
}

static void
describe_image (PenSimVisit         *visit,
                PenSimLeonardoImage *image,
                JsonObject          *object,
                const char * const  *names)
{
  g_autofree char *base = pen_sim_leonardo_get_base (visit);
  g_autofree char *address = g_strdup_printf ("%s/s3/%s", base, image->id);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), image->fields);
  g_autofree char *fields = json_to_string (node, FALSE);

  json_object_set_string_member (object, names[0], image->id);
  json_object_set_string_member (object, names[1], address);
  /* JSON in a text, once more. */
  json_object_set_string_member (object, names[2], fields);
  json_object_set_string_member (object, names[3],
                                 json_object_get_string_member (image->fields, "key"));
}

/* The extension in @name, if it is one, and nothing more than @n_members is there. */
static const char *
read_extension (JsonObject *body,
                const char *name,
                guint       n_members)
{
  static const char * const extensions[] = { "png", "jpg", "jpeg", "webp", NULL };
  const char *extension = json_object_get_string_member_with_default (body, name, "");

  return json_object_get_size (body) == n_members && g_strv_contains (extensions, extension)
         ? extension : NULL;
}

static void
answer (PenSimVisit *visit,
        const char  *name,
        JsonObject  *object)
{
  JsonObject *outer = json_object_new ();

  json_object_set_object_member (outer, name, object);
  pen_sim_visit_answer_object (visit, 200, outer);
}

void
pen_sim_leonardo_name (PenSimLeonardoState *state,
                       PenSimVisit         *visit)
{
  static const char * const names[] = { "id", "url", "fields", "key" };
  g_autoptr(JsonObject) body = pen_sim_leonardo_read_body (state, visit);
  const char *extension = body != NULL ? read_extension (body, "extension", 1) : NULL;
  JsonObject *object;

  if (body == NULL)
    return;
  if (extension == NULL)
    {
      pen_sim_leonardo_refuse (state, visit, "invalid file extension");
      return;
    }

  object = json_object_new ();
  describe_image (visit, add_image (state, extension, FALSE), object, names);
  answer (visit, "uploadInitImage", object);
}

void
pen_sim_leonardo_name_pair (PenSimLeonardoState *state,
                            PenSimVisit         *visit)
{
  static const char * const init_names[] = { "initImageId", "initUrl", "initFields", "initKey" };
  static const char * const mask_names[] = { "maskImageId", "maskUrl", "maskFields", "maskKey" };
  static const char * const other_names[] = {
    "masksImageId", "masksUrl", "masksFields", "masksKey",
  };
  g_autoptr(JsonObject) body = pen_sim_leonardo_read_body (state, visit);
  const char *first = body != NULL ? read_extension (body, "initExtension", 2) : NULL;
  const char *second = body != NULL ? read_extension (body, "maskExtension", 2) : NULL;
  JsonObject *object;

  if (body == NULL)
    return;
  if (first == NULL || second == NULL)
    {
      pen_sim_leonardo_refuse (state, visit, "invalid file extension");
      return;
    }

  object = json_object_new ();
  describe_image (visit, add_image (state, first, TRUE), object, init_names);
  describe_image (visit, add_image (state, second, TRUE), object,
                  pen_sim_leonardo_is (state, "masks") ? other_names : mask_names);
  answer (visit, "uploadCanvasInitImage", object);
}

/* All fields, as they were given out and in their order, then the file. */
static gboolean
is_in_order (PenSimLeonardoImage *image,
             PenSimForm          *form,
             GBytes              *bytes)
{
  g_autofree char *head = g_strndup (g_bytes_get_data (bytes, NULL),
                                     MIN (g_bytes_get_size (bytes), 8192));
  g_autoptr(GList) names = json_object_get_members (image->fields);
  g_autoptr(JsonObject) all = pen_sim_form_describe (form);
  const char *last = head;

  if (json_object_get_size (all) != json_object_get_size (image->fields) + 1)
    return FALSE;

  for (GList *l = names; l != NULL; l = l->next)
    {
      g_autofree char *mark = g_strdup_printf ("name=\"%s\"", (char *) l->data);
      const char *at = strstr (last, mark);

      if (at == NULL || g_strcmp0 (pen_sim_form_get_text (form, l->data, NULL),
                                   json_object_get_string_member (image->fields, l->data)) != 0)
        return FALSE;
      last = at;
    }

  return strstr (last, "name=\"file\"") != NULL;
}

static void
refuse_file (PenSimVisit *visit,
             const char  *code)
{
  g_autofree char *text = g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>"
                                           "<Code>%s</Code></Error>", code);

  pen_sim_visit_answer_text (visit, 403, "application/xml", text);
}

void
pen_sim_leonardo_take_file (PenSimLeonardoState *state,
                            PenSimVisit         *visit)
{
  const char *id = visit->path + strlen ("/s3/");
  PenSimLeonardoImage *image = g_hash_table_lookup (state->images, id);
  const char *content_type = pen_sim_visit_get_header (visit, "Content-Type");
  g_autoptr(PenSimForm) form = pen_sim_form_new (content_type, visit->body, NULL);
  PenSimPart *file = form != NULL ? pen_sim_form_get (form, "file") : NULL;
  g_autoptr(GBytes) nothing = g_bytes_new_static ("", 0);
  PenSimPictureInfo info;

  if (pen_sim_visit_get_header (visit, "Authorization") != NULL)
    {
      pen_sim_log_remark (visit->entry, "the key was sent to the file host");
      refuse_file (visit, "InvalidArgument");
    }
  else if (image == NULL || form == NULL || pen_sim_leonardo_is (state, "expired"))
    refuse_file (visit, "AccessDenied");
  else if (file == NULL || !is_in_order (image, form, visit->body))
    refuse_file (visit, "SignatureDoesNotMatch");
  else if (!pen_sim_picture_inspect (file->bytes, &info) ||
           (!g_str_has_suffix (info.media_type, image->extension) &&
            !(g_str_equal (image->extension, "jpg") &&
              g_str_equal (info.media_type, "image/jpeg"))))
    refuse_file (visit, "InvalidContent");
  else
    {
      g_clear_pointer (&image->bytes, g_bytes_unref);
      image->bytes = g_bytes_ref (file->bytes);
      pen_sim_visit_answer (visit, 204, NULL, nothing);
    }
}

void
pen_sim_leonardo_give_file (PenSimLeonardoState *state,
                            PenSimVisit         *visit)
{
  GBytes *bytes = g_hash_table_lookup (state->results, visit->path);
  g_autoptr(GBytes) spoilt = NULL;
  PenSimPictureInfo info;

  if (pen_sim_visit_get_header (visit, "Authorization") != NULL)
    {
      pen_sim_log_remark (visit->entry, "the key was sent to the file host");
      refuse_file (visit, "InvalidArgument");
      return;
    }
  if (bytes == NULL)
    {
      refuse_file (visit, "NoSuchKey");
      return;
    }

  if (pen_sim_fault_is_of_gateway (visit->fault) && pen_sim_visit_goes_wrong (visit))
    return;
  pen_sim_picture_inspect (bytes, &info);
  spoilt = pen_sim_visit_spoil (visit, bytes);
  pen_sim_visit_answer (visit, 200, info.media_type, spoilt);
}
