import { delimiter } from 'node:path';
import { terraformProgram } from '../../core/terraform-program';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

temporary.script('both/terraform');
temporary.script('both/tofu');
temporary.script('tofu/tofu');
const PATH = (...folders: string[]) =>
  folders.map((name) => `${temporary.path}/${name}`).join(delimiter);

test.each([
  ['CALLVAULT_TERRAFORM first', { CALLVAULT_TERRAFORM: 'a', TERRAFORM_BINARY_NAME: 'b' }, 'a'],
  ["then CDKTF's variable", { CALLVAULT_TERRAFORM: '', TERRAFORM_BINARY_NAME: 'b' }, 'b'],
  ['then terraform, wherever tofu is', { PATH: PATH('tofu', 'both') }, 'terraform'],
  ['then tofu', { PATH: PATH('none', 'tofu') }, 'tofu'],
  ['and terraform, which will be missing', { PATH: PATH('none') }, 'terraform'],
])('the program is %s', (_, env, program) => {
  expect(terraformProgram(env)).toBe(program);
});
