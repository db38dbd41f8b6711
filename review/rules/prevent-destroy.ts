import { text } from '../attributes';
import { finding, isDestroyed, type Rule } from '../finding';
import { sentence } from '../sentence';

/** `prevent_destroy` that is removed. A resource that the same plan destroys has a finding of its own. */
export const preventDestroyRule: Rule = (change) => {
  if (change.unguarded !== true || isDestroyed(change)) return [];
  const { before, type, address } = change;
  const name = text(before, 'bucket') || text(before, 'description') || address;
  const resource = type === 'aws_s3_bucket' ? sentence`the bucket ${name}` : sentence`${name}`;
  const what = sentence`Terraform no longer protects ${resource} from being destroyed: prevent_destroy was removed, so a later plan can destroy it.`;
  return [finding('destroy-guard-removed', change, what)];
};
