import { isMap, isScalar, parseDocument } from 'yaml';
import { lineEndOf } from '../line-end';

/** Sets `state.kmsKeyArn` in the text of an environment file. Everything else stays as it was typed. */
export function insertKeyArn(text: string, keyArn: string): string {
  const document = parseDocument(text);
  const state = document.get('state', true);
  if (!isMap(state)) throw new Error('The environment file has no state to write the key into.');
  const bucket = state.items.find(({ key }) => isScalar(key) && key.value === 'bucket');
  const start = isScalar(bucket?.key) ? bucket.key.range?.[0] : undefined;
  if (state.flow || state.has('kmsKeyArn') || start === undefined) {
    document.setIn(['state', 'kmsKeyArn'], keyArn);
    return document.toString({ lineWidth: 0 }).replaceAll(/\r?\n/g, lineEndOf(text));
  }
  const indent = text.slice(text.lastIndexOf('\n', start) + 1, start);
  return `${text.slice(0, start)}kmsKeyArn: ${keyArn}${lineEndOf(text)}${indent}${text.slice(start)}`;
}
