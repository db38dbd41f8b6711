import {
  checkRegion,
  dnsSuffix,
  findPartition,
  KNOWN_REGIONS,
  tryFindPartition,
  tryParseRegion,
  viaService,
} from '../../core/region';

const ALL = KNOWN_REGIONS.map(({ code }) => code);

test('no region is in two partitions, or listed twice', () => {
  expect(new Set(ALL).size).toBe(ALL.length);
});

test.each(KNOWN_REGIONS)('$code is accepted, and its code has the form of $partition', (region) => {
  expect(checkRegion(region.code)).toEqual([]);
  expect(tryParseRegion(region.code)).toEqual(region);
});

test.each([
  ['eu-central-1', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
  ['us-iso-east-1', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['us-isof-south-1', 'aws-iso-f', 'csp.hci.ic.gov'],
])('%s is in %s, whose host names end in %s', (region, partition, suffix) => {
  expect(findPartition(region)).toBe(partition);
  expect(dnsSuffix(region)).toBe(suffix);
  expect(viaService('s3', region)).toBe(`s3.${region}.${suffix}`);
});

test.each([
  ['eu-central-3', 'aws'],
  ['ap-southeast-12', 'aws'],
  ['cn-south-1', 'aws-cn'],
  ['us-gov-central-1', 'aws-us-gov'],
  ['eusc-fr-west-1', 'aws-eusc'],
  ['ch-central-1', 'aws'],
  ['us-southwest-1', 'aws'],
  ['us-alaska-1', 'aws'],
])(
  '%s looks like a region of %s, and only a warning says that it is unknown',
  (region, partition) => {
    expect(findPartition(region)).toBe(partition);
    expect(checkRegion(region)).toEqual([
      {
        rule: 'region-known',
        path: [],
        what: `callvault does not know the region ${region}, and assumes that it is in partition ${partition}`,
        fix: 'Check the spelling. If AWS has added the region, ignore this warning.',
        warning: true,
      },
    ]);
  },
);

test.each([
  ['eu-centrall-1', 'eu-central-1'],
  ['eu-cental-1', 'eu-central-1'],
  ['us-esat-1', 'us-east-1'],
  ['us-wets-2', 'us-west-2'],
  ['ue-central-1', 'eu-central-1'],
  ['pa-southeast-2', 'ap-southeast-2'],
  ['ap-southeasts-1', 'ap-southeast-1'],
  ['eu-west-11', 'eu-west-1'],
  ['eu-west-01', 'eu-west-1'],
  ['us-gov-wset-1', 'us-gov-west-1'],
  ['cn-nroth-1', 'cn-north-1'],
  ['EU-CENTRAL-1', 'eu-central-1'],
  ['eu-central-1 ', 'eu-central-1'],
  ['US-Esat-1', 'us-east-1'],
])('%s is a misspelling of %s', (region, meant) => {
  expect(tryFindPartition(region)).toBeUndefined();
  expect(checkRegion(region)).toEqual([
    {
      rule: 'region-known',
      path: [],
      what: `"${region}" is not the code of an AWS region; did you mean ${meant}?`,
      fix: `Write the code of a region, such as ${meant}.`,
    },
  ]);
});

test.each([
  'us-east1',
  'eu-central-1a',
  'eu-central',
  '',
  'nowhere-1',
  'constructor',
  '__proto__',
  'aws',
])('%j does not look like a region and is refused', (region) => {
  expect(tryFindPartition(region)).toBeUndefined();
  expect(() => findPartition(region)).toThrow(`${region} is not the code of an AWS region`);
  expect(checkRegion(region)).toEqual([
    {
      rule: 'region-known',
      path: [],
      what: `${JSON.stringify(region)} is not the code of an AWS region`,
      fix: 'Write the code of a region, such as eu-central-1.',
    },
  ]);
});
