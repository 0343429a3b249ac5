#!/bin/sh
# What Maven asks of npm: install (only when the lock file changed), build, check (lint, types, tests).
# The tools run on the Node that package.json pins, whatever the machine has; that one is needed for npm itself.
set -eu
cd "$(dirname "$0")"

command -v npm >/dev/null || { echo "admin-ui: npm is missing; install Node.js (which brings npm)" >&2; exit 1; }

case "${1:-}" in
  install)
    stamp=node_modules/.lock-hash
    hash=$(cat package.json package-lock.json | sha256sum)
    [ -x node_modules/.bin/node ] && [ "$(cat $stamp 2>/dev/null)" = "$hash" ] && exit 0
    npm ci --no-audit --no-fund --loglevel=error --fetch-retries=5
    # A native part that could not be fetched counts as optional to npm, which then says nothing.
    PATH="$PWD/node_modules/.bin:$PATH" node --input-type=module -e 'await import("rolldown")' || {
      rm -rf node_modules
      echo "admin-ui: a package for this machine was not downloaded; is the npm registry reachable? Try again." >&2
      exit 1
    }
    printf '%s\n' "$hash" >$stamp
    ;;
  build | check)
    PATH="$PWD/node_modules/.bin:$PATH" npm run --silent "$1"
    ;;
  *)
    echo "usage: build.sh install|build|check" >&2
    exit 64
    ;;
esac
