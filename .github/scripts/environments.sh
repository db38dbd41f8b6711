#!/usr/bin/env bash
# Lists the environments with ci for the jobs that follow.
# Usage: .github/scripts/environments.sh
set -euo pipefail
shopt -s inherit_errexit

list=$(npx callvault environments)
echo "list=$list" >> "${GITHUB_OUTPUT:-/dev/stdout}"
