/* pen-secret.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-secret"

#include "config.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "pen-redact.h"
#include "pen-secret.h"

struct _PenSecret
{
  gatomicrefcount  ref_count;

  char            *text;      /* (owned) */
  gsize            length;
  gsize            mapped;    /* the size of the mapping; 0 if there is none */
};

G_DEFINE_BOXED_TYPE (PenSecret, pen_secret, pen_secret_ref, pen_secret_unref)

/* Whole pages of their own, so that nothing else shares what is said about them.
 * Locking is a wish: the limit for it is small, and without it the secret still works. */
static char *
map_pages (gsize size)
{
  void *pages = mmap (NULL, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (pages == MAP_FAILED)
    return NULL;

  if (madvise (pages, size, MADV_DONTDUMP) != 0)
    g_debug ("A secret may be seen in a core dump");
  if (mlock (pages, size) != 0)
    g_debug ("A secret may be written to swap");

  return pages;
}

/**
 * pen_secret_new:
 * @text: the secret; wiping this copy is up to the caller, see pen_secret_wipe()
 *
 * Returns: (transfer full): a secret
 */
PenSecret *
pen_secret_new (const char *text)
{
  PenSecret *self;
  gsize page = (gsize) sysconf (_SC_PAGESIZE);

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (PenSecret, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->length = strlen (text);
  self->mapped = (self->length / page + 1) * page;
  self->text = map_pages (self->mapped);
  if (self->text == NULL)
    {
      self->mapped = 0;
      self->text = g_malloc (self->length + 1);
    }
  memcpy (self->text, text, self->length + 1);

  return self;
}

/**
 * pen_secret_ref:
 * @self: a secret
 *
 * Returns: (transfer full): @self
 */
PenSecret *
pen_secret_ref (PenSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * pen_secret_unref:
 * @self: (transfer full): a secret
 *
 * Lets go of @self; the last one to do so wipes it.
 */
void
pen_secret_unref (PenSecret *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  explicit_bzero (self->text, self->length);
  if (self->mapped > 0)
    munmap (self->text, self->mapped);
  else
    g_free (self->text);
  g_free (self);
}

/**
 * pen_secret_peek:
 * @self: a secret
 *
 * Returns: (transfer none): the text; whoever copies it wipes the copy
 */
const char *
pen_secret_peek (PenSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

/**
 * pen_secret_equal:
 * @self: (nullable): a secret
 * @other: (nullable): a secret
 *
 * Returns: whether both hold the same text, or both are %NULL
 */
gboolean
pen_secret_equal (PenSecret *self,
                  PenSecret *other)
{
  if (self == NULL || other == NULL)
    return self == other;

  return self->length == other->length &&
         memcmp (self->text, other->text, self->length) == 0;
}

/**
 * pen_secret_wipe:
 * @text: (nullable): text that holds a secret
 *
 * Overwrites @text with zeros, in a way that the compiler does not leave out.
 * Does not free it.
 */
void
pen_secret_wipe (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
}

/**
 * pen_secret_redact:
 * @self: (nullable): a secret
 * @text: (nullable): text from somebody else
 *
 * The same as pen_redact().
 *
 * Returns: (transfer full) (nullable): @text, with @self and whatever looks like a key removed
 */
char *
pen_secret_redact (PenSecret  *self,
                   const char *text)
{
  return pen_redact (self, text);
}
