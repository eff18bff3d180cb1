/* pen-media.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-media"

#include "config.h"

#include <string.h>

#include "pen-media.h"

typedef struct
{
  const char *media_type;
  const char *format;
  const char *extension;
} Kind;

static const Kind kinds[] = {
  { "image/png", "png", "png" },
  { "image/jpeg", "jpeg", "jpg" },
  { "image/webp", "webp", "webp" },
  { "image/gif", "gif", "gif" },
  { "image/avif", "avif", "avif" },
  { "image/heic", "heic", "heic" },
  { "image/tiff", "tiff", "tiff" },
  { "image/bmp", "bmp", "bmp" },
  { "image/jxl", "jxl", "jxl" },
  { "image/svg+xml", "svg", "svg" },

  /* Other spellings, only ever read */
  { "image/jpeg", "jpg", "jpg" },
  { "image/heic", "heif", "heic" },
  { "image/tiff", "tif", "tiff" },
};

typedef struct
{
  gsize       offset;
  gsize       length;
  const char *bytes;
  const char *media_type;
} Signature;

static const Signature signatures[] = {
  { 0, 8, "\x89PNG\r\n\x1a\n", "image/png" },
  { 0, 3, "\xff\xd8\xff", "image/jpeg" },
  { 8, 4, "WEBP", "image/webp" },
  { 0, 6, "GIF87a", "image/gif" },
  { 0, 6, "GIF89a", "image/gif" },
  { 0, 4, "II*\0", "image/tiff" },
  { 0, 4, "MM\0*", "image/tiff" },
  { 0, 2, "\xff\x0a", "image/jxl" },
  { 0, 12, "\0\0\0\x0cJXL \r\n\x87\n", "image/jxl" },
  { 0, 4, "<svg", "image/svg+xml" },
};

/* The container of AVIF and HEIC: its first box names a brand, and then more brands. */
static const char *
sniff_brands (const guint8 *data,
              gsize         length)
{
  static const char * const heic[] = { "heic", "heix", "heim", "heis", "mif1", "msf1" };
  const char *found = NULL;

  if (length < 12 || memcmp (data + 4, "ftyp", 4) != 0)
    return NULL;

  for (gsize at = 8; at + 4 <= length; at += 4)
    {
      if (memcmp (data + at, "avif", 4) == 0 || memcmp (data + at, "avis", 4) == 0)
        return "image/avif";
      for (gsize i = 0; i < G_N_ELEMENTS (heic); i++)
        if (memcmp (data + at, heic[i], 4) == 0)
          found = "image/heic";
    }

  return found;
}

/* Two letters are little, so the header's fields have to make sense, too. */
static gboolean
is_bmp (const guint8 *data,
        gsize         length)
{
  return length >= 18 && memcmp (data, "BM", 2) == 0 &&
         memcmp (data + 6, "\0\0\0\0", 4) == 0 &&
         data[14] >= 12 && data[15] == 0 && data[16] == 0 && data[17] == 0;
}

/**
 * pen_media_sniff:
 * @data: (nullable): the beginning of a file
 * @length: how much there is of it; %PEN_MEDIA_SNIFF_SIZE is enough
 *
 * Returns: (nullable): the media type of a picture, or %NULL
 */
const char *
pen_media_sniff (const guint8 *data,
                 gsize         length)
{
  if (data == NULL)
    return NULL;

  length = MIN (length, PEN_MEDIA_SNIFF_SIZE);

  for (gsize i = 0; i < G_N_ELEMENTS (signatures); i++)
    {
      const Signature *signature = &signatures[i];

      if (length >= signature->offset + signature->length &&
          memcmp (data + signature->offset, signature->bytes, signature->length) == 0 &&
          (signature->offset == 0 || memcmp (data, "RIFF", 4) == 0))
        return signature->media_type;
    }

  if (is_bmp (data, length))
    return "image/bmp";

  return sniff_brands (data, length);
}

static const Kind *
find_kind (const char *media_type)
{
  gsize length;

  if (media_type == NULL)
    return NULL;

  length = strcspn (media_type, "; \t");
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strlen (kinds[i].media_type) == length &&
        g_ascii_strncasecmp (kinds[i].media_type, media_type, length) == 0)
      return &kinds[i];

  return NULL;
}

/**
 * pen_media_to_extension:
 * @media_type: (nullable): `image/jpeg`
 *
 * Returns: the end of a file name, without the dot: `jpg`; `bin` for what is unknown
 */
const char *
pen_media_to_extension (const char *media_type)
{
  const Kind *kind = find_kind (media_type);

  return kind != NULL ? kind->extension : "bin";
}

/**
 * pen_media_to_format:
 * @media_type: (nullable): `image/jpeg`
 *
 * Returns: (nullable): the short word for it: `jpeg`
 */
const char *
pen_media_to_format (const char *media_type)
{
  const Kind *kind = find_kind (media_type);

  return kind != NULL ? kind->format : NULL;
}

/**
 * pen_media_from_format:
 * @format: (nullable): a short word, or a file name's end: `jpeg`, `JPG`
 *
 * Returns: (nullable): the media type: `image/jpeg`
 */
const char *
pen_media_from_format (const char *format)
{
  for (gsize i = 0; format != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (g_ascii_strcasecmp (kinds[i].format, format) == 0)
      return kinds[i].media_type;

  return NULL;
}
