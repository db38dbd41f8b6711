/** The option of commands that need the outputs of a store's stack. */
export const OUTPUTS_OPTION = [
  '--outputs <file>',
  'file written by cdktf deploy --outputs-file; the Terraform state by default',
] as const;
