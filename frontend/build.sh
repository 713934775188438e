#!/usr/bin/env bash
# Builds the browser part: everything that is served under /static ends in frontend/dist.
set -euo pipefail
cd "$(dirname "$0")"
stamp=$(cat package.json package-lock.json build.sh 2>/dev/null | cksum)
if [ ! -f node_modules/.stamp ] || [ "$(cat node_modules/.stamp)" != "$stamp" ]; then
  npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
  printf '%s' "$stamp" >node_modules/.stamp
fi
exec node build.mjs
