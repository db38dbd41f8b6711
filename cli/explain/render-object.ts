import { printable } from '../../core/printable';
import { describeStatus } from '../../recordings/describe';
import type { Outcome } from '../command';
import type { ObjectExplanation } from './object';

/** The dates of an object for people and as data. */
export function renderObject(explanation: ObjectExplanation): Outcome {
  const { stack, key, at, uploaded, deleted, objects } = explanation;
  const early = objects.some(({ kind }) => kind === 'its delete marker');
  const begin = [
    `${stack}: ${printable(key)} on ${at}, uploaded on ${uploaded}`,
    ...(early ? [`Deleted or overwritten means: on ${deleted}.`] : []),
  ].join('\n');
  const each = objects.map(({ kind, bucket, ...status }) =>
    [`${kind} (${bucket})`, ...describeStatus(status).map((line) => `  ${line}`)].join('\n'),
  );
  const locks = objects.some(({ lockedUntil }) => lockedUntil !== undefined);
  const note = `Days begin at midnight UTC. Legal holds${locks ? '' : ' and locks'} of single objects are not known here: callvault find shows them.`;
  return { text: [begin, ...each, note].join('\n\n'), json: explanation };
}
