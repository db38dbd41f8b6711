import { pageOf } from '../../integrity/list-page';

const object = (inner: string) => `<Contents>${inner}</Contents>`;

const at = Date.UTC(2026, 10, 20, 10);

const plain = { more: false, encoded: false };

test('objects are parsed with their key, size and time, whatever the order and other elements', () => {
  const xml = [
    object(
      '<Key>r/a b&amp;c.wav</Key><LastModified>2026-11-20T10:00:00.000Z</LastModified><ETag>&quot;x&quot;</ETag><Size>48213</Size><StorageClass>STANDARD</StorageClass>',
    ),
    object('<Key>a</Key><Size>1</Size>'),
    object(
      '<Owner><ID>1</ID></Owner><Size>0</Size><LastModified>2026-11-20T10:00:00Z</LastModified><Key>&#xe4;&#13;&lt;&gt;&apos;&quot;&unknown;</Key>',
    ),
  ].join('');
  expect(pageOf(xml, plain).entries()).toEqual([
    { key: 'r/a b&c.wav', size: 48_213, at },
    { key: 'a', size: 1, at: 0 },
    { key: `ä\r<>'"&unknown;`, size: 0, at },
  ]);
});

test('an encoded key is decoded: any byte, and + for a space', () => {
  const key = 'r/ä b+c%2F&<\u0001\uffff😀.wav';
  const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
  const page = pageOf(object(`<Key>${encoded}</Key><Size>1</Size>`), { ...plain, encoded: true });
  expect(page.entries()).toEqual([{ key, size: 1, at: 0 }]);
  expect(page.keys).toEqual([key]);
});

test.each([0, 1, 2, 15, 16, 17, 1_000])(
  'a page of %d objects has the first key, the last one, and some between them in order',
  (count) => {
    const keys = Array.from({ length: count }, (_, index) => String(index).padStart(4, '0'));
    const page = pageOf(keys.map((key) => object(`<Key>${key}</Key>`)).join(''), plain);
    expect(page.entries().map(({ key }) => key)).toEqual(keys);
    expect(page.keys.length).toBe(Math.min(count, 17));
    expect([page.keys[0], page.keys.at(-1)]).toEqual([keys[0], keys.at(-1)]);
    expect(page.keys).toEqual([...page.keys].sort());
  },
);
