import * as fs from 'node:fs';
import { synthesize } from './synthesized';

const BOUNDARY = 'arn:aws:iam::111111111111:policy/limit';

/** A store for each access method and each way to check and replicate, with ci and a boundary. */
const TEXT = fs
  .readFileSync('test/access/environments/prod.yaml', 'utf8')
  .replace(
    '\ntype:',
    `\npermissionsBoundary: ${BOUNDARY}\nci: { repository: acme/recordings, bucketPrefixes: [acme-] }\ntype:`,
  )
  .replace('administrators:', '$&\n  - arn:aws:iam::111111111111:role/callvault-deploy-prod');

const STACKS = synthesize([{ file: 'environments/prod.yaml', text: TEXT }]);
const identities = STACKS.flatMap(({ id, all }) =>
  [...all('aws_iam_role'), ...all('aws_iam_user')].map(([name, attributes]) => ({
    id,
    name: name.replace(/_[0-9A-F]{8}$/, ''),
    attributes,
  })),
);

test('every role and user of every stack has the permissions boundary of the environment', () => {
  const without = identities.filter(
    ({ attributes }) => attributes.permissions_boundary !== BOUNDARY,
  );
  expect(without).toEqual([]);
});

test('these are the roles and users of vendors, replication, the check, arrivals, the canary, jobs and ci; those of the state bucket are none', () => {
  const names = (ids: RegExp) => [
    ...new Set(identities.flatMap(({ id, name }) => (ids.test(id) ? name : []))),
  ];
  expect(STACKS.map(({ id }) => id)).toEqual(expect.arrayContaining(['state-prod', 'ci-prod']));
  expect(names(/^state-prod$/)).toEqual([]);
  expect(names(/^ci-prod$/)).toEqual(['Ci_Deploy_Role', 'Ci_Plan_Role']);
  expect(names(/^(?!state-|ci-)/).sort()).toEqual([
    'Access_Role',
    'Access_User',
    'Arrivals_Watch_Role',
    'BatchJobs_Role',
    'Canary_Write_Role',
    'Integrity_Check_Role',
    'Integrity_Map_Role',
    'Integrity_Map_Starter',
    'Replication_Role',
  ]);
});
