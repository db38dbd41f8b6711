#!/usr/bin/env bash
# Opens an issue if an environment has drifted, and closes it when the drift is over.
# Usage: .github/scripts/drift.sh <environment>
set -euo pipefail
environment=$1
marker="callvault-drift-$environment"

code=0
npx callvault plan "$environment" --base "$(git rev-parse HEAD)" --no-lock --out plans || code=$?
close=()
if [ "$code" = 6 ]; then
  npx callvault review plans --drift --markdown > drift.md
elif [ "$code" = 0 ]; then
  printf '<!-- %s -->\n\nNo drift in %s.\n' "$marker" "$environment" > drift.md
  close=(--close)
else
  exit "$code"
fi
npx callvault post issue drift.md --title "Drift in $environment" --marker "$marker" "${close[@]}"
