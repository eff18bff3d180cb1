/* pen-error.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#define G_LOG_DOMAIN "pen-error"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "pen-error.h"

G_DEFINE_QUARK (pen-error-quark, pen_error)

/* In the order of PenError: these words go into the database and into --json. */
static const char * const nicks[] = {
  "failed",
  "network",
  "unknown-outcome",
  "key-missing",
  "key-rejected",
  "quota",
  "rate-limit",
  "refused",
  "invalid-request",
  "invalid-reply",
  "service",
  "expired",
  "too-large",
  "picture",
  "storage",
  "newer-database",
  "keyring",
  "not-found",
  "usage",
  "busy",
};

G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == PEN_ERROR_BUSY + 1);

/* What a foreign error means to us.  Where @with_detail is set, the original message
 * names a file and is worth showing. */
typedef struct
{
  int         code;
  PenError    becomes;
  gboolean    with_detail;
  const char *sentence;
} Conversion;

static const Conversion io_conversions[] = {
  { G_IO_ERROR_NOT_FOUND, PEN_ERROR_STORAGE, TRUE,
    N_("A file or folder is not there") },
  { G_IO_ERROR_EXISTS, PEN_ERROR_STORAGE, TRUE,
    N_("There is a file of that name already") },
  { G_IO_ERROR_IS_DIRECTORY, PEN_ERROR_STORAGE, TRUE,
    N_("A folder stands where a file was expected") },
  { G_IO_ERROR_NOT_DIRECTORY, PEN_ERROR_STORAGE, TRUE,
    N_("A file stands where a folder was expected") },
  { G_IO_ERROR_NOT_REGULAR_FILE, PEN_ERROR_STORAGE, TRUE,
    N_("This is not an ordinary file") },
  { G_IO_ERROR_FILENAME_TOO_LONG, PEN_ERROR_STORAGE, TRUE,
    N_("The name of the file is too long") },
  { G_IO_ERROR_INVALID_FILENAME, PEN_ERROR_STORAGE, TRUE,
    N_("The name of the file is not allowed here") },
  { G_IO_ERROR_PERMISSION_DENIED, PEN_ERROR_STORAGE, TRUE,
    N_("The system does not allow the use of this file or folder") },
  { G_IO_ERROR_READ_ONLY, PEN_ERROR_STORAGE, TRUE,
    N_("The drive or folder can only be read") },
  { G_IO_ERROR_NO_SPACE, PEN_ERROR_STORAGE, FALSE,
    N_("The disk is full; make room and try again") },
  { G_IO_ERROR_NOT_MOUNTED, PEN_ERROR_STORAGE, TRUE,
    N_("The drive is not connected") },
  { G_IO_ERROR_TOO_MANY_OPEN_FILES, PEN_ERROR_STORAGE, FALSE,
    N_("Too many files are open; close some programs and try again") },
  { G_IO_ERROR_WRONG_ETAG, PEN_ERROR_STORAGE, TRUE,
    N_("The file was changed by another program") },

  { G_IO_ERROR_HOST_NOT_FOUND, PEN_ERROR_NETWORK, FALSE,
    N_("The server was not found; check the address and the network connection") },
  { G_IO_ERROR_HOST_UNREACHABLE, PEN_ERROR_NETWORK, FALSE,
    N_("The server cannot be reached; check the network connection") },
  { G_IO_ERROR_NETWORK_UNREACHABLE, PEN_ERROR_NETWORK, FALSE,
    N_("There is no network connection") },
  { G_IO_ERROR_CONNECTION_REFUSED, PEN_ERROR_NETWORK, FALSE,
    N_("The server does not accept connections; check that it runs") },
  { G_IO_ERROR_CONNECTION_CLOSED, PEN_ERROR_NETWORK, FALSE,
    N_("The server closed the connection") },
  { G_IO_ERROR_NOT_CONNECTED, PEN_ERROR_NETWORK, FALSE,
    N_("The connection to the server was lost") },
  { G_IO_ERROR_TIMED_OUT, PEN_ERROR_NETWORK, FALSE,
    N_("The server did not answer in time") },
  { G_IO_ERROR_PROXY_FAILED, PEN_ERROR_NETWORK, FALSE,
    N_("The proxy does not work; check the network settings") },
  { G_IO_ERROR_PROXY_AUTH_FAILED, PEN_ERROR_NETWORK, FALSE,
    N_("The proxy rejected the password; check the network settings") },
  { G_IO_ERROR_PROXY_NEED_AUTH, PEN_ERROR_NETWORK, FALSE,
    N_("The proxy wants a password; check the network settings") },
  { G_IO_ERROR_PROXY_NOT_ALLOWED, PEN_ERROR_NETWORK, FALSE,
    N_("The proxy does not allow this connection; check the network settings") },
};

static const Conversion file_conversions[] = {
  { G_FILE_ERROR_NOENT, PEN_ERROR_STORAGE, TRUE,
    N_("A file or folder is not there") },
  { G_FILE_ERROR_EXIST, PEN_ERROR_STORAGE, TRUE,
    N_("There is a file of that name already") },
  { G_FILE_ERROR_ACCES, PEN_ERROR_STORAGE, TRUE,
    N_("The system does not allow the use of this file or folder") },
  { G_FILE_ERROR_PERM, PEN_ERROR_STORAGE, TRUE,
    N_("The system does not allow the use of this file or folder") },
  { G_FILE_ERROR_ROFS, PEN_ERROR_STORAGE, TRUE,
    N_("The drive or folder can only be read") },
  { G_FILE_ERROR_NOSPC, PEN_ERROR_STORAGE, FALSE,
    N_("The disk is full; make room and try again") },
};

/**
 * pen_error_from_status:
 * @http_status: an HTTP status, 300 or more
 *
 * Chooses the code for a reply whose body said nothing more precise.
 *
 * Returns: the code
 */
PenError
pen_error_from_status (guint http_status)
{
  switch (http_status)
    {
    case 401:
    case 403:
      return PEN_ERROR_KEY_REJECTED;

    case 402:
      return PEN_ERROR_QUOTA;

    case 404:
      return PEN_ERROR_NOT_FOUND;

    case 407:
      return PEN_ERROR_NETWORK;

    case 408:
      return PEN_ERROR_SERVICE;

    case 410:
      return PEN_ERROR_EXPIRED;

    case 413:
      return PEN_ERROR_TOO_LARGE;

    case 429:
      return PEN_ERROR_RATE_LIMIT;

    case 451:
      return PEN_ERROR_REFUSED;

    default:
      if (http_status >= 300 && http_status < 400)
        return PEN_ERROR_INVALID_REPLY;
      if (http_status >= 400 && http_status < 500)
        return PEN_ERROR_INVALID_REQUEST;
      if (http_status >= 500 && http_status < 600)
        return PEN_ERROR_SERVICE;
      return PEN_ERROR_FAILED;
    }
}

static const Conversion *
find_conversion (const GError *error)
{
  static const Conversion resolver = { 0, PEN_ERROR_NETWORK, FALSE,
    N_("The server was not found; check the address and the network connection") };
  static const Conversion tls = { 0, PEN_ERROR_NETWORK, FALSE,
    N_("No safe connection to the server could be made; check the clock and the network") };
  static const Conversion json = { 0, PEN_ERROR_INVALID_REPLY, FALSE,
    N_("The text is not valid JSON") };
  static const Conversion uri = { 0, PEN_ERROR_USAGE, FALSE,
    N_("This is not a valid address") };
  static const Conversion file = { 0, PEN_ERROR_STORAGE, TRUE,
    N_("A file could not be read or written") };
  gboolean is_file = error->domain == G_FILE_ERROR;
  const Conversion *table = is_file ? file_conversions : io_conversions;
  gsize size = is_file ? G_N_ELEMENTS (file_conversions) : G_N_ELEMENTS (io_conversions);

  if (error->domain == G_RESOLVER_ERROR)
    return &resolver;
  if (error->domain == G_TLS_ERROR)
    return &tls;
  if (error->domain == JSON_PARSER_ERROR || error->domain == JSON_READER_ERROR)
    return &json;
  if (error->domain == G_URI_ERROR)
    return &uri;
  if (error->domain != G_IO_ERROR && error->domain != G_FILE_ERROR)
    return NULL;

  for (gsize i = 0; i < size; i++)
    if (table[i].code == error->code)
      return &table[i];

  return is_file ? &file : NULL;
}

/**
 * pen_error_convert:
 * @error: (inout) (nullable): the address of an error, which may be unset
 *
 * Moves a foreign error into the %PEN_ERROR domain, with a sentence for people.
 *
 * A cancellation stays what it is, since it is never shown to the user; so does an
 * error that is one of ours already.
 */
void
pen_error_convert (GError **error)
{
  g_autoptr(GError) original = NULL;
  const Conversion *conversion;
  const char *sentence;

  if (error == NULL || *error == NULL || (*error)->domain == PEN_ERROR)
    return;

  if (g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  original = g_steal_pointer (error);
  g_debug ("%s %d: %s", g_quark_to_string (original->domain), original->code,
           original->message);

  conversion = find_conversion (original);
  if (conversion == NULL)
    {
      *error = g_error_new_literal (PEN_ERROR, PEN_ERROR_FAILED, original->message);
      return;
    }

  sentence = _(conversion->sentence);
  if (conversion->with_detail)
    /* Translators: a sentence, and the system's words about the same, with the file's name */
    *error = g_error_new (PEN_ERROR, conversion->becomes, _("%s (%s)"),
                          sentence, original->message);
  else
    *error = g_error_new_literal (PEN_ERROR, conversion->becomes, sentence);
}

/**
 * pen_error_to_nick:
 * @code: a code
 *
 * Returns: the word that stands for @code in the database and in `--json`
 */
const char *
pen_error_to_nick (PenError code)
{
  g_return_val_if_fail ((gsize) code < G_N_ELEMENTS (nicks), nicks[PEN_ERROR_FAILED]);

  return nicks[code];
}

/**
 * pen_error_from_nick:
 * @nick: (nullable): a word from pen_error_to_nick()
 *
 * Returns: its code; %PEN_ERROR_FAILED where the word is unknown
 */
PenError
pen_error_from_nick (const char *nick)
{
  for (gsize i = 0; nick != NULL && i < G_N_ELEMENTS (nicks); i++)
    if (strcmp (nick, nicks[i]) == 0)
      return (PenError) i;

  return PEN_ERROR_FAILED;
}
