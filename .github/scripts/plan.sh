#!/usr/bin/env bash
# Plans an environment, reviews the plans, and says so on the pull request.
# Usage: .github/scripts/plan.sh <environment> <number of the pull request>
set -euo pipefail
environment=$1
number=$2
marker="callvault-review-$environment"

# Where exactly the plans that are read will be applied, they are of every stack that has anything to do.
which=--changed
if [ "${CALLVAULT_EXACT:-false}" = true ]; then which=--compare; fi

code=0
npx callvault plan "$environment" --base "$(git rev-parse 'HEAD^1')" --no-lock "$which" --out plans || code=$?
if [ "$code" != 0 ] && [ "$code" != 6 ]; then exit "$code"; fi

stopped=0
if [ "$code" = 6 ]; then
  npx callvault review plans --markdown \
    --fail-on data-loss,writes-stop,access > review.md || stopped=$?
  if [ "$stopped" != 0 ] && [ "$stopped" != 6 ]; then exit "$stopped"; fi
else
  printf '<!-- %s -->\n\nPlan review: nothing changes in %s.\n' "$marker" "$environment" > review.md
fi

npx callvault post comment review.md --pull-request "$number" --marker "$marker" --plans plans
exit "$stopped"
