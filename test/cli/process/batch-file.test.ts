import { batchCommand, startedCommand } from '../../../cli/process/batch-file';

const NPM = 'C:\\Program Files\\nodejs\\npm.cmd';

test.each([
  ['spaces', ['ci', 'C:\\My Files\\x.tgz'], '"ci" "C:\\My Files\\x.tgz"'],
  ['what ends a command', ['a&b', 'c|d', 'e>f', '^g'], '"a&b" "c|d" "e>f" "^g"'],
  ['a backslash at the end', ['C:\\x\\'], '"C:\\x\\\\"'],
  ['nothing', [''], '""'],
])('an argument of a batch file with %s stays one', (_, args, line) => {
  expect(batchCommand(NPM, args, { ComSpec: 'C:\\Windows\\cmd.exe' })).toEqual({
    command: 'C:\\Windows\\cmd.exe',
    args: ['/d', '/s', '/c', `""${NPM}" ${line}"`],
    verbatim: true,
  });
});

test.each(['%PATH%', 'a"b', 'a\nb', 'a\rb'])(
  'an argument that cmd.exe would change is refused: %j',
  (word) => {
    expect(() => batchCommand(NPM, ['install', word], {})).toThrow(
      `cmd.exe cannot pass on ${JSON.stringify(word)}`,
    );
  },
);

test('commands are started as they are where there are no batch files', () => {
  expect(startedCommand('npm', ['ci'], process.env)).toEqual({
    command: 'npm',
    args: ['ci'],
    verbatim: false,
  });
});
