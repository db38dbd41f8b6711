import { loadEnvironments, type LocatedProblem } from '../../config/load';
import { type Problem, renderPath } from '../../core/problem';

/** An environment with nothing wrong in it, and a store of each vendor. */
export const GOOD = `account: '111111111111'
region: eu-central-1
type: production
tags:
  owner: platform
state:
  backend: s3
  bucket: acme-state
stores:
  calls:
    vendor: genesys
    bucket: acme-calls
    organizationId: 7c9e6679-7425-40de-944b-e07fc1f90ae7
    genesysAccount: '765628985471'
    genesysRegion: eu-central-1
    vendorRetentionDays: 730
    retention:
      days: 730
      transitions: archive
    sourceIp:
      mode: enforce
      cidrs: [203.0.113.0/24]
    integrity: { source: manifest }
  video:
    vendor: twilio
    bucket: acme-video
    recordings: true
    compositions: false
    retention:
      days: 90
  other:
    vendor: custom
    title: Other
    bucket: acme-other
    access:
      kind: assume-role
      principals: ['arn:aws:iam::291871421005:root']
      externalId: 0d9a7c1e-6a0b-4a55
      externalIdSource: chosen
    actions:
      object: [s3:PutObject]
    retention:
      days: 30
`;

/** The good environment with one text in it replaced; the text must be there. */
export function change(from: string, to: string, text = GOOD): string {
  if (!text.includes(from)) throw new Error(`${from} is not in the environment`);
  return text.replace(from, () => to);
}

/** What is found in a file, as `line:column path rule`, and the sentences. */
export function found(text: string, file = 'environments/prod.yaml') {
  return loadEnvironments([{ file, text }]).problems.filter(isUnusual).map(summary);
}

/** Warnings about what almost every environment of these tests has. They have tests of their own. */
const USUAL = [
  'alarms-have-recipients',
  'path-pattern-unique',
  'administrators-named',
  'readers-named',
  'quota-new-account',
];

/** Whether a problem is not one of the warnings that almost every environment of these tests has. */
export function isUnusual({ rule, warning }: Problem): boolean {
  return warning !== true || !USUAL.includes(rule);
}

/** A problem in the form the tables compare. */
export function summary({ line, column, path, rule, what, fix }: LocatedProblem) {
  return { at: `${line}:${column} ${renderPath(path)}`.trimEnd(), rule, what, fix };
}

/** What {@link summary} gives. */
export type Summary = ReturnType<typeof summary>;

/** A title, what is replaced in {@link GOOD} by what, and all that is then found. */
export type BadFile = [title: string, from: string, to: string, problems: Summary[]];
