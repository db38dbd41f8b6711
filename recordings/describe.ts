import type { VersionStatus } from './status';

interface DescribedStatus extends VersionStatus {
  /** The cases that hold it. @default - they are not known */
  readonly cases?: readonly string[];
}

/** What a version is, and what will become of it, in sentences. */
export function describeStatus(status: DescribedStatus): string[] {
  const { stage, changing, readableUntil, lockedUntil, held, cases } = status;
  if (stage === 'gone') {
    return [`gone${changing === true ? ', or to be removed within a day' : ''}`];
  }
  return [
    [stage, status.storageClass, reading(status)].filter((part) => part !== '').join(', '),
    ...(changing === true ? ['S3 may not have done yet what was due: it can be a day late'] : []),
    ...(readableUntil === undefined ? [] : [`readable until ${readableUntil}`]),
    end(status),
    ...(lockedUntil === undefined ? [] : [`locked until ${lockedUntil}`]),
    ...(held === true ? [`legal hold${casesOf(cases)}: not removed before it is released`] : []),
  ];
}

function casesOf(cases: readonly string[] | undefined): string {
  if (!cases) return '';
  return cases.length === 0 ? ' of no case in the register' : ` of ${cases.join(', ')}`;
}

function reading({ reading: how, restore = {} }: VersionStatus): string {
  const times = Object.entries(restore).map(([tier, time]) => `${tier} ${time}`);
  return times.length === 0 ? `readable ${how}` : `readable ${how} (${times.join('; ')})`;
}

function end({ recoverableUntil, goneBy, held }: VersionStatus): string {
  if (recoverableUntil === undefined) return held === true ? 'kept' : 'never removed by a rule';
  const by = goneBy === undefined ? '' : `, gone by ${goneBy}`;
  return `recoverable until ${recoverableUntil}${by}`;
}
