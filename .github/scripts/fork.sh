#!/usr/bin/env bash
# Says in the summary of the job what a pull request from a fork would change, and fails where that may not
# be: there are no credentials for it, and so no plan.
# Usage: .github/scripts/fork.sh
set -euo pipefail

npx callvault validate
git worktree add -q --detach base 'HEAD^1'
said=$(mktemp)
stopped=0
npx callvault difference base/environments --fail-on data-loss,writes-stop,access > "$said" || stopped=$?
tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" < "$said"
rm "$said"
git worktree remove base
exit "$stopped"
