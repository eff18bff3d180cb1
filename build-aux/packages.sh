# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# For build-aux/try and build-aux/check: install what is missing, and only that.

# Prints the packages of the lists that are not installed.
missing_packages ()
{
  local wanted installed
  wanted=$(sed 's/#.*//' "$@" | xargs -n1 | sort -u)
  installed=$(dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' 2>/dev/null |
              sed -n 's/^ii *//p' | sort -u)
  comm -23 <(printf '%s\n' "$wanted") <(printf '%s\n' "$installed") | xargs
}

# install_packages LIST…: installs what is missing, or says what is and fails.
install_packages ()
{
  local missing root=()

  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is no Debian; what has to be installed is named in:" "$@" >&2
    return 0
  fi

  missing=$(missing_packages "$@")
  if [ -z "$missing" ]; then
    return 0
  fi

  echo "Installing what is missing: $missing"
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "There is no sudo here.  As root, please run:" >&2
      echo "  apt-get install --no-install-recommends $missing" >&2
      return 1
    fi
    echo "(apt needs root; sudo may ask for your password)"
    root=(sudo)
  fi

  # An old package list may still do; what counts is what is installed in the end.
  "${root[@]}" apt-get update -q || true
  # shellcheck disable=SC2086
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends $missing || true

  missing=$(missing_packages "$@")
  if [ -n "$missing" ]; then
    echo "These packages are missing and could not be installed; is there a network?" >&2
    printf '  %s\n' $missing >&2
    return 1
  fi
}
