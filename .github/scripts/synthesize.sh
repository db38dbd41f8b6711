#!/usr/bin/env bash
# Synthesizes this commit with its own code. The code can be that of a stranger: it gets no credentials, no token and no
# privileges, and no network if the runner can take it away.
# Usage: .github/scripts/synthesize.sh <folder for the stacks>
set -euo pipefail
shopt -s inherit_errexit
mkdir -p "$1"
out=$(cd "$1" && pwd)
home=$(mktemp -d)
app=$(node -p 'require.resolve("callvault/app")')

user=$(id -u)
group=$(id -g)
isolated=()
if sudo --non-interactive unshare --net true 2> /dev/null; then
  isolated=(sudo --non-interactive unshare --net
    setpriv --reuid "$user" --regid "$group" --clear-groups --no-new-privs)
elif unshare --map-root-user --net true 2> /dev/null; then
  isolated=(unshare --map-root-user --net)
else
  echo 'This runner cannot take away the network.' >&2
fi

# What the code prints must not become a command of the workflow.
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
echo "::stop-commands::$token"
code=0
timeout 600 "${isolated[@]}" env -i PATH="$PATH" HOME="$home" CHECKPOINT_DISABLE=1 CDKTF_OUTDIR="$out" \
  CALLVAULT_CACHE=off CALLVAULT_ENVIRONMENTS="${CALLVAULT_ENVIRONMENTS:-environments}" \
  node "$app" || code=$?
echo "::$token::"
rm -rf "$home"
# What an interrupted synthesis wrote must not be taken for all stacks.
if [ "$code" != 0 ]; then rm -rf "$out"; fi
exit "$code"
