/* pen-picture-input.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-picture-input"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "pen-decode.h"
#include "pen-error.h"
#include "pen-picture-input-private.h"
#include "pen-texture.h"

struct _PenPictureInput
{
  GObject                parent_instance;

  PenEngine             *engine;       /* (owned) (nullable) */
  GCancellable          *cancellable;  /* (owned) (nullable): of what is on the way */
  int                    hovers;       /* targets under the drag: they lie in each other */
  GtkFileChooserNative  *chooser;      /* (owned) (nullable): while it is open */
};

G_DEFINE_FINAL_TYPE (PenPictureInput, pen_picture_input, G_TYPE_OBJECT)

/* Which drop a stream came from */
#define DROP_DATA "drop"

typedef enum
{
  STARTED,
  PICKED,
  FAILED,
  HINT,
  HOVER,
} PenPictureInputSignal;

static guint signals[HOVER + 1];

/* Begins something new: what was on the way is given up. */
GCancellable *
pen_picture_input_begin (PenPictureInput *self)
{
  pen_picture_input_cancel (self);
  self->cancellable = g_cancellable_new ();
  g_signal_emit (self, signals[STARTED], 0);

  return self->cancellable;
}

void
pen_picture_input_fail (PenPictureInput *self,
                        const char      *sentence)
{
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[FAILED], 0, sentence);
}

static void
pick (PenPictureInput *self,
      const char      *path)
{
  g_clear_object (&self->cancellable);
  g_signal_emit (self, signals[PICKED], 0, path);
}

/* A drag has come over a target (@step 1), has left one (-1), or is over (0). */
void
pen_picture_input_hover (PenPictureInput *self,
                         int              step)
{
  int before = self->hovers;

  self->hovers = step == 0 ? 0 : MAX (before + step, 0);
  if ((self->hovers > 0) != (before > 0))
    g_signal_emit (self, signals[HOVER], 0, self->hovers > 0);
}

/* What nearly every callback begins with.  Only a caller that was not cancelled may
 * look at its user data. */
static gboolean
was_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The engine's two ways to keep a picture take no longer part once they are through:
 * the cancellable that rode along says whether anyone still waits. */
typedef struct
{
  PenPictureInput *self;         /* (unowned): valid unless cancelled */
  GCancellable    *cancellable;  /* (owned) */
} Waiter;

static Waiter *
waiter_new (PenPictureInput *self)
{
  Waiter *waiter = g_new0 (Waiter, 1);

  waiter->self = self;
  waiter->cancellable = g_object_ref (self->cancellable);

  return waiter;
}

static void
waiter_free (Waiter *waiter)
{
  g_clear_object (&waiter->cancellable);
  g_free (waiter);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiter, waiter_free)

static void
keep_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(Waiter) waiter = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  path = pen_engine_keep_input_finish (PEN_ENGINE (object), result, &error);
  if (g_cancellable_is_cancelled (waiter->cancellable))
    return;

  if (path == NULL)
    pen_picture_input_fail (waiter->self, error->message);
  else
    pick (waiter->self, path);
}

static void
keep (PenPictureInput *self,
      GBytes          *bytes)
{
  if (self->engine == NULL || g_bytes_get_size (bytes) == 0)
    pen_picture_input_fail (self, _("There was no picture in it"));
  else if (g_bytes_get_size (bytes) > PEN_DECODE_MAX_BYTES)
    pen_picture_input_fail (self,
                            _("This picture is larger than 100 MB, which is more than can be "
                              "opened"));
  else
    pen_engine_keep_input_async (self->engine, bytes, keep_cb, waiter_new (self));
}

static void
fetch_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(Waiter) waiter = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  path = pen_engine_fetch_input_finish (PEN_ENGINE (object), result, &error);
  if (g_cancellable_is_cancelled (waiter->cancellable))
    return;

  if (path == NULL)
    pen_picture_input_fail (waiter->self, error->message);
  else
    pick (waiter->self, path);
}

static void
fetch (PenPictureInput *self,
       const char      *uri)
{
  if (self->engine == NULL)
    pen_picture_input_fail (self, _("The address cannot be opened now"));
  else
    pen_engine_fetch_input_async (self->engine, uri, self->cancellable,
                                  fetch_cb, waiter_new (self));
}

static void
load_file_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PenPictureInput *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, &error);
  if (was_cancelled (error))
    return;

  self = user_data;
  if (bytes != NULL)
    {
      keep (self, bytes);
      return;
    }

  g_debug ("A file that is not on this computer: %s", error->message);
  pen_picture_input_fail (self,
                          _("The file could not be read; copy it to this computer and try "
                            "again"));
}

static void
query_size_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  PenPictureInput *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GFileInfo) info = NULL;

  info = g_file_query_info_finish (G_FILE (object), result, &error);
  if (was_cancelled (error))
    return;

  self = user_data;
  if (info != NULL && g_file_info_get_size (info) > PEN_DECODE_MAX_BYTES)
    pen_picture_input_fail (self,
                            _("This file is larger than 100 MB, which is more than can be "
                              "opened"));
  else
    g_file_load_bytes_async (G_FILE (object), self->cancellable, load_file_cb, self);
}

static void
resolve_file (PenPictureInput *self,
              GFile           *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    {
      pick (self, path);
    }
  else if (g_file_has_uri_scheme (file, "http") || g_file_has_uri_scheme (file, "https"))
    {
      g_autofree char *uri = g_file_get_uri (file);

      fetch (self, uri);
    }
  else
    {
      g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                               G_PRIORITY_DEFAULT, self->cancellable, query_size_cb, self);
    }
}

static void
hint_first (PenPictureInput *self,
            guint            count)
{
  g_autofree char *sentence = NULL;

  if (count < 2)
    return;

  sentence = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                           "The first of %u picture was opened",
                                           "The first of %u pictures was opened", count),
                              count);
  g_signal_emit (self, signals[HINT], 0, sentence);
}

static void
resolve_files (PenPictureInput *self,
               GdkFileList     *list)
{
  g_autoptr(GSList) files = list != NULL ? gdk_file_list_get_files (list) : NULL;

  if (files == NULL)
    {
      pen_picture_input_fail (self, _("There was no file in it"));
      return;
    }

  resolve_file (self, files->data);
  hint_first (self, g_slist_length (files));
}

/* Text that is an address, or several, one a line; “#” begins a remark. */
static void
resolve_text (PenPictureInput *self,
              const char      *text)
{
  g_auto(GStrv) lines = g_strsplit_set (text != NULL ? text : "", "\r\n", -1);
  const char *first = NULL;
  guint count = 0;

  for (char **line = lines; *line != NULL; line++)
    {
      g_strstrip (*line);
      if (**line == '\0' || **line == '#')
        continue;

      count++;
      if (first == NULL)
        first = *line;
    }

  if (first != NULL && (g_str_has_prefix (first, "http://") || g_str_has_prefix (first, "https://")
                        || g_str_has_prefix (first, "file://")))
    {
      g_autoptr(GFile) file = g_file_new_for_uri (first);

      resolve_file (self, file);
      hint_first (self, count);
    }
  else if (first != NULL && count == 1 && g_path_is_absolute (first))
    {
      pick (self, first);
    }
  else
    {
      pen_picture_input_fail (self, _("This text is not the address of a picture"));
    }
}

static void
encode_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenPictureInput *self;
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  bytes = pen_texture_encode_finish (result, &error);
  if (bytes == NULL)
    return;

  self = user_data;
  keep (self, bytes);
}

void
pen_picture_input_resolve_value (PenPictureInput *self,
                                 const GValue    *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    resolve_files (self, g_value_get_boxed (value));
  else if (G_VALUE_HOLDS (value, G_TYPE_FILE) && g_value_get_object (value) != NULL)
    resolve_file (self, g_value_get_object (value));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE) && g_value_get_object (value) != NULL)
    pen_texture_encode_async (g_value_get_object (value), self->cancellable, encode_cb, self);
  else if (G_VALUE_HOLDS (value, G_TYPE_STRING))
    resolve_text (self, g_value_get_string (value));
  else
    pen_picture_input_fail (self, _("There was no picture in it"));
}

static void
splice_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PenPictureInput *self;
  GdkDrop *drop = g_object_get_data (object, DROP_DATA);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  g_output_stream_splice_finish (G_OUTPUT_STREAM (object), result, &error);
  if (drop != NULL)
    gdk_drop_finish (drop, error == NULL ? GDK_ACTION_COPY : 0);
  if (was_cancelled (error))
    return;

  self = user_data;
  if (error != NULL)
    {
      g_debug ("The other program stopped: %s", error->message);
      pen_picture_input_fail (self, _("The other program did not hand the picture over"));
      return;
    }

  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (object));
  keep (self, bytes);
}

/* Reads a picture out of @stream.  It is only then that @drop, if there is one, is over:
 * the other program may end as soon as it hears so. */
void
pen_picture_input_resolve_stream (PenPictureInput *self,
                                  GInputStream    *stream,
                                  GdkDrop         *drop)
{
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();

  if (drop != NULL)
    g_object_set_data_full (G_OBJECT (memory), DROP_DATA, g_object_ref (drop), g_object_unref);
  g_output_stream_splice_async (memory, stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, self->cancellable, splice_cb, self);
}

/**
 * pen_picture_input_take_value:
 * @self: an input
 * @value: a #GdkFileList, #GFile, #GdkTexture or string
 *
 * Takes what is already here.
 */
void
pen_picture_input_take_value (PenPictureInput *self,
                              const GValue    *value)
{
  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));
  g_return_if_fail (G_IS_VALUE (value));

  pen_picture_input_begin (self);
  pen_picture_input_resolve_value (self, value);
}

/**
 * pen_picture_input_take_file:
 * @self: an input
 * @file: a file, or an address
 *
 * Takes @file.
 */
void
pen_picture_input_take_file (PenPictureInput *self,
                             GFile           *file)
{
  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));
  g_return_if_fail (G_IS_FILE (file));

  pen_picture_input_begin (self);
  resolve_file (self, file);
}

static void
response_cb (PenPictureInput *self,
             int              response)
{
  g_autoptr(GtkFileChooserNative) chooser = g_steal_pointer (&self->chooser);
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL)
    pen_picture_input_take_file (self, file);
}

/**
 * pen_picture_input_choose:
 * @self: an input
 * @parent: (nullable): the window that asks
 *
 * Lets the user choose a file.
 */
void
pen_picture_input_choose (PenPictureInput *self,
                          GtkWindow       *parent)
{
  g_autoptr(GtkFileFilter) pictures = NULL, all = NULL;

  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));
  g_return_if_fail (parent == NULL || GTK_IS_WINDOW (parent));

  if (self->chooser != NULL)
    {
      gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
      return;
    }

  self->chooser = gtk_file_chooser_native_new (_("Open Picture"), parent,
                                               GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _("_Open"), _("_Cancel"));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);

  pictures = gtk_file_filter_new ();
  gtk_file_filter_set_name (pictures, _("Pictures"));
  gtk_file_filter_add_pixbuf_formats (pictures);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), pictures);

  all = gtk_file_filter_new ();
  gtk_file_filter_set_name (all, _("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), all);

  g_signal_connect_object (self->chooser, "response", G_CALLBACK (response_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

/**
 * pen_picture_input_cancel:
 * @self: an input
 *
 * Gives up what is on the way, silently.
 */
void
pen_picture_input_cancel (PenPictureInput *self)
{
  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
pen_picture_input_dispose (GObject *object)
{
  PenPictureInput *self = PEN_PICTURE_INPUT (object);

  pen_picture_input_cancel (self);
  if (self->chooser != NULL)
    gtk_native_dialog_destroy (GTK_NATIVE_DIALOG (self->chooser));
  g_clear_object (&self->chooser);
  g_clear_object (&self->engine);

  G_OBJECT_CLASS (pen_picture_input_parent_class)->dispose (object);
}

static void
add_signal (PenPictureInputSignal  id,
            const char            *name,
            GType                  argument)
{
  signals[id] = g_signal_new (name, PEN_TYPE_PICTURE_INPUT, G_SIGNAL_RUN_LAST,
                              0, NULL, NULL, NULL,
                              G_TYPE_NONE, argument != G_TYPE_NONE ? 1 : 0, argument);
}

static void
pen_picture_input_class_init (PenPictureInputClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = pen_picture_input_dispose;

  add_signal (STARTED, "started", G_TYPE_NONE);
  add_signal (PICKED, "picked", G_TYPE_STRING);
  add_signal (FAILED, "failed", G_TYPE_STRING);
  add_signal (HINT, "hint", G_TYPE_STRING);
  add_signal (HOVER, "hover", G_TYPE_BOOLEAN);
}

static void
pen_picture_input_init (PenPictureInput *self)
{
}

/**
 * pen_picture_input_new:
 *
 * Returns: (transfer full): an input
 */
PenPictureInput *
pen_picture_input_new (void)
{
  return g_object_new (PEN_TYPE_PICTURE_INPUT, NULL);
}

/**
 * pen_picture_input_set_engine:
 * @self: an input
 * @engine: (nullable): keeps pictures that have no file
 */
void
pen_picture_input_set_engine (PenPictureInput *self,
                              PenEngine       *engine)
{
  g_return_if_fail (PEN_IS_PICTURE_INPUT (self));

  g_set_object (&self->engine, engine);
}
