#!/usr/bin/env bash
# Deploys an environment after a merge: the stacks with changes or, with CALLVAULT_EXACT=true, exactly the
# plans that were reviewed in the pull request.
# Usage: .github/scripts/deploy.sh <environment>
set -euo pipefail
shopt -s inherit_errexit
environment=$1
# A secret that does not exist is empty, and must not be used instead of the token that terraform login stored.
if [ -z "${TF_TOKEN_app_terraform_io:-}" ]; then unset TF_TOKEN_app_terraform_io; fi
base=$(git rev-parse 'HEAD^1')

# Everyone can upload an artifact of this name: from a fork, or with another workflow. Only runs of review.yml for
# branches of this repository count; the digest then says whether the plans are those that were reviewed.
download_reviewed() {
  local name=$1 artifacts candidates id run
  artifacts=$(gh api --paginate --slurp "repos/{owner}/{repo}/actions/artifacts?per_page=100&name=$name")
  candidates=$(node -p 'JSON.parse(fs.readFileSync(0, "utf8")).flatMap(({ artifacts }) => artifacts)
    .filter(({ expired, workflow_run: run }) => !expired && run && run.head_repository_id === run.repository_id)
    .map(({ workflow_run: { id } }) => id).join("\n")' <<< "$artifacts")
  for id in $candidates; do
    run=$(gh api "repos/{owner}/{repo}/actions/runs/$id" --jq '"\(.event) \(.path)"')
    if [ "${run%%@*}" = 'pull_request .github/workflows/review.yml' ]; then
      gh run download "$id" --name "$name" --dir plans
      return
    fi
  done
  echo "No run of review.yml for a branch of this repository has kept $name: plan and review again." >&2
  return 1
}

rm -rf plans
if [ "${CALLVAULT_EXACT:-false}" = true ]; then
  tree=$(git rev-parse 'HEAD^{tree}')
  head=$(git rev-parse HEAD)
  download_reviewed "plans-$environment-$tree"
  digest=$(npx callvault digest "$environment" --commit "$head")
  npx callvault apply plans --base "$base" --digest "$digest"
  exit
fi

code=0
printed=$(npx callvault plan "$environment" --base "$base" --detailed-exitcode --out plans) || code=$?
echo "$printed"
if [ "$code" = 0 ]; then exit; fi
if [ "$code" != 6 ]; then exit "$code"; fi
unplanned=$(node -p 'JSON.parse(fs.readFileSync("plans/manifest.json", "utf8")).unplanned.length')
if [ "$unplanned" != 0 ]; then exit "$code"; fi
digest=$(grep --only-matching --max-count=1 'sha256:[0-9a-f]\{64\}' <<< "$printed")
npx callvault apply plans --base "$base" --digest "$digest"
rm -rf plans
