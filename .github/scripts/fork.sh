#!/usr/bin/env bash
# Writes what a pull request from a fork would change to the summary of the job, and fails if a reviewer has to
# decide. A fork has no credentials, and therefore no plan: the stacks that each side synthesizes with its own code are
# compared instead, by the code of the base.
# Usage: .github/scripts/fork.sh [folder that synthesize.sh wrote; default: synthesizes the pull request here]
set -euo pipefail
shopt -s inherit_errexit
folder=$(dirname "$0")
scripts=$(cd "$folder" && pwd)
project=$PWD
head=$(realpath -m "${1:-head.out}")
summary=${GITHUB_STEP_SUMMARY:-/dev/null}

git worktree add -q --detach base 'HEAD^1'
finish() {
  cd "$project"
  git worktree remove --force base
  if [ "$made" = true ]; then rm -rf "$head"; fi
}
made=false
trap finish EXIT
if [ $# = 0 ]; then
  made=true
  bash "$scripts/synthesize.sh" "$head" || true
fi

cd base
if [ -e "$project/node_modules" ] && cmp -s package-lock.json "$project/package-lock.json"; then
  ln -s "$project/node_modules" node_modules
else
  npm ci --ignore-scripts
fi
change=$(git -C "$project" rev-parse HEAD)
if ! git diff --quiet HEAD "$change" -- . ':!environments' ':!docs' ':!*.md'; then
  printf 'This pull request changes code. %s\n\n' \
    'Read it: in a deployment, code can synthesize other stacks than in this review.' | tee -a "$summary"
fi

review=$(mktemp)
stopped=0
npx callvault difference . "$head" --accept "$project/${CALLVAULT_ENVIRONMENTS:-environments}" \
  --fail-on "${CALLVAULT_FAIL_ON:-data-loss,writes-stop,access,unwatched}" > "$review" || stopped=$?
if [ "$stopped" != 0 ] && [ "$stopped" != 6 ]; then
  printf '## Not reviewed\n\n%s\n' \
    'The stacks before and after this change cannot be compared. The log of this job says why.' > "$review"
fi
tee -a "$summary" < "$review"
rm "$review"
exit "$stopped"
