import * as fc from 'fast-check';
import { parsePathPattern } from '../../core/path-pattern';

const GUIDE = parsePathPattern('recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}');
const ID = 'a1b2c3d4-e5f6-7890-abcd-ef1234567890';

test('the keys of a day begin with its folder', () => {
  expect(GUIDE.dayFolder('2024-01-15')).toBe('recordings/2024/01/15/');
});

test.each([
  [
    'documented/year={yyyy}/month={mm}/day={dd}/hour={hh}/{recording_uuid}',
    'documented/year=2024/month=01/day=15/',
  ],
  ['a/{yyyy}-{mm}-{dd}/{uuid}', 'a/2024-01-15/'],
  ['a/{yyyy}-{mm}-{dd}-{uuid}.wav', 'a/2024-01-15'],
  ['a/{yyyy}/{mm}/{dd}', 'a/2024/01/15'],
])('the folder of a day by %s is %s', (text, folder) => {
  expect(parsePathPattern(text).dayFolder('2024-01-15')).toBe(folder);
  expect(parsePathPattern(text).dayOf(`${folder}x`)).toBe('2024-01-15');
});

test.each([
  'a/{uuid}',
  'a/{queue_id}/{yyyy}/{mm}/{dd}/{uuid}',
  'a/{dd}/{mm}/{yyyy}/{uuid}',
  'a/{yyyy}/{mm}/{uuid}',
])('%s has no folder for a day', (text) => {
  expect(parsePathPattern(text).dayFolder('2024-01-15')).toBeUndefined();
  expect(parsePathPattern(text).dayOf('a/2024/01/15/x')).toBeUndefined();
});

test.each([
  ['recordings/2024/01/15/x', '2024-01-15'],
  ['recordings/2024/02/30/x', undefined],
  ['recordings/2024/1/15/x', undefined],
  ['calls/2024/01/15/x', undefined],
  ['x/recordings/2024/01/15/x', undefined],
])('%s is of the day %s', (key, day) => {
  expect(GUIDE.dayOf(key)).toBe(day);
});

test.each(['a/{yyyy}/{mm}/{dd}/{uuid}', 'a/{yyyy}/{mm}/{dd}-{uuid}', 'a/{yyyy}{mm}{dd}'])(
  'the day of a key by %s does not depend on the keys before it',
  (text) => {
    const folders = ['2024-01-15', '2024-01-16', '2024-11-15'].map((day) => ({
      day,
      key: `${parsePathPattern(text).dayFolder(day)}x`,
    }));
    const keys = [...folders, { day: undefined, key: 'a/2024/01' }, ...folders.reverse()];
    const pattern = parsePathPattern(text);
    expect(keys.map(({ key }) => pattern.dayOf(key))).toEqual(keys.map(({ day }) => day));
  },
);

test('a key is rendered as far as it is known', () => {
  const known = { yyyy: '2024', mm: '01', dd: '15', conversation_uuid: ID };
  expect(GUIDE.renderKey({ ...known, format: 'wav' })).toEqual({
    key: `recordings/2024/01/15/${ID}.wav`,
    open: false,
  });
  expect(GUIDE.renderKey(known)).toEqual({ key: `recordings/2024/01/15/${ID}.`, open: true });
  expect(GUIDE.renderKey({})).toEqual({ key: 'recordings/', open: true });
});

test('what is rendered is matched again', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      fc.uuid(),
      (date, id) => {
        const [yyyy = '', mm = '', dd = ''] = date.toISOString().slice(0, 10).split('-');
        const values = { yyyy, mm, dd, conversation_uuid: id, format: 'wav' };
        const { key } = GUIDE.renderKey(values);
        expect(GUIDE.matchKey(key)).toEqual(values);
        expect(GUIDE.dayOf(key)).toBe(`${yyyy}-${mm}-${dd}`);
      },
    ),
  );
});

test.each([
  `recordings/2024/01/15/${ID}`,
  `recordings/2024/01/15/x/${ID}.wav`,
  'recordings/2024/01/15/{conversation_uuid}.wav',
  `calls/2024/01/15/${ID}.wav`,
])('%s is not of the pattern', (key) => {
  expect(GUIDE.matchKey(key)).toBeUndefined();
});

test('characters of the pattern stand for themselves', () => {
  const pattern = parsePathPattern('a.b+c/{yyyy}/{mm}/{dd}/{uuid}.{format}');
  expect(pattern.dayOf('a.b+c/2024/01/15/x')).toBe('2024-01-15');
  expect(pattern.dayOf('aXbbc/2024/01/15/x')).toBeUndefined();
});
