#!/bin/bash
# SPDX-FileCopyrightText: 2026 The Pentimento Authors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# build-aux/packages.sh with commands of our own in place of apt and dpkg.
#
# Usage: test-packages.sh BUILD-AUX
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin"
printf '# a comment\nhave\nneed # because\n' > "$folder/list"

command_is () { printf '#!/bin/bash\n%s\n' "$2" > "$folder/bin/$1"; chmod +x "$folder/bin/$1"; }
fail () { echo "$1"; cat "$folder/out"; exit 1; }
run ()
{
  PATH="$folder/bin:$PATH" bash -c '. "$1/packages.sh"; install_packages "$2"' - \
    "$1" "$folder/list" > "$folder/out" 2>&1
}

echo have > "$folder/installed"
command_is dpkg-query "sed 's/^/ii  /' '$folder/installed'"
command_is id "echo 0"

# Without a network: it fails, and names what is missing, not what is there.
command_is apt-get "exit 100"
if run "$1"; then fail "it went on without a package"; fi
grep -qx '  need' "$folder/out" || fail "the missing package is not named"
if grep -qx '  have' "$folder/out"; then fail "an installed package is called missing"; fi

# With one: the missing package alone is asked for.
command_is apt-get "echo \"\$*\" >> '$folder/asked'; case \$* in *install*) echo need >> '$folder/installed';; esac"
run "$1" || fail "it failed though all was installed"
grep -q 'install .*need' "$folder/asked" || fail "the missing package was not installed"
if grep -q have "$folder/asked"; then fail "an installed package was installed again"; fi

# When nothing is missing, apt is left alone.
rm "$folder/asked"
run "$1" || fail "it failed though nothing was missing"
[ ! -e "$folder/asked" ] || fail "apt ran for nothing"

# Not root, and no sudo: it says which command to run.
echo have > "$folder/installed"
command_is id "echo 1000"
for tool in bash sed xargs echo sort comm cat; do
  ln -s "$(type -P $tool)" "$folder/bin/$tool"
done
if PATH="$folder/bin" bash -c '. "$1/packages.sh"; install_packages "$2"' - "$1" "$folder/list" \
   > "$folder/out" 2>&1; then
  fail "it went on without root"
fi
grep -q 'apt-get install .*need' "$folder/out" || fail "the command is not named"
