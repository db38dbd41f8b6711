/** The services whose resources the tests deploy. For any other, Terraform says that the provider does not support it. */
const SERVICES =
  /^aws_(?:caller_identity|cloudwatch|datasync|iam|kms|lambda|partition|region|s3|s3control|scheduler|secretsmanager|sfn|sns|sqs)(?:_|$)/;

/** Fields of GetProviderSchema's answer with an entry per resource type, data source, function and ephemeral resource. */
const MAPS = new Set([2, 3, 7, 8]);

/** Bytes before a gRPC message: whether it is compressed, and its length. */
const PREFIX_BYTES = 5;

/**
 * Removes the resource types that no test uses from the provider's schema, which has 1,500 of them: Terraform needs most
 * of its time to read them. Everything else stays as it is, byte for byte.
 *
 * @param answer - of the call GetProviderSchema, with its gRPC prefix
 * @see Terraform's plugin protocol, tfplugin5.proto; Protocol Buffers documentation, "Encoding"
 */
export function trimSchema(answer: Buffer): Buffer {
  const message = answer.subarray(PREFIX_BYTES);
  const kept: Buffer[] = [];
  for (let start = 0; start < message.length;) {
    const [field, begin, end] = readField(message, start);
    if (!MAPS.has(field) || SERVICES.test(keyOf(message.subarray(begin, end))))
      kept.push(message.subarray(start, end));
    start = end;
  }
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(
    kept.reduce((bytes, { length }) => bytes + length, 0),
    1,
  );
  return Buffer.concat([prefix, ...kept]);
}

/** The key of a map's entry: its first field. */
function keyOf(entry: Buffer): string {
  const [, begin, end] = readField(entry, 0);
  return entry.toString('utf8', begin, end);
}

/** The number of a field with a length, and where its value begins and ends. */
function readField(message: Buffer, start: number): [field: number, begin: number, end: number] {
  const [tag, afterTag] = readNumber(message, start);
  if (tag % 8 !== 2) throw new Error(`The provider's schema has a field of wire type ${tag % 8}.`);
  const [length, begin] = readNumber(message, afterTag);
  return [Math.floor(tag / 8), begin, begin + length];
}

function readNumber(message: Buffer, start: number): [value: number, end: number] {
  let value = 0;
  for (let at = start; ; at += 1) {
    const byte = message.readUInt8(at);
    value += (byte % 128) * 128 ** (at - start);
    if (byte < 128) return [value, at + 1];
  }
}
