import { isSamePerson, wordsOfName } from '../../recordings/second-name';

const SESSION =
  'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Legal_0a1b/Jane.Doe@example.com';

test.each([
  'jane.doe@example.com',
  ' JANE.DOE@EXAMPLE.COM ',
  'Jane Doe',
  'Doe, Jane',
  'jane_doe',
  'JaneDoe',
  'Jané Doe',
  'Ｊａｎｅ　Ｄｏｅ',
  'jane\u200B.doe',
  'jane.doe+legal@example.com',
  'jane.doe@other.example',
  'Jane Doe <jane.doe@example.com>',
  'J. D. (jane.doe)',
  SESSION,
  SESSION.toUpperCase(),
  'AWSReservedSSO_Legal_0a1b',
  'AWSReservedSSO_Legal_0a1b/jane.doe@example.com',
  'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Legal_0a1b',
  'arn:aws:sts::123456789012:assumed-role/Other/jane.doe',
  'arn:aws:iam::210987654321:user/jane.doe',
  'AROA0123456789ABCDEFG:jane.doe@example.com',
  '123456789012',
])('%j is not a second person', (name) => {
  expect(isSamePerson(SESSION, name)).toBe(true);
});

test.each([
  'John Doe',
  'J. Smith',
  'john.doe@example.com',
  'Jane Doerr',
  'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Legal_0a1b/john.doe@example.com',
  'arn:aws:iam::123456789012:user/legal/john',
  '李雷',
])('%j is a second person', (name) => {
  expect(isSamePerson(SESSION, name)).toBe(false);
});

test.each([
  ['arn:aws:iam::123456789012:root', 'root', true],
  ['arn:aws:iam::123456789012:root', 'Alice', false],
  ['arn:aws:iam::123456789012:user/legal/alice', 'Alice', true],
  ['arn:aws:iam::123456789012:user/legal/alice', 'arn:aws:iam::123456789012:user/ALICE', true],
  ['arn:aws:iam::123456789012:user/legal/alice', 'arn:aws:iam::123456789012:user/legal/bob', false],
])('to the caller %s, %s is the same person: %s', (who, name, same) => {
  expect(isSamePerson(who, name)).toBe(same);
});

test.each(['', ' ', '-', '\u200B', '...'])('%j has no name', (name) => {
  expect(wordsOfName(name)).toEqual([]);
});
