import { text } from '../attributes';
import { finding, isGone, type Rule } from '../finding';
import { sentence } from '../sentence';

/** What Terraform was kept from destroying, and no longer is. What is destroyed now is told of as that. */
export const guardRule: Rule = (change) => {
  if (change.unguarded !== true || isGone(change)) return [];
  const { before, type, address } = change;
  const name = text(before, 'bucket') || text(before, 'description') || address;
  const held = type === 'aws_s3_bucket' ? sentence`the bucket ${name}` : sentence`${name}`;
  const what = sentence`Terraform is no longer kept from destroying ${held}: prevent_destroy is taken away, so a later change can plan it.`;
  return [finding('destroy-guard-removed', change, what)];
};
