#!/bin/sh
# What Maven asks of npm: install (only when a lock file changed), build, check (lint, types, tests).
# All runs on the Node and npm of toolchain/, whatever the machine has: its npm is needed for getting those.
set -eu
cd "$(dirname "$0")"

command -v npm >/dev/null || { echo "admin-ui: npm is missing; install Node.js (which brings npm)" >&2; exit 1; }

quietly='--no-audit --no-fund --loglevel=error --fetch-retries=5'
tools=$PWD/toolchain/node_modules/.bin

# Whether the folder $1 has what its lock file says; otherwise its packages are installed by npm, the stamp last.
install() (
  cd "$1"
  hash=$(cat package.json package-lock.json | sha256sum)
  [ "$(cat node_modules/.lock-hash 2>/dev/null)" = "$hash" ] && exit 0
  # shellcheck disable=SC2086
  npm ci $quietly
  printf '%s\n' "$hash" >node_modules/.lock-hash
)

case "${1:-}" in
  install)
    install toolchain
    PATH="$tools:$PATH" install .
    # A native part that could not be fetched counts as optional to npm, which then says nothing.
    PATH="$tools:$PATH" node --input-type=module -e 'await import("rolldown")' || {
      rm -rf node_modules
      echo "admin-ui: a package for this machine is missing; is the npm registry reachable? Try again." >&2
      exit 1
    }
    ;;
  build)
    PATH="$tools:$PWD/node_modules/.bin:$PATH" npm run --silent build
    ;;
  check) # leaves what it said when it failed, for whoever asks at the end of a long run
    mkdir -p target
    status=0
    PATH="$tools:$PWD/node_modules/.bin:$PATH" NO_COLOR=1 npm run --silent check >target/check.log 2>&1 || status=$?
    cat target/check.log
    [ "$status" != 0 ] || rm target/check.log
    exit "$status"
    ;;
  lighthouse) # measures a server that runs, by LIGHTWAVE_URL, LIGHTWAVE_CA, LIGHTWAVE_ADMIN_USER, LIGHTWAVE_ADMIN_PASSWORD
    sh ./build.sh install
    PATH="$tools:$PATH" install lighthouse
    PATH="$tools:$PATH" node lighthouse/measure.ts
    ;;
  *)
    echo "usage: build.sh install|build|check|lighthouse" >&2
    exit 64
    ;;
esac
