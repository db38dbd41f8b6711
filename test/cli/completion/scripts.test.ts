import { renderCompletion } from '../../../cli/completion/scripts';
import { buildProgram } from '../../../cli/program';
import { readRule, ruleIds } from '../../../cli/rule/rule';

const program = buildProgram();
const names = program.commands.map((command) => command.name());

test.each(['bash', 'zsh', 'fish'] as const)('%s completes every command', (shell) => {
  const script = renderCompletion(shell, program);
  expect(names.filter((name) => !script.includes(name))).toEqual([]);
  expect(script).not.toContain('undefined');
});

test('bash completes options, and stacks or environments where a command takes them', () => {
  const lines = renderCompletion('bash', program).split('\n');
  const caseOf = (name: string) => lines.find((line) => line.startsWith(`    '${name})`));
  expect(caseOf("deploy '*")).toMatch(/options='[^']*--yes[^']*' words='' list='stacks'/);
  expect(caseOf("plan '*")).toContain("list='environments'");
  expect(caseOf("validate '*")).toContain("words='' list=''");
  expect(caseOf("hold '*")).toContain("words='add list release'");
  expect(caseOf("hold --stack'")).toContain("list='stacks'");
  expect(caseOf("rule '*")).toContain("words='' list='rules'");
  expect(caseOf("init --ci'")).toContain("words='github gitlab");
});

test('the ids of rules and of findings complete, and each of them is explained', () => {
  const ids = ruleIds();
  expect(ids).toEqual(expect.arrayContaining(['retention-whole-days', 'expiry-shortened']));
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(readRule(id)).toContain(id);
});

test('descriptions do not end the quotes that they are in', () => {
  const fish = renderCompletion('fish', program);
  for (const line of fish.split('\n')) expect((line.match(/'/g) ?? []).length % 2).toBe(0);
});
