#!/usr/bin/env bash
# Deploys an environment after a merge: the stacks with changes or, with CALLVAULT_EXACT=true, exactly the
# plans that were reviewed in the pull request.
# Usage: .github/scripts/deploy.sh <environment>
set -euo pipefail
environment=$1
base=$(git rev-parse 'HEAD^1')

if [ "${CALLVAULT_EXACT:-false}" = true ]; then
  gh run download --name "plans-$environment-$(git rev-parse 'HEAD^{tree}')" --dir plans
  digest=$(npx callvault digest "$environment" --commit "$(git rev-parse HEAD)")
  npx callvault apply plans --base "$base" --digest "$digest"
  exit
fi

code=0
npx callvault plan "$environment" --base "$base" --out plans || code=$?
if [ "$code" = 0 ]; then exit; fi
if [ "$code" != 6 ]; then exit "$code"; fi
if [ "$(node -p 'JSON.parse(fs.readFileSync("plans/manifest.json", "utf8")).unplanned.length')" != 0 ]; then
  exit "$code"
fi
mapfile -t stacks < <(node -p \
  'JSON.parse(fs.readFileSync("plans/manifest.json", "utf8")).stacks.map(({ id }) => id).join("\n")')
rm -rf plans
npx cdktf deploy "${stacks[@]}" --auto-approve
