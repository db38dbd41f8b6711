declare module 'asl-validator' {
  /** Checks a state machine in the Amazon States Language. */
  export default function validate(definition: object): {
    readonly isValid: boolean;
    readonly errors: readonly unknown[];
  };
}
