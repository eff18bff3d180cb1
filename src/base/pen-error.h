/* pen-error.h
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PEN_ERROR:
 *
 * The one error domain that leaves the libraries.
 *
 * The only other error a caller has to expect is %G_IO_ERROR_CANCELLED.
 * Messages are sentences for people, without a full stop at the end.
 */
#define PEN_ERROR (pen_error_quark ())

/**
 * PenError:
 * @PEN_ERROR_FAILED: nothing below fits
 * @PEN_ERROR_NETWORK: the service could not be reached, and nothing can have been bought
 * @PEN_ERROR_UNKNOWN_OUTCOME: the request went out and no answer came: it may have been paid for
 * @PEN_ERROR_KEY_MISSING: the service wants a key and there is none
 * @PEN_ERROR_KEY_REJECTED: the key is wrong, or not allowed to do this
 * @PEN_ERROR_QUOTA: the account has no credit left
 * @PEN_ERROR_RATE_LIMIT: too many requests; worth trying again later
 * @PEN_ERROR_REFUSED: the service refused the content
 * @PEN_ERROR_INVALID_REQUEST: the service or the model does not take this request
 * @PEN_ERROR_INVALID_REPLY: we did not understand the reply
 * @PEN_ERROR_SERVICE: the service failed
 * @PEN_ERROR_EXPIRED: a result that the service keeps no longer, or never had
 * @PEN_ERROR_TOO_LARGE: a picture or a reply is larger than we, or the model, accept
 * @PEN_ERROR_PICTURE: a file that holds no picture we can read
 * @PEN_ERROR_STORAGE: disk full, folder read-only, file gone
 * @PEN_ERROR_NEWER_DATABASE: the gallery was written by a newer version of the program
 * @PEN_ERROR_KEYRING: the keyring is locked, absent, or refused
 * @PEN_ERROR_NOT_FOUND: no such model, job or picture
 * @PEN_ERROR_USAGE: the user asked for something that does not exist
 * @PEN_ERROR_BUSY: another window or program is at it
 *
 * What went wrong, in terms that a user interface can act upon.
 */
typedef enum
{
  PEN_ERROR_FAILED,
  PEN_ERROR_NETWORK,
  PEN_ERROR_UNKNOWN_OUTCOME,
  PEN_ERROR_KEY_MISSING,
  PEN_ERROR_KEY_REJECTED,
  PEN_ERROR_QUOTA,
  PEN_ERROR_RATE_LIMIT,
  PEN_ERROR_REFUSED,
  PEN_ERROR_INVALID_REQUEST,
  PEN_ERROR_INVALID_REPLY,
  PEN_ERROR_SERVICE,
  PEN_ERROR_EXPIRED,
  PEN_ERROR_TOO_LARGE,
  PEN_ERROR_PICTURE,
  PEN_ERROR_STORAGE,
  PEN_ERROR_NEWER_DATABASE,
  PEN_ERROR_KEYRING,
  PEN_ERROR_NOT_FOUND,
  PEN_ERROR_USAGE,
  PEN_ERROR_BUSY,
} PenError;

GQuark      pen_error_quark       (void);
PenError    pen_error_from_status (guint        http_status);
void        pen_error_convert     (GError     **error);
const char *pen_error_to_nick     (PenError     code);
PenError    pen_error_from_nick   (const char  *nick);

G_END_DECLS
