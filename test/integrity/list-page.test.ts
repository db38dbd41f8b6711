import { parseObjects } from '../../integrity/list-page';

const object = (inner: string) => `<Contents>${inner}</Contents>`;

test('objects are parsed with their key, size and time, whatever the order and other elements', () => {
  const xml = [
    object(
      '<Key>r/a b&amp;c.wav</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>48213</Size><StorageClass>STANDARD</StorageClass>',
    ),
    object(
      '<Owner><ID>1</ID></Owner><Size>0</Size><LastModified>2026-11-20T10:00:00Z</LastModified><Key>&#xe4;&#13;&lt;&gt;&apos;&quot;&unknown;</Key>',
    ),
    object('<Key>a</Key><Size>1</Size>'),
  ].join('');
  const at = Date.UTC(2026, 10, 20, 10);
  expect(parseObjects(xml)).toEqual([
    { key: 'r/a b&c.wav', size: 48_213, at },
    { key: `ä\r<>'"&unknown;`, size: 0, at },
    { key: 'a', size: 1, at: 0 },
  ]);
  expect(parseObjects('')).toEqual([]);
});
