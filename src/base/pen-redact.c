/* pen-redact.c
 *
 * SPDX-FileCopyrightText: 2026 The Pentimento Authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

/*
 * Text that may be shown, logged or stored.
 *
 * Services repeat what they were sent in their error texts, with the key in it.
 * The key itself is known and goes first, in each spelling in which it may come
 * back.  Then goes what looks like a key, since it may be another one of the user's.
 */

#define G_LOG_DOMAIN "pen-redact"

#include "config.h"

#include <string.h>

#include "pen-redact.h"

#define MASK "•••"

/* A shorter one is no secret, and would take ordinary words with it. */
#define MIN_KEY_LENGTH 4

/* Further along in the same word there is a digit: an ordinary word has none. */
#define WITH_DIGIT "(?=[^\\s\"'’”<>]*\\d)"

typedef struct
{
  const char *pattern;
  const char *replacement;
} Rule;

static const Rule rules[] = {
  /* https://user:password@host/ */
  { "\\b([a-z][a-z0-9+.-]*://)[^/?#\\s@\"'<>]+@", "\\g<1>" MASK "@" },

  /* ?X-Amz-Signature=…, &token=…, &Key-Pair-Id=… */
  { "([?&;](?:[a-z0-9_.%-]*(?:key|token|secret|signature|credential|password|auth|policy|"
    "key-pair-id)|sig|pwd)=)[^&\\s\"'<>#]+", "\\g<1>" MASK },

  /* Authorization: Bearer … */
  { "\\b(bearer|basic|token|key)(\\s+)(?:" WITH_DIGIT "[a-z0-9+/=._~:*-]{8,}|"
    "[a-z0-9+/=._~:*-]{32,})", "\\g<1>\\g<2>" MASK },

  /* The spellings of particular services */
  { "\\b(?:sk|pk|rk)-[a-z0-9_*•…-]{6,}", MASK },
  { "\\b(?:r8|hf|gsk|tgp|xai|fw|bfl)_[a-z0-9_*•…]{8,}", MASK },
  { "\\baiza[a-z0-9_-]{20,}", MASK },
  { "\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{8,}", MASK },
  { "\\beyj[a-z0-9_-]{6,}\\.[a-z0-9_-]{6,}\\.[a-z0-9_-]*", MASK },

  /* "api_key": "…", Invalid key provided: … */
  { "((?:key|token|secret|password|credential|authorization)s?[\"'’”]?\\s*"
    "(?:is|was|provided|given|used)?\\s*[:=]?\\s*[\"'“‘`(<]*)"
    WITH_DIGIT "[a-z0-9_*+/=.~:-]{16,}", "\\g<1>" MASK },
};

static GRegex **
get_regexes (void)
{
  static gsize once = 0;
  static GRegex *regexes[G_N_ELEMENTS (rules)];

  if (g_once_init_enter (&once))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
        regexes[i] = g_regex_new (rules[i].pattern, G_REGEX_CASELESS | G_REGEX_OPTIMIZE,
                                  0, NULL);
      g_once_init_leave (&once, 1);
    }

  return regexes;
}

/* Takes @form. */
static void
replace_form (GString *text,
              char    *form)
{
  if (strlen (form) >= MIN_KEY_LENGTH)
    g_string_replace (text, form, MASK, 0);

  pen_secret_wipe (form);
  g_free (form);
}

/* The key as base64, alone or as the name or the password of “Basic”.  The last group
 * depends on what follows the key, so the whole groups are looked for as well. */
static void
replace_base64 (GString    *text,
                const char *before,
                const char *key,
                const char *after)
{
  char *plain = g_strconcat (before, key, after, NULL);
  gsize length = strlen (plain);
  char *whole = g_base64_encode ((const guchar *) plain, length);
  char *start = g_strndup (whole, length / 3 * 4);

  replace_form (text, g_strdelimit (g_strdup (whole), "+", '-'));
  replace_form (text, whole);
  replace_form (text, start);
  pen_secret_wipe (plain);
  g_free (plain);
}

static void
replace_key (GString    *text,
             const char *key)
{
  char *percent = g_uri_escape_string (key, NULL, FALSE);
  char *lower = g_strdup (percent);
  GString *json = g_string_new (key);

  for (char *at = lower; *at != '\0'; at++)
    if (*at == '%' && at[1] != '\0' && at[2] != '\0')
      {
        at[1] = g_ascii_tolower (at[1]);
        at[2] = g_ascii_tolower (at[2]);
      }
  g_string_replace (json, "/", "\\/", 0);

  replace_form (text, g_strdup (key));
  replace_form (text, percent);
  replace_form (text, lower);
  replace_form (text, g_string_free (json, FALSE));
  replace_base64 (text, "", key, "");
  replace_base64 (text, ":", key, "");
  replace_base64 (text, "", key, ":");
}

/**
 * pen_redact:
 * @key: (nullable): the key that must not appear
 * @text: (nullable): text from somebody else
 *
 * Removes @key, in its spellings, and whatever looks like a key: known prefixes,
 * `Bearer …`, passwords in addresses, the signatures of signed addresses.  The
 * result is valid UTF-8.
 *
 * Returns: (transfer full) (nullable): the text that may be shown; %NULL for %NULL
 */
char *
pen_redact (PenSecret  *key,
            const char *text)
{
  g_autofree char *valid = NULL;
  GRegex **regexes;
  GString *string;
  char *result;

  if (text == NULL)
    return NULL;

  string = g_string_new (text);
  if (key != NULL && strlen (pen_secret_peek (key)) >= MIN_KEY_LENGTH)
    replace_key (string, pen_secret_peek (key));

  valid = g_string_free (string, FALSE);
  result = g_utf8_make_valid (valid, -1);

  regexes = get_regexes ();
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autofree char *before = result;

      result = g_regex_replace (regexes[i], before, -1, 0, rules[i].replacement, 0, NULL);
      /* The matcher gave up on a text of extreme length: better nothing than a key */
      if (result == NULL)
        result = g_strdup (MASK);
    }

  return result;
}
