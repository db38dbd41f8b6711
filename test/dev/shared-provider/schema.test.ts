import { trimSchema } from '../../../dev/shared-provider/schema';

/** A field with a length, of at most 16,383 bytes. */
function field(number: number, ...values: readonly Buffer[]): Buffer {
  const value = Buffer.concat(values);
  const length = [128 + (value.length % 128), Math.floor(value.length / 128)];
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), value]);
}

/** A gRPC message. */
function message(...fields: readonly Buffer[]): Buffer {
  const body = Buffer.concat(fields);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(body.length, 1);
  return Buffer.concat([prefix, body]);
}

/** An entry of a map, with a value that is longer than 127 bytes. */
const entry = (map: number, name: string) =>
  field(map, field(1, Buffer.from(name)), field(2, Buffer.alloc(300, name)));

const PROVIDER = field(1, Buffer.from('the schema of the provider block'));
const CAPABILITIES = field(6, Buffer.from([8, 1]));

test('a schema keeps the types of the services that are used, and everything that is not a type', () => {
  const kept = [
    entry(2, 'aws_s3_bucket'),
    entry(2, 'aws_sfn_state_machine'),
    entry(3, 'aws_region'),
  ];
  const [bucket, machine, region] = kept as [Buffer, Buffer, Buffer];
  const whole = message(
    PROVIDER,
    entry(2, 'aws_instance'),
    bucket,
    entry(2, 'aws_s3tables_table'),
    machine,
    region,
    entry(3, 'aws_regions'),
    CAPABILITIES,
    entry(7, 'arn_parse'),
  );
  expect(trimSchema(whole)).toEqual(message(PROVIDER, bucket, machine, region, CAPABILITIES));
});

test('a field that is not a list of bytes is refused', () => {
  expect(() => trimSchema(message(Buffer.from([8, 1])))).toThrow(
    "The provider's schema has a field of wire type 0.",
  );
});
