# SPDX-License-Identifier: Apache-2.0
# Shared by the scripts in this folder: where things are, and how a step tells what it does.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${MODUS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/modus}
jobs=${JOBS:-$(nproc)}

say() { printf '%s\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

# step TITLE COMMAND...: runs quietly with a running clock; shows the log only when the command fails.
step() {
  local title=$1 log start pid now
  shift
  log=$(mktemp)
  start=$SECONDS
  say "  … $title"
  "$@" >"$log" 2>&1 &
  pid=$!
  now=$start
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if ((SECONDS - now >= 30)); then
      now=$SECONDS
      say "    still at it after $((SECONDS - start)) s: $(tail -n 1 "$log" | cut -c1-100)"
    fi
  done
  if ! wait "$pid"; then
    tail -n 60 "$log" >&2
    rm -f "$log"
    die "$title failed; the end of its output is above"
  fi
  rm -f "$log"
  say "  ✓ $title ($((SECONDS - start)) s)"
}

# key FILE...: a short name for the contents of the files and the words on standard input.
key() { { cat "$@"; cat; } | sha256sum | cut -c1-16; }
