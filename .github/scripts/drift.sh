#!/usr/bin/env bash
# Opens an issue if an environment has drifted, and closes it when the drift is over.
# Usage: .github/scripts/drift.sh <environment>
set -euo pipefail
shopt -s inherit_errexit
environment=$1
# A secret that does not exist is empty, and must not be used instead of the token that terraform login stored.
if [ -z "${TF_TOKEN_app_terraform_io:-}" ]; then unset TF_TOKEN_app_terraform_io; fi
marker="callvault-drift-$environment"

code=0
rm -rf plans
base=$(git rev-parse HEAD)
npx callvault plan "$environment" --base "$base" --no-lock --detailed-exitcode --out plans || code=$?
close=()
if [ -f plans/manifest.json ] && [ "$code" != 0 ]; then
  npx callvault review plans --drift --markdown > drift.md || code=$?
  if [ ! -s drift.md ]; then exit "$code"; fi
elif [ "$code" = 0 ]; then
  printf '<!-- %s -->\n\nNo drift in %s.\n' "$marker" "$environment" > drift.md
  close=(--close)
else
  exit "$code"
fi

npx callvault post issue drift.md --title "Drift in $environment" --marker "$marker" "${close[@]}"
# Drift does not fail the job, but a stack that could not be planned does.
if [ "$code" = 5 ]; then exit "$code"; fi
