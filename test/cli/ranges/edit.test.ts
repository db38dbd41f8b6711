import { editRanges } from '../../../cli/ranges/edit';

const BLOCK = `stores:
  # the calls
  calls:
    sourceIp:
      mode: report   # two weeks
      cidrs:
        # Frankfurt
        - 203.0.113.0/24 # since March
        # Dublin
        - 198.51.100.0/24
        - '2001:db8::/32'
    days: 730 # the law
`;

test('what stays keeps its place and comments; what goes takes its own along', () => {
  const { text, added, removed } = editRanges(BLOCK, 'calls', [
    '203.0.113.0/24',
    '192.0.2.0/25',
    '2001:db8:1::/48',
    '2001:db8::/32',
  ]);
  expect(text).toBe(
    BLOCK.replace('        # Dublin\n        - 198.51.100.0/24\n', '').replace(
      "        - '2001:db8::/32'\n",
      "        - '2001:db8::/32'\n        - 192.0.2.0/25\n        - '2001:db8:1::/48'\n",
    ),
  );
  expect(added).toEqual(['192.0.2.0/25', '2001:db8:1::/48']);
  expect(removed).toEqual(['198.51.100.0/24']);
});

test('the same ranges leave the file as it is, byte for byte', () => {
  const ranges = ['2001:db8::/32', '198.51.100.0/24', '203.0.113.0/24'];
  expect(editRanges(BLOCK, 'calls', ranges)).toEqual({ text: BLOCK, added: [], removed: [] });
});

test('all ranges may be others', () => {
  expect(editRanges(BLOCK, 'calls', ['192.0.2.0/24']).text).toContain(
    '      cidrs:\n        # Frankfurt\n        - 192.0.2.0/24\n    days: 730 # the law\n',
  );
});

test.each([
  ['[]', "[192.0.2.0/24, '2001:db8::/32']"],
  ['[198.51.100.0/24, 192.0.2.0/24]', "[192.0.2.0/24, '2001:db8::/32']"],
])('a list in brackets stays one: %s', (before, after) => {
  const text = (list: string) => `stores:\n  calls: { sourceIp: { cidrs: ${list} } } # c\n`;
  expect(editRanges(text(before), 'calls', ['192.0.2.0/24', '2001:db8::/32']).text).toBe(
    text(after),
  );
});

test('a file with the line ends of Windows keeps them', () => {
  const windows = (text: string) => text.replaceAll('\n', '\r\n');
  const ranges = ['203.0.113.0/24', '192.0.2.0/25', '2001:db8::/32'];
  const { text } = editRanges(BLOCK, 'calls', ranges);
  expect(editRanges(windows(BLOCK), 'calls', ranges).text).toBe(windows(text));
});

test('a file without a line end at its end is edited like any other', () => {
  const text = 'stores:\n  calls:\n    sourceIp:\n      cidrs:\n        - 192.0.2.0/24';
  expect(editRanges(text, 'calls', ['192.0.2.0/24', '198.51.100.0/24']).text).toBe(
    `${text}\n        - 198.51.100.0/24\n`,
  );
});

test('a store that has no ranges is refused', () => {
  expect(() => editRanges('stores:\n  calls: {}\n', 'calls', ['192.0.2.0/24'])).toThrow(
    'ranges-source-ip',
  );
});
