#!/usr/bin/env bash
# Says in the summary of the job what a pull request from a fork would change: there are no credentials
# for it, and so no plan.
# Usage: ci/fork.sh
set -euo pipefail

npx callvault validate
git worktree add -q --detach base 'HEAD^1'
npx callvault difference base/environments | tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}"
git worktree remove base
