import {
  checkRegion,
  dnsSuffix,
  findPartition,
  REGIONS,
  tryFindPartition,
  viaService,
} from '../../core/region';

const ALL = Object.values(REGIONS).flat();

test('no region is in two partitions, or listed twice', () => {
  expect(new Set(ALL).size).toBe(ALL.length);
});

test.each(ALL)('%s is taken', (region) => {
  expect(checkRegion(region)).toEqual([]);
});

test.each([
  ['eu-central-1', 'aws', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
])('%s is in %s, whose names end in %s', (region, partition, suffix) => {
  expect(findPartition(region)).toBe(partition);
  expect(dnsSuffix(region)).toBe(suffix);
  expect(viaService('s3', region)).toBe(`s3.${region}.${suffix}`);
});

test.each([
  ['eu-central-3', 'eu-central-1'],
  ['us-east1', 'us-east-1'],
  ['EU-CENTRAL-1', 'eu-central-1'],
  ['eu-central-1 ', 'eu-central-1'],
])('%j is refused, and %s offered instead', (region, nearest) => {
  expect(checkRegion(region)).toEqual([
    {
      rule: 'region-known',
      path: [],
      what: `${JSON.stringify(region)} is no AWS region`,
      fix: `Write the region's code; the nearest is ${nearest}.`,
    },
  ]);
});

test.each(['', 'nowhere-1', 'constructor', '__proto__', 'aws'])('%j has no partition', (region) => {
  expect(tryFindPartition(region)).toBeUndefined();
  expect(() => findPartition(region)).toThrow(`${region} is in no partition callvault knows`);
});
