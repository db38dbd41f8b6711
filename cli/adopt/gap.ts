import type { AdoptableBucket } from './live';

/** When a gap is closed: by hand before the store is deployed, by the deployment, or afterwards. */
export const STEPS = ['before', 'deployment', 'after'] as const;

/** A difference between a bucket and the security controls. */
export interface Gap {
  /** Id of the control in docs/controls.md; empty where none is about it. */
  readonly control: string;
  readonly when: (typeof STEPS)[number];
  readonly what: string;
  /** What to do, or what the deployment does: a sentence. */
  readonly step: string;
}

/** Finds gaps of one kind. */
export type Find = (bucket: AdoptableBucket) => readonly Gap[];

/** The gap, if there is one. */
export const gapIf = (condition: boolean, gap: Gap): Gap[] => (condition ? [gap] : []);
