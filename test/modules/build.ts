import { App, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { RefusedError } from '../../core/problem';
import type { Statement } from '../../core/policy';

/** Attributes of a resource, by Terraform's names. */
export type Attributes = Readonly<Record<string, unknown>>;

/** The synthesized resources of some constructs. */
export interface Built {
  /** The one resource of a type. */
  readonly only: (type: string) => Attributes;
  /** All resources of a type. */
  readonly all: (type: string) => Attributes[];
  /** All resource types, sorted. */
  readonly types: readonly string[];
}

/** Builds constructs in a stack of their own and returns the synthesized resources. */
export function build(make: (scope: Construct) => void): Built {
  const stack = new TerraformStack(new App(), 'Stack');
  make(stack);
  const { resource = {} } = stack.toTerraform() as {
    resource?: Record<string, Record<string, Attributes>>;
  };
  const all = (type: string) => Object.values(resource[type] ?? {});
  return {
    all,
    only: (type) => {
      const found = all(type);
      if (found.length !== 1) throw new Error(`Found ${found.length} of ${type}, expected 1`);
      return found[0] ?? {};
    },
    types: Object.keys(resource).sort(),
  };
}

/** The statements of a policy attribute. */
export function statements(policy: unknown): Statement[] {
  return (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement;
}

/** The whole message of the error that constructs are refused with. */
export function refusal(make: (scope: Construct) => void): string {
  try {
    build(make);
  } catch (error) {
    if (error instanceof RefusedError) return error.message;
    throw error;
  }
  return 'nothing was refused';
}
