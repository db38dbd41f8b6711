import { manifestLine, readFailures } from '../../recordings/batch-files';

test.each([
  ['recordings/2026/a b.wav', 'recordings/2026/a%20b.wav'],
  ['a,"b"\n.wav', 'a%2C%22b%22%0A.wav'],
  ['a+b%20.wav', 'a%2Bb%2520.wav'],
  ["é/'x'.wav", '%C3%A9/%27x%27.wav'],
])('the key %j is %s in a manifest', (key, encoded) => {
  expect(manifestLine('acme', { key, versionId: 'v1' })).toBe(`acme,${encoded},v1\n`);
});

test('an object from before versioning has the version id null', () => {
  expect(manifestLine('acme', { key: 'a', versionId: 'null' })).toBe('acme,a,null\n');
});

const failed = { key: 'a b', versionId: 'v1', code: 'AccessDenied', httpStatus: 403 };

test.each([
  ['the code first, as the schema says', 'AccessDenied,403'],
  ['the status first, as the example of AWS has them', '403,AccessDenied'],
])('a completion report is read with %s', (_, codes) => {
  const report = [
    `acme,a%20b,v1,failed,${codes},"no, ""never"""`,
    'acme,c,v2,succeeded,,200,Successful',
    `acme,d,,failed,${codes},"a message`,
    'of two lines"',
    '',
  ].join('\n');
  expect([...readFailures(report)]).toEqual([
    { ...failed, message: 'no, "never"' },
    { ...failed, key: 'd', versionId: '', message: expect.any(String) as unknown },
  ]);
});
