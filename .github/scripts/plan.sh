#!/usr/bin/env bash
# Plans an environment, reviews the plans, and posts the review on the pull request. A stack that cannot be planned does
# not keep the others from being reviewed, but the job fails.
# Usage: .github/scripts/plan.sh <environment> <number of the pull request>
set -euo pipefail
shopt -s inherit_errexit
environment=$1
# A secret that does not exist is empty, and must not be used instead of the token that terraform login stored.
if [ -z "${TF_TOKEN_app_terraform_io:-}" ]; then unset TF_TOKEN_app_terraform_io; fi
number=$2
marker="callvault-review-$environment"
# The workflow keeps the plans under the tree that the merge will have.
tree=$(git rev-parse 'HEAD^{tree}')
echo "tree=$tree" >> "${GITHUB_OUTPUT:-/dev/null}"

# If exactly the reviewed plans will be applied, they include every stack with changes.
selection=--changed
if [ "${CALLVAULT_EXACT:-false}" = true ]; then selection=--compare; fi

rm -rf plans
code=0
base=$(git rev-parse 'HEAD^1')
npx callvault plan "$environment" --base "$base" --no-lock "$selection" --detailed-exitcode --out plans || code=$?
if [ "$code" != 0 ] && [ ! -f plans/manifest.json ]; then exit "$code"; fi

# Also without changes: the pull request may accept findings of a later one.
stopped=0
npx callvault review plans --markdown \
  --fail-on "${CALLVAULT_FAIL_ON:-data-loss,writes-stop,access,unwatched}" > review.md || stopped=$?
if [ ! -s review.md ]; then exit "$stopped"; fi
if [ "$code" = 0 ] && ! grep -q '^### ' review.md; then
  printf '<!-- %s -->\n\nPlan review: nothing changes in %s.\n' "$marker" "$environment" > review.md
fi

npx callvault post comment review.md --pull-request "$number" --marker "$marker" --plans plans
if [ "$stopped" = 0 ] && [ "$code" != 6 ]; then exit "$code"; fi
exit "$stopped"
