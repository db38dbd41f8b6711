import { type BadFile, change, found } from './base';

// Prefixes, principals and access: what is replaced in the good environment, and everything that is then found.
const CASES: BadFile[] = [
  [
    'a prefix with a wildcard',
    '    recordings: true',
    '    prefix: video*/\n    recordings: true',
    [
      {
        at: '27:13 stores.video.prefix',
        rule: 'prefix-plain-folder',
        what: '"video*/" contains a wildcard, which would widen the policies built from it',
        fix: 'Write the folder plainly, with a slash at the end only: recordings/calls/.',
      },
    ],
  ],
  [
    'a prefix that climbs',
    '    recordings: true',
    '    prefix: ../video/\n    recordings: true',
    [
      {
        at: '27:13 stores.video.prefix',
        rule: 'prefix-plain-folder',
        what: '"../video/" contains a . or .. folder, which clients resolve',
        fix: 'Write the folder plainly, with a slash at the end only: recordings/calls/.',
      },
    ],
  ],
  [
    'a percent-encoded prefix',
    '    recordings: true',
    '    prefix: video%2F/\n    recordings: true',
    [
      {
        at: '27:13 stores.video.prefix',
        rule: 'prefix-plain-folder',
        what: '"video%2F/" is percent-encoded; S3 uses keys as they are',
        fix: 'Write the folder plainly, with a slash at the end only: recordings/calls/.',
      },
    ],
  ],
  [
    'a policy variable in a prefix',
    '    recordings: true',
    '    prefix: ${aws:username}/\n    recordings: true',
    [
      {
        at: '27:13 stores.video.prefix',
        rule: 'config-no-expressions',
        what: '"${aws:username}/" contains a Terraform expression, which Terraform would evaluate',
        fix: 'Write the value itself, without ${ or %{.',
      },
    ],
  ],
  [
    'a Terraform expression in a tag',
    'owner: platform',
    'owner: \'${file("/etc/passwd")}\'',
    [
      {
        at: '5:10 tags.owner',
        rule: 'config-no-expressions',
        what: '"${file(\\"/etc/passwd\\")}" contains a Terraform expression, which Terraform would evaluate',
        fix: 'Write the value itself, without ${ or %{.',
      },
    ],
  ],
  [
    'a Terraform directive in a tag',
    'owner: platform',
    "owner: '%{ if true }x%{ endif }'",
    [
      {
        at: '5:10 tags.owner',
        rule: 'config-no-expressions',
        what: '"%{ if true }x%{ endif }" contains a Terraform expression, which Terraform would evaluate',
        fix: 'Write the value itself, without ${ or %{.',
      },
    ],
  ],
  [
    'a reader that is not an ARN',
    '    recordings: true',
    '    readers: [compliance]\n    recordings: true',
    [
      {
        at: '27:15 stores.video.readers[0]',
        rule: 'role-arn-of-this-account',
        what: '"compliance" is not the ARN of an IAM role of account 111111111111',
        fix: 'Write it as arn:aws:iam::111111111111:role/<name>, without wildcards.',
      },
    ],
  ],
  [
    'a reader of another account',
    '    recordings: true',
    "    readers: ['arn:aws:iam::222222222222:role/compliance']\n    recordings: true",
    [
      {
        at: '27:15 stores.video.readers[0]',
        rule: 'role-arn-of-this-account',
        what: '"arn:aws:iam::222222222222:role/compliance" is not the ARN of an IAM role of account 111111111111',
        fix: 'Write it as arn:aws:iam::111111111111:role/<name>, without wildcards.',
      },
    ],
  ],
  [
    'an administrator with a wildcard',
    'state:\n',
    "administrators: ['arn:aws:iam::111111111111:role/*']\nstate:\n",
    [
      {
        at: '6:18 administrators[0]',
        rule: 'role-arn-of-this-account',
        what: '"arn:aws:iam::111111111111:role/*" is not the ARN of an IAM role of account 111111111111',
        fix: 'Write it as arn:aws:iam::111111111111:role/<name>, without wildcards.',
      },
    ],
  ],
  [
    'a principal name with a space',
    '    recordings: true',
    '    principalName: twilio user\n    recordings: true',
    [
      {
        at: '27:20 stores.video.principalName',
        rule: 'iam-name',
        what: '"twilio user" is not a valid IAM name',
        fix: 'Use 1 to 64 letters, digits and the characters + = , . @ - _.',
      },
    ],
  ],
  [
    'access logs for a month',
    '    recordings: true',
    '    logDays: 30\n    recordings: true',
    [
      {
        at: '27:14 stores.video.logDays',
        rule: 'log-days-a-year',
        what: '30 days of access logs is less than the 365 that security standards require',
        fix: 'Set it to 365 or more, or leave it out for 400.',
      },
    ],
  ],
  [
    'an external id that is a guess',
    '0d9a7c1e-6a0b-4a55',
    'changeme',
    [
      {
        at: '38:19 stores.other.access.externalId',
        rule: 'external-id-not-guessable',
        what: '"changeme" can be guessed, so it does not keep the vendor\'s other customers out',
        fix: 'Choose a random value, for example a UUID, and give it to the vendor.',
      },
    ],
  ],
  [
    'an external id with a space',
    '0d9a7c1e-6a0b-4a55',
    'my own external id',
    [
      {
        at: '38:19 stores.other.access.externalId',
        rule: 'external-id-syntax',
        what: '"my own external id" is not a valid external id',
        fix: 'Use 2 to 1224 letters, digits and the characters + = , . @ : / - _.',
      },
    ],
  ],
  [
    'an action callvault never grants',
    '[s3:PutObject]',
    '[s3:DeleteObjectVersion]',
    [
      {
        at: '41:16 stores.other.actions.object[0]',
        rule: 'config-choice',
        what: '"s3:DeleteObjectVersion" is not one of s3:PutObject, s3:PutObjectAcl, s3:PutObjectTagging, s3:GetObject, s3:GetObjectAcl, s3:GetObjectVersion, s3:GetObjectTagging, s3:GetObjectAttributes, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListMultipartUploadParts',
        fix: 'Write one of them.',
      },
    ],
  ],
  [
    'a wildcard action',
    '[s3:PutObject]',
    "['s3:*']",
    [
      {
        at: '41:16 stores.other.actions.object[0]',
        rule: 'config-choice',
        what: '"s3:*" is not one of s3:PutObject, s3:PutObjectAcl, s3:PutObjectTagging, s3:GetObject, s3:GetObjectAcl, s3:GetObjectVersion, s3:GetObjectTagging, s3:GetObjectAttributes, s3:DeleteObject, s3:AbortMultipartUpload, s3:ListMultipartUploadParts',
        fix: 'Write one of them.',
      },
    ],
  ],
  [
    'no action',
    '[s3:PutObject]',
    '[]',
    [
      {
        at: '41:7 stores.other.actions.object',
        rule: 'config-size',
        what: '[] has fewer than 1 entry, the minimum of object',
        fix: 'Write at least 1 entry. What it may do with objects below the prefix.',
      },
    ],
  ],
  [
    'a principal that is a wildcard',
    "'arn:aws:iam::291871421005:root'",
    "'*'",
    [
      {
        at: '37:20 stores.other.access.principals[0]',
        rule: 'config-format',
        what: '"*" is not a valid entry of principals',
        fix: 'Write the ARN of a role, a user or an account root.',
      },
    ],
  ],
  [
    'a session of a day',
    'externalIdSource: chosen',
    'externalIdSource: chosen\n      sessionSeconds: 86400',
    [
      {
        at: '40:23 stores.other.access.sessionSeconds',
        rule: 'session-seconds',
        what: '86400 seconds is outside the 3600 to 43200 that IAM allows for a session',
        fix: "Set it to the vendor's requirement; 3600 is one hour, 43200 is twelve.",
      },
    ],
  ],
  [
    "a tag that is AWS's",
    'owner: platform',
    'aws:owner: platform',
    [
      {
        at: '5:14 tags.aws:owner',
        rule: 'tag-reserved',
        what: 'aws:owner is a tag that AWS sets itself',
        fix: 'Choose another key.',
      },
    ],
  ],
];

test.each(CASES)('%s is shown with its place, what is wrong and what to do', (...row) => {
  const [, from, to, problems] = row;
  expect(found(change(from, to))).toEqual(problems);
});
