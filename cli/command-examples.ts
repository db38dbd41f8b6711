/** Examples of commands, which their help shows and docs/reference lists. */
export const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  apply: [
    'callvault apply --base origin/main --digest sha256:<digest>',
    'callvault apply plans --base 4f1c2d0 --digest sha256:<digest> --json',
  ],
  bootstrap: ['callvault bootstrap prod'],
  check: ['callvault check calls-prod', 'callvault check calls-prod --manifest list.jsonl --json'],
  connect: ['callvault connect calls-prod', 'callvault connect calls-prod --json'],
  difference: [
    'callvault difference ../base .',
    'callvault difference ../base head.out --fail-on data-loss',
  ],
  digest: ['callvault digest prod --commit HEAD'],
  disconnect: ['callvault disconnect calls-prod'],
  doctor: ['callvault doctor calls-prod', 'callvault doctor calls-prod --json'],
  environments: ['callvault environments'],
  explain: ['callvault explain calls-prod'],
  migrate: ['callvault migrate calls-prod'],
  outputs: ['callvault outputs calls-prod'],
  plan: [
    'callvault plan prod --base origin/main',
    'callvault plan prod --base HEAD --detailed-exitcode --out plans',
  ],
  ranges: ['callvault ranges video-prod --from api'],
  rotate: ['callvault rotate video-prod --if-older-than 90'],
  rule: ['callvault rule retention-whole-days', 'callvault rule'],
  validate: ['callvault validate', 'callvault validate environments/prod.yaml --json'],
  cloud: ['callvault cloud run calls-prod'],
  find: ['callvault find calls-prod --from 2026-11-01 --to 2026-11-07'],
  retire: ['callvault retire calls-prod'],
  'upgrade-check': ['callvault upgrade-check --from 0.1.0'],
};
