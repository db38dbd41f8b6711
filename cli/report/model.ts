import type { CanaryMethod } from '../../canary/settings';
import type { Day } from '../../core/day';
import type { RetentionDays } from '../../modules/retention-schedule';
import type { StoreGraph } from '../../review/graph';
import type { PartsOff } from '../../store/switched-off';
import type { AccessRow } from '../explain/matrix';
import type { StatementInWords } from '../explain/statements';
import type { DoctorFinding } from '../doctor/finding';
import type { CanaryState } from '../status/canary-state';
import type { FinishedRun } from '../status/check-history';
import type { Arrival } from '../status/last-arrival';
import type { AlarmState, KeyAge, Need } from '../status/store-state';
import type { ObjectKind } from '../explain/object';

/** The version of the report's JSON. It rises when something is renamed or removed, not when something is added. */
export const REPORT_VERSION = 1;

/** Everything that is known about an environment on a day. */
export interface EnvironmentReport {
  readonly version: typeof REPORT_VERSION;
  /** The day in UTC that dates are computed for. */
  readonly asOf: Day;
  /** Whether it was read what is deployed; otherwise everything is computed from the synthesized stacks. */
  readonly live: boolean;
  readonly environment: {
    readonly name: string;
    readonly file: string;
    readonly account: string;
    readonly region: string;
    readonly type: string;
    /** Where Terraform keeps its state. */
    readonly state: string;
  };
  readonly versions: {
    readonly callvault: string;
    /** The locked or pinned version, or the range that is allowed. */
    readonly awsProvider: string;
    /** @default - Terraform does not run here */
    readonly terraform?: string;
  };
  readonly register: RegisterReport;
  readonly stores: readonly ReportedStore[];
  /** The stacks that are no stores, by id. */
  readonly otherStacks: Readonly<Record<string, object>>;
}

/** The synthesized stacks of a report: id and configuration, those of the stores first. */
export const stacksIn = ({ stores, otherStacks }: EnvironmentReport): [string, object][] => [
  ...stores.map(({ stack, configuration }): [string, object] => [stack, configuration]),
  ...Object.entries(otherStacks),
];

/** What the environment file accepts and acknowledges. */
export interface RegisterReport {
  readonly accepts: readonly {
    readonly store: string;
    readonly finding: string;
    /** @default - any resource of the store */
    readonly resource?: string | undefined;
    readonly reason: string;
    readonly until: Day;
    /** Set when the last day is past. */
    readonly expired?: true;
  }[];
  readonly acknowledged: readonly {
    readonly rule: string;
    readonly what: string;
    readonly reason: string;
  }[];
  /** Warnings that are not acknowledged. */
  readonly warnings: readonly {
    readonly rule: string;
    readonly what: string;
    readonly fix: string;
  }[];
}

/** Everything that is known about a store. */
export interface ReportedStore {
  readonly stack: string;
  readonly name: string;
  readonly vendor: string;
  readonly region: string;
  readonly bucket: string;
  /** Folder that the vendor writes to; empty for the whole bucket. */
  readonly prefix: string;
  readonly encryption: string;
  /** The parts of the stack, and how they use each other. */
  readonly diagram: StoreGraph;
  readonly access: AccessReport;
  readonly retention: RetentionReport;
  readonly controls: readonly ControlResult[];
  /** @default - recordings are not copied */
  readonly replication?: ReplicationReport;
  /** What is switched off, since when and why. @default - nothing */
  readonly off?: PartsOff;
  /** How a canary tries whether the vendor can write. @default - the store has none */
  readonly canary?: CanaryMethod['kind'];
  /** How the store is registered with its vendor. */
  readonly registration: string;
  /** @default - it was not read what is deployed */
  readonly deployed?: DeployedReport;
  /** What could not be looked at, and why. */
  readonly unknown: readonly string[];
  /** The synthesized stack. */
  readonly configuration: object;
}

/** Who can do what. */
export interface AccessReport {
  /** Which policies decide. */
  readonly policies: 'synthesized' | 'deployed';
  /** Empty if no engine is installed, or if it cannot decide. */
  readonly rows: readonly AccessRow[];
  readonly statements: readonly StatementInWords[];
}

/** When something is gone. */
export interface RetentionReport {
  /** Where the rules were read. */
  readonly rules: 'synthesized' | 'deployed';
  readonly days: RetentionDays;
  /** @default - the store has no Object Lock */
  readonly lock?: { readonly mode: string; readonly days: number };
  readonly kinds: readonly KindOfObject[];
}

/** The dates of one kind of object. */
export interface KindOfObject {
  readonly kind: ObjectKind | 'oldest recording';
  readonly bucket: string;
  readonly uploaded: Day;
  /** Each storage class, with the first day on which it applies. */
  readonly classes: readonly { readonly storageClass: string; readonly from: Day }[];
  /** @default - no rule hides it */
  readonly readableUntil?: Day;
  /** @default - no rule removes it */
  readonly recoverableUntil?: Day;
  readonly goneBy?: Day;
  /** @default - it is not locked */
  readonly lockedUntil?: Day;
}

/** Whether a security control is met. */
export interface ControlResult {
  readonly id: string;
  readonly level: 'must' | 'should';
  readonly asserts: string;
  /** How callvault meets it. */
  readonly met: string;
  readonly published: readonly string[];
  readonly result: 'met' | 'not met' | 'exception';
  readonly findings: readonly {
    readonly address: string;
    readonly what: string;
    /** Why the register accepts it. @default - it does not */
    readonly exception?: string;
  }[];
}

/** The copy of a store. */
export interface ReplicationReport {
  readonly region: string;
  readonly bucket: string;
  /** Its rules as they are deployed: id and status. @default - they were not read */
  readonly rules?: readonly string[];
}

/** A case that holds recordings. */
export interface LegalHold {
  readonly name: string;
  readonly reason: string;
  /** As an ISO time. */
  readonly since: string;
  /** The day until which it is expected to last. @default - not known */
  readonly until?: Day | undefined;
}

/** What was read in AWS and at the vendor. */
export interface DeployedReport {
  /** @default - there is none, or it is not known */
  readonly lastArrival?: Arrival;
  /** The runs of the integrity check, newest first. @default - the store has none, or they are not known */
  readonly runs?: readonly FinishedRun[];
  /** @default - not known */
  readonly alarms?: readonly AlarmState[];
  /** @default - the store has no canary */
  readonly canary?: CanaryState;
  /** @default - not known */
  readonly accessKeys?: readonly KeyAge[];
  /** The key of the recordings. @default - S3's own keys encrypt them, or it is not known */
  readonly key?: {
    readonly arn: string;
    readonly state: string;
    readonly rotates: boolean | undefined;
  };
  /** The cases that hold recordings. @default - not known */
  readonly holds?: readonly LegalHold[];
  /** What differs from the environment file, and what could not be compared with it. */
  readonly differences: readonly DoctorFinding[];
  /** Set when the vendor showed its settings, and they were compared. @default - they are not known */
  readonly vendorCompared?: true;
  /** What is not as it should be at the vendor. */
  readonly atVendor: readonly DoctorFinding[];
  /** What needs a person. */
  readonly needs: readonly Need[];
  /** The deployed policies, by the names of what they belong to. */
  readonly policies: Readonly<Record<string, object>>;
}
