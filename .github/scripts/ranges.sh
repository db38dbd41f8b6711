#!/usr/bin/env bash
# Updates address ranges to those that vendors publish, and keeps a pull request with the changes.
# Usage: .github/scripts/ranges.sh <base branch>
set -euo pipefail
shopt -s inherit_errexit
base=$1
branch=callvault/ranges

list=$(npx callvault environments)
stacks=$(node -p 'JSON.parse(fs.readFileSync(0, "utf8")).flatMap(({ ranges }) => ranges).join("\n")' <<< "$list")
printf '<!-- callvault-ranges -->\n\nThe vendors now publish:\n\n```\n' > ranges.md
for stack in $stacks; do
  code=0
  npx callvault ranges "$stack" --from "${CALLVAULT_RANGES_FROM:-api}" >> ranges.md || code=$?
  if [ "$code" != 0 ] && [ "$code" != 6 ]; then exit "$code"; fi
done
printf '```\n' >> ranges.md

environments=${CALLVAULT_ENVIRONMENTS:-environments}
if git diff --quiet -- "$environments"; then exit; fi
git checkout -q -B "$branch"
git -c user.name='github-actions[bot]' \
  -c user.email='41898282+github-actions[bot]@users.noreply.github.com' \
  commit -q -m 'Update address ranges to those that the vendors publish' -- "$environments"
git push -q --force origin "HEAD:refs/heads/$branch"
npx callvault post pull-request ranges.md --title 'Update address ranges to those that the vendors publish' \
  --head "$branch" --base "$base"
