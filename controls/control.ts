import type { SynthesizedStack } from './stack';

/** A resource that does not meet a control. */
export interface ControlFinding {
  /** Address of the resource, or `*` for the stack as a whole. */
  readonly address: string;
  /** What is wrong with it, as a predicate without its subject. */
  readonly what: string;
}

/** A security control, as an assertion about Terraform JSON. */
export interface Control {
  /** callvault's own id, for one control of several catalogues. */
  readonly id: string;
  /** Ids in the published catalogues: checkov, trivy, AWS FSBP, CIS, cdk-nag. */
  readonly published: readonly string[];
  /** `must` holds everywhere; `should` has findings that the register explains. */
  readonly level: 'must' | 'should';
  /** What is asserted, as a sentence. */
  readonly asserts: string;
  /** How callvault meets it. */
  readonly met: string;
  /** The resources that do not meet it. */
  findings(stack: SynthesizedStack): ControlFinding[];
}

/** A published control that cannot be checked in Terraform JSON. */
export interface NotApplicable {
  /** callvault's own id. */
  readonly id: string;
  /** Ids in the published catalogues. */
  readonly published: readonly string[];
  /** What it asks for. */
  readonly asks: string;
  /** Why it is not checked. */
  readonly reason: string;
  /** Who is responsible for the entry. */
  readonly owner: string;
  /** The last day on which the entry is valid, `yyyy-mm-dd`. */
  readonly expires: string;
}
