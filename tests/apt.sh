#!/bin/sh
# Installs the Debian packages listed in a file, one a line with a comment behind; names the command where it may not.
set -eu
missing=""
for package in $(sed 's/#.*//' "$1"); do
  state=$(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null || true)
  case "$state" in ii*) ;; *) missing="$missing $package" ;; esac
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then as=""; elif sudo -n true 2>/dev/null; then as="sudo"; else
  echo "These packages are missing. Please run: sudo apt-get install$missing" >&2
  exit 1
fi
echo "installing$missing"
log=$(mktemp)
$as apt-get update -qq >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq --no-install-recommends $missing >"$log" 2>&1 || {
  cat "$log" >&2
  exit 1
}
rm -f "$log"
