#!/usr/bin/env bash
# Writes what a pull request from a fork would change to the summary of the job, and fails if a reviewer has to
# decide. A fork has no credentials, and therefore no plan.
# Usage: .github/scripts/fork.sh
set -euo pipefail

npx callvault validate
git worktree add -q --detach base 'HEAD^1'
summary=$(mktemp)
stopped=0
npx callvault difference base/environments --fail-on data-loss,writes-stop,access,unwatched > "$summary" || stopped=$?
tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" < "$summary"
rm "$summary"
git worktree remove base
exit "$stopped"
