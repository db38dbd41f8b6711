import { text } from '../attributes';
import { finding, type Rule } from '../finding';
import { sentence } from '../sentence';

/** Resources that exist, and that Terraform manages from now on. Other rules compare their attributes. */
export const importRule: Rule = (change) => {
  const { type, address, before, isImported } = change;
  // The finding about the bucket covers its settings.
  if (!isImported || type.startsWith('aws_s3_bucket_')) return [];
  const what =
    type === 'aws_s3_bucket'
      ? sentence`The bucket ${text(before, 'bucket')} exists, and is imported with the objects in it. The settings of the stack replace those that it has.`
      : sentence`${address} exists, and is imported: Terraform manages it from now on.`;
  return [finding('resource-imported', change, what)];
};
