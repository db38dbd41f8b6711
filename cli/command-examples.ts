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
  dashboard: ['callvault dashboard calls-prod > calls.json'],
  digest: ['callvault digest prod --commit HEAD'],
  disconnect: ['callvault disconnect calls-prod'],
  doctor: ['callvault doctor calls-prod', 'callvault doctor calls-prod --json'],
  environments: ['callvault environments'],
  explain: [
    'callvault explain calls-prod',
    'callvault explain calls-prod --object recordings/2026/11/20/6a1f.wav --at 2028-11-20',
    'callvault explain video-prod --object recordings/RT1.mka --uploaded 2026-11-20 --deleted 2026-12-01',
  ],
  migrate: ['callvault migrate calls-prod'],
  outputs: ['callvault outputs calls-prod'],
  plan: [
    'callvault plan prod --base origin/main',
    'callvault plan prod --base HEAD --detailed-exitcode --out plans',
  ],
  ranges: ['callvault ranges video-prod --from api'],
  rotate: ['callvault rotate video-prod --if-older-than 90'],
  rule: ['callvault rule retention-whole-days', 'callvault rule'],
  report: [
    'callvault report prod --live',
    'callvault report prod --out audit/prod.html --at 2026-12-31',
    'callvault report prod --live --evidence evidence.zip --plans plans',
    'callvault report verify evidence.zip --digest <sha256>',
    'callvault report diff 2026-10/report-prod.json report-prod.json',
  ],
  status: ['callvault status', 'callvault status prod --json', 'callvault status --watch 300'],
  validate: [
    'callvault validate',
    'callvault validate environments/prod.yaml --json',
    'callvault validate --online',
  ],
  cloud: ['callvault cloud run calls-prod'],
  find: [
    'callvault find calls-prod --conversation 3f2504e0-4f89-41d3-9a0c-0305e82c3301',
    'callvault find calls-prod --key recordings/2026/11/20/6a1f.wav',
    'callvault find calls-prod --from 2026-11-01 --to 2026-11-30 --out november.jsonl',
  ],
  restore: [
    'callvault restore calls-prod --conversation 3f2504e0-4f89-41d3-9a0c-0305e82c3301 --tier Bulk',
    'callvault restore calls-prod --key recordings/2026/11/20/6a1f.wav --link 15m --yes',
  ],
  hold: [
    'callvault hold add smith-2026 --conversation 3f2504e0-4f89-41d3-9a0c-0305e82c3301 --reason "Smith v. Acme"',
    'callvault hold add smith-2026 --manifest ids.csv --reason "Smith v. Acme" --until 2028-12-31',
    'callvault hold add smith-2026 --manifest ids.csv --reason "Smith v. Acme" --batch',
    'callvault hold list',
    'callvault hold release smith-2026 --reason "settled" --approver "J. Doe"',
  ],
  erase: [
    'callvault erase calls-prod --manifest ids.csv --reason "request 2026-117"',
    'callvault erase calls-prod --conversation 3f2504e0-4f89-41d3-9a0c-0305e82c3301 --reason "request 2026-117" --yes',
  ],
  adopt: [
    'callvault adopt acme-calls --environment prod',
    'callvault adopt acme-calls --objects all --imports imports.tf.json',
  ],
  retire: ['callvault retire calls-prod'],
  'upgrade-check': ['callvault upgrade-check --from 0.1.0'],
};
