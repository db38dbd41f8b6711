import type { SynthesizedStack } from './stack';

/** Something in a stack that a control does not want. */
export interface ControlFinding {
  /** Address of the resource, or `*` for the stack as a whole. */
  readonly address: string;
  /** What is wrong with it. */
  readonly what: string;
}

/** A security control, as an assertion about Terraform JSON. */
export interface Control {
  /** callvault's own id, which groups what several catalogues say. */
  readonly id: string;
  /** Ids in the published catalogues: checkov, trivy, AWS FSBP, CIS, cdk-nag. */
  readonly published: readonly string[];
  /** `must` holds everywhere; `should` has findings that the register explains. */
  readonly level: 'must' | 'should';
  /** What is asserted, as a sentence. */
  readonly asserts: string;
  /** How callvault meets it. */
  readonly met: string;
  /** Where it is not met. */
  findings(stack: SynthesizedStack): ControlFinding[];
}

/** A published control that no Terraform JSON can meet or fail. */
export interface NotApplicable {
  /** callvault's own id. */
  readonly id: string;
  /** Ids in the published catalogues. */
  readonly published: readonly string[];
  /** What it asks for. */
  readonly asks: string;
  /** Why it is not asserted. */
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  /** The last day on which it holds, `yyyy-mm-dd`. */
  readonly expires: string;
}
