import { inDays } from '../core/day';
import { STORAGE_CLASSES, type StorageClass } from '../core/lifecycle/storage-class';
import { type Problem, problemIf, under } from '../core/problem';
import { type RetentionSchedule, retentionDays, type Transition } from './retention-schedule';

/** @see Amazon S3 User Guide, "Lifecycle transitions: constraints": 30 days before either IA class */
const MINIMUM_DAYS_BEFORE_IA = 30;

const INFREQUENT: readonly StorageClass[] = ['STANDARD_IA', 'ONEZONE_IA'];

/**
 * Days an object is charged for in a class, even if it leaves earlier.
 *
 * @see Amazon S3 pricing, "minimum storage duration"
 */
const CHARGED_DAYS: Readonly<Partial<Record<StorageClass, number>>> = {
  STANDARD_IA: 30,
  ONEZONE_IA: 30,
  GLACIER_IR: 90,
  GLACIER: 90,
  DEEP_ARCHIVE: 180,
};

/** Five years, longer than any mistake stays unnoticed. */
const LONG_RECOVERY_DAYS = 1_827;

/** A hundred years, the maximum of Object Lock. Lifecycle rules accept 2,147,483,647 days, which ends after every date. */
const MAX_DAYS = 36_500;

/**
 * Refuses a schedule that S3 would reject, or would apply differently from how it reads. Neither
 * the AWS provider nor `terraform plan` finds any of this: S3 does, in the middle of an apply.
 */
export function checkRetention(schedule: RetentionSchedule): Problem[] {
  const counted = [
    ...checkDays(schedule.days).map(under('days')),
    ...checkDays(schedule.noncurrentDays).map(under('noncurrentDays')),
    ...checkEachDays('transitions', schedule.transitions, 0),
    ...checkEachDays('noncurrentTransitions', schedule.noncurrentTransitions, 1),
  ];
  if (counted.length > 0) return counted;
  return [
    ...checkTransitions(schedule.transitions).map(under('transitions')),
    ...checkTransitions(schedule.noncurrentTransitions).map(under('noncurrentTransitions')),
    ...checkExpiration(schedule),
    ...checkNoncurrent(schedule),
    ...checkCharges(schedule),
    ...checkRecoverable(schedule),
  ];
}

/** @see Amazon S3 API Reference, "Transition", `Days`: 0 is valid for all classes but the IA ones */
function checkEachDays(key: string, transitions: readonly Transition[], least: number): Problem[] {
  return transitions.flatMap(({ days }, index) =>
    checkDays(days, least).map(under(key, index, 'days')),
  );
}

/** Refuses days that lifecycle rules cannot have. */
export function checkDays(days: number, least = 1): Problem[] {
  if (Number.isInteger(days) && days >= least && days <= MAX_DAYS) return [];
  return [
    {
      rule: 'retention-whole-days',
      path: [],
      what:
        days > MAX_DAYS
          ? `${inDays(days)} is more than ${MAX_DAYS}, a hundred years, which is the most that callvault accepts`
          : `${days} is not a whole number of days, ${least} or more, which is what S3 accepts`,
      fix: 'Write whole days, for example 365.',
    },
  ];
}

function checkTransitions(transitions: readonly Transition[]): Problem[] {
  return transitions.flatMap((transition, index) => {
    const previous = transitions[index - 1];
    return [
      ...checkEarliest(transition),
      ...(previous ? [...checkOrder(previous, transition), ...checkGap(previous, transition)] : []),
    ].map(under(index));
  });
}

function checkEarliest({ storageClass, days }: Transition): Problem[] {
  if (!INFREQUENT.includes(storageClass) || days >= MINIMUM_DAYS_BEFORE_IA) return [];
  return [
    {
      rule: 'retention-transition-earliest',
      path: ['days'],
      what: `${inDays(days)} is less than the ${MINIMUM_DAYS_BEFORE_IA} that S3 requires before ${storageClass}`,
      fix: `Set it to ${MINIMUM_DAYS_BEFORE_IA} or more.`,
    },
  ];
}

/** @see Amazon S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle", "Unsupported lifecycle transitions" */
function checkOrder(previous: Transition, next: Transition): Problem[] {
  const rank = ({ storageClass }: Transition) => STORAGE_CLASSES.indexOf(storageClass);
  const problem = { rule: 'retention-transition-order', path: [] };
  const unsupported = previous.storageClass === 'ONEZONE_IA' && next.storageClass === 'GLACIER_IR';
  if (unsupported || rank(next) <= rank(previous)) {
    return [
      {
        ...problem,
        path: ['storageClass'],
        what: `S3 cannot move objects from ${previous.storageClass} to ${next.storageClass}`,
        fix: unsupported
          ? `Leave ${previous.storageClass} or ${next.storageClass} out.`
          : `List each class once, in this order: ${STORAGE_CLASSES.join(', ')}.`,
      },
    ];
  }
  if (next.days > previous.days) return [];
  return [
    {
      ...problem,
      path: ['days'],
      what: `${inDays(next.days)} for ${next.storageClass} is not after the ${inDays(previous.days)} for ${previous.storageClass}`,
      fix: `Set it to more than ${previous.days}.`,
    },
  ];
}

function checkGap(previous: Transition, next: Transition): Problem[] {
  const gap = next.days - previous.days;
  const late = gap <= 0 || gap >= MINIMUM_DAYS_BEFORE_IA;
  if (late || !INFREQUENT.includes(previous.storageClass)) return [];
  return [
    {
      rule: 'retention-transition-gap',
      path: ['days'],
      what: `${next.storageClass} ${inDays(gap)} after ${previous.storageClass} is less than the ${MINIMUM_DAYS_BEFORE_IA} days S3 keeps objects in ${previous.storageClass}`,
      fix: `Set it to ${previous.days + MINIMUM_DAYS_BEFORE_IA} or more, or leave ${previous.storageClass} out.`,
    },
  ];
}

function checkExpiration({ days, transitions }: RetentionSchedule): Problem[] {
  const last = transitions.at(-1);
  if (!last || days > last.days) return [];
  return [
    {
      rule: 'retention-expires-after-transitions',
      path: ['days'],
      what: `${inDays(days)} is not after the move to ${last.storageClass} on day ${last.days}, and S3 refuses such rules`,
      fix: `Keep recordings longer than ${inDays(last.days)}, or choose storage classes that end earlier.`,
    },
  ];
}

/**
 * The guide's text moves noncurrent versions to Deep Archive after 90 days; its JSON removes them
 * after 30. The JSON wins, because S3 would apply it: the move could never happen.
 *
 * @see Genesys guide, section 1 "Architectural Reasoning" and section 4, the lifecycle rule
 */
function checkNoncurrent({ noncurrentDays, noncurrentTransitions }: RetentionSchedule): Problem[] {
  return noncurrentTransitions.flatMap(({ storageClass, days }, index) => {
    if (days < noncurrentDays) return [];
    return [
      {
        rule: 'retention-noncurrent-consistent',
        path: ['noncurrentTransitions', index, 'days'],
        what: `${inDays(days)} for ${storageClass} is never reached: deleted versions are removed after ${noncurrentDays}`,
        fix: `Leave the move out, or set noncurrentDays above ${days}.`,
      },
    ];
  });
}

/** A deleted recording is stored, and paid for, until the end of these days. */
function checkRecoverable({ noncurrentDays }: RetentionSchedule): Problem[] {
  return problemIf(noncurrentDays > LONG_RECOVERY_DAYS, {
    rule: 'retention-noncurrent-long',
    path: ['noncurrentDays'],
    what: `${inDays(noncurrentDays)} is how long a deleted recording stays stored after it can no longer be read`,
    fix: `Set it to the days in which a mistake is noticed, such as 30; days is how long recordings are kept.`,
    warning: true,
  });
}

function checkCharges(schedule: RetentionSchedule): Problem[] {
  const { transitions } = schedule;
  const { recoverableUntil } = retentionDays(schedule);
  return transitions.flatMap(({ storageClass, days }, index) => {
    const stay = (transitions[index + 1]?.days ?? recoverableUntil) - days;
    const charged = CHARGED_DAYS[storageClass] ?? 0;
    // A move that comes too late is refused.
    if (days >= schedule.days || stay <= 0 || stay >= charged) return [];
    return [
      {
        rule: 'retention-early-delete-fee',
        path: ['transitions', index],
        what: `${inDays(stay)} in ${storageClass} is less than the ${inDays(charged)} AWS charges for`,
        fix: `Leave ${storageClass} out, or give it ${inDays(charged)}.`,
        warning: true as const,
      },
    ];
  });
}
