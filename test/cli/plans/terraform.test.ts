import * as path from 'node:path';
import { findStackFolders } from '../../../cli/plans/terraform';
import { environmentsOf } from '../../environments';

const LOCAL = `account: '111111111111'
region: eu-central-1
type: throw-away
state: { backend: local }
stores:
  one: { vendor: worqhat, bucket: acme-one, retention: { days: 30 } }
  two: { vendor: worqhat, bucket: acme-two, retention: { days: 30 }, previousName: old }
`;
const S3 = LOCAL.replace('backend: local', 'backend: s3, bucket: acme-state');
const OUT = path.resolve('out');

const backendsIn = (stacks: string, text = LOCAL) =>
  findStackFolders(
    ['one-dev', 'two-dev'],
    environmentsOf([{ file: 'environments/dev.yaml', text }]),
    { folderOf: (id) => path.join(stacks, id), env: { CDKTF_OUTDIR: 'out' } },
  ).map(({ backend }) => backend);

const stateOf = (id: string) => `path=${path.join(OUT, 'stacks', id, `${id}.tfstate`)}`;

test('plans in a temporary folder compare with the local state that deployments write', () => {
  expect(backendsIn('/tmp/any')).toEqual([[stateOf('one-dev')], [stateOf('two-dev')]]);
  expect(backendsIn('/tmp/any', S3)).toEqual([[], []]);
});

test('the folder that deployments run in has its state where it was synthesized', () => {
  expect(backendsIn(path.join(OUT, 'stacks'))).toEqual([[], []]);
});

test('the local state that a renamed stack had before is found from any folder', () => {
  const [, two] = findStackFolders(
    ['one-dev', 'two-dev'],
    environmentsOf([{ file: 'environments/dev.yaml', text: LOCAL }]),
    { folderOf: (id) => path.join('/tmp/any', id), env: { CDKTF_OUTDIR: 'out' } },
  );
  expect(two?.previousBackends).toEqual([[stateOf('old-dev')]]);
});
