import { coloured, isColoured, isScreen } from '../../cli/colour';
import { fitColumns, renderTable } from '../../cli/table';

const COLUMNS = [
  { title: 'Who', width: 16 },
  { title: 'Decided by', width: 40 },
  { title: 'Number', width: 12, align: 'right' as const },
];
const ROW = ['colleague', 'DenyUploadsThatAreEncryptedOtherwise, AllowVendor', '1,234,567'];

test.each([undefined, 120, 60, 40])('a table fits a terminal of %p columns', (width) => {
  const lines = renderTable(COLUMNS, [ROW], width).split('\n');
  const longest = Math.max(...lines.map((line) => line.length));
  expect(longest).toBeLessThanOrEqual(Math.min(width ?? 72, 72));
  const letters = lines.join('').replaceAll(/[^\w,]/g, '');
  for (const text of ['colleague', '1,234,567']) expect(letters).toContain(text);
  const shown = lines.map((line) => line.split('│')[2]?.trim()).join('');
  expect(shown.replaceAll(' ', '')).toContain('DenyUploadsThatAreEncryptedOtherwise,AllowVendor');
});

test.each([30, 20])('in a terminal of %p columns each row is lines with the titles', (width) => {
  const text = renderTable(
    [...COLUMNS, { title: '', width: 20 }],
    [ROW.concat('yes'), ['', 'nothing allows it', '7', 'no']],
    width,
  );
  const lines = text.split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  expect(lines[0]).toBe('Who: colleague');
  expect(text.replaceAll(/\s/g, '')).toBe(
    'Who:colleagueDecidedby:DenyUploadsThatAreEncryptedOtherwise,AllowVendorNumber:1,234,567yes' +
      'Decidedby:nothingallowsitNumber:7no',
  );
});

test('titles are never cut, nor are numbers, in a terminal of 80 columns', () => {
  const titles = [
    'Stack',
    'storage',
    'replication',
    'uploads',
    'keys',
    'secrets',
    'alarms',
    'checks',
  ];
  const columns = titles.map((title, index) => ({
    title,
    width: 14,
    align: index === 0 ? ('left' as const) : ('right' as const),
  }));
  const row = ['calls-prod', '1234.56', ...titles.slice(2).map(() => '10.00')];
  const lines = renderTable(columns, [row], 80).split('\n');
  expect(lines.map(({ length }) => length)).toEqual(lines.map(() => 80));
  const shown = titles.map((_, index) =>
    lines.map((line) => line.split('│')[index + 1]?.trim() ?? ''),
  );
  for (const [index, title] of titles.entries()) expect(shown[index]?.join('')).toContain(title);
  expect(shown[1]).toContain('1234.56');
});

test('only the widest columns get narrower, and none narrower than a word', () => {
  expect(fitColumns([16, 40, 12])).toEqual([16, 40, 12]);
  expect(fitColumns([16, 40, 12], 52)).toEqual([16, 20, 12]);
  expect(fitColumns([16, 40, 12], 10)).toEqual([8, 8, 8]);
});

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: '1' }, true, false],
  [{ NO_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, false, true],
  [{ FORCE_COLOR: '0' }, true, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  [{ TERM: 'dumb' }, true, false],
])('with %p, and a terminal: %p, colours are used: %p', (env, isTTY, expected) => {
  expect(isColoured({ isTTY }, env)).toBe(expected);
});

test('colours change no text', () => {
  const text = 'a.yaml:1:2: account\n  config-type: 1 is wrong\n  https://example.com\n\n1 error.';
  expect(coloured(text)).not.toBe(text);
  expect(coloured(text).replaceAll(/\u001b\[\d+m/g, '')).toBe(text);
});

test('lines are replaced on terminals, and not on dumb ones', () => {
  expect(isScreen({ isTTY: true }, {})).toBe(true);
  expect(isScreen({ isTTY: true }, { TERM: 'dumb' })).toBe(false);
  expect(isScreen({}, { FORCE_COLOR: '1' })).toBe(false);
});
