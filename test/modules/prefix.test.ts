import { checkPrefix } from '../../modules/prefix';

test.each([
  ['calls/{{ "now" | date: "%Y/%m/%d" }}/', 'calls/'],
  ['livekit/{room_name}/{time}/', 'livekit/'],
  ['a/b-{x}/c/', 'a/'],
  ['/x/{a}/', 'x/'],
  ['rec/<room>/', 'rec/'],
  ['rec/[room]/', 'rec/'],
  ['a/$room/', 'a/'],
  ['calls/${room}/', 'calls/'],
  ['a/%Y/%m/', 'a/'],
  ['a/:room/b/', 'a/'],
  ['cmr/byos/YYYY/MM/DD/', 'cmr/byos/'],
  ['rec/a|b/', 'rec/'],
  ["rec/'now'/", 'rec/'],
  ['rec/YYYYMMDD/', 'rec/'],
  ['rec/a/yyyyMMddHH/', 'rec/a/'],
  ['rec/yyyymmdd/', 'rec/'],
  ['rec/year=YYYY/month=MM/', 'rec/'],
  ['rec/YYYY.MM.DD/', 'rec/'],
  ['rec/yy-MM-dd/', 'rec/'],
  ['rec/DDMMYYYY/', 'rec/'],
  ['rec/dd-MM-yy/', 'rec/'],
  ['rec/month=MM/', 'rec/'],
  ['rec/%(room)s/', 'rec/'],
  ['rec/:Room/', 'rec/'],
  ['rec/a-:ROOM_ID/', 'rec/'],
  ['rec/#room#/', 'rec/'],
  ['rec/@@room@@/', 'rec/'],
  ['rec/GUID/', 'rec/'],
])('%s is a template whose constant part is %s', (prefix, constant) => {
  expect(checkPrefix(prefix)).toEqual([
    {
      rule: 'prefix-plain-folder',
      path: [],
      what: `${JSON.stringify(prefix)} is a template: the vendor writes to other folders than this, where it would be denied`,
      fix: `Write the constant part: ${constant}.`,
    },
  ]);
});

test('a template without a constant part asks for the whole bucket or a folder before it', () => {
  expect(checkPrefix('{room}/').map(({ fix }) => fix)).toEqual([
    "Write the constant part; this template has none, so write '' for the whole bucket, or put a folder such as recordings/ before it at the vendor.",
  ]);
});

test.each([
  '',
  'recordings/',
  'YYYYold/',
  'a (1)/',
  'calls=2026/',
  'Aufnahmen/Köln/',
  'a:b/',
  '100%/',
  'legacy/',
  'DDR/',
  'buddy/mm/',
  'guid-list/',
  'ticket#12/',
  'team@acme/',
])('%j is a plain folder', (prefix) => {
  expect(checkPrefix(prefix)).toEqual([]);
});
