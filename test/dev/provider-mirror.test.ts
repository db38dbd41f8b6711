import { join } from 'node:path';
import { findProviderMirror } from '../../dev/provider-mirror';
import { TemporaryFolder } from './temporary-folder';

let temporary: TemporaryFolder;
beforeEach(() => {
  temporary = new TemporaryFolder();
});
afterEach(() => {
  temporary.remove();
});

/** Creates a mirror below the temporary folder. */
function mirror(...names: string[]): string {
  temporary.folder(...names, 'registry.terraform.io', 'hashicorp', 'aws');
  return join(temporary.path, ...names);
}

/** An environment whose folders are all below the temporary one. */
function environment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const HOME = join(temporary.path, 'home');
  return { HOME, XDG_DATA_DIRS: join(temporary.path, 'share'), ...extra };
}

const find = (env: NodeJS.ProcessEnv) =>
  findProviderMirror(env, [join(temporary.path, 'none'), join(temporary.path, 'opt')]);

test('the folder in the variable comes first', () => {
  mirror('home', '.terraform.d', 'plugins');
  const named = mirror('named');
  expect(find(environment({ CALLVAULT_PROVIDER_MIRROR: named }))).toBe(named);
});

test('a variable without a mirror is an error, even if another mirror exists', () => {
  mirror('home', '.terraform.d', 'plugins');
  expect(() => find(environment({ CALLVAULT_PROVIDER_MIRROR: '/nowhere' }))).toThrow(
    'CALLVAULT_PROVIDER_MIRROR is /nowhere, which does not contain registry.terraform.io/hashicorp/aws. ' +
      'Fill it with `terraform providers mirror /nowhere`, or unset CALLVAULT_PROVIDER_MIRROR.',
  );
});

test.each([
  ['home/.terraform.d/plugins'],
  ['home/.local/share/terraform/plugins'],
  ['share/terraform/plugins'],
  ['home/Library/Application Support/io.terraform/plugins'],
])("Terraform's own folder %p is found, before the shared ones", (folder) => {
  mirror('opt');
  const own = mirror(folder);
  expect(find(environment())).toBe(own);
});

test.each(['terraform.d/plugins', 'HashiCorp/Terraform/plugins'])(
  'on Windows, %p below APPDATA is found',
  (folder) => {
    const own = mirror('roaming', folder);
    expect(find(environment({ APPDATA: join(temporary.path, 'roaming') }))).toBe(own);
  },
);

test.each(['opt', 'opt/one', 'opt/one/two'])('a mirror in %p is found', (folder) => {
  temporary.folder('opt', 'a', 'b');
  const shared = mirror(folder);
  expect(find(environment())).toBe(shared);
});

test('folders deeper than two levels are not searched', () => {
  mirror('opt/one/two/three');
  expect(find(environment())).toBeUndefined();
});

test('the nearest mirror is used, then the first by name', () => {
  mirror('opt/a/deep');
  mirror('opt/c');
  const nearest = mirror('opt/b');
  expect(find(environment())).toBe(nearest);
});

test('a folder with other providers only is not a mirror', () => {
  temporary.folder('opt', 'registry.terraform.io', 'hashicorp', 'random');
  expect(find(environment())).toBeUndefined();
});
