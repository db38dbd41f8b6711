import * as fs from 'node:fs';
import * as path from 'node:path';
import { AwsRefusedError } from '../exit';
import type { StackFolder } from '../plans/terraform';

/** The file in which Terraform leaves a state that it could not save. @see Terraform source, `internal/backend/local` */
const ERRORED = 'errored.tfstate';

/**
 * Keeps the state that Terraform could not save: it is all that is known of what was created, and the folder that Terraform
 * ran in is temporary.
 *
 * @param place - folder to keep it in
 * @returns the error of the apply, which says where the state is, if there is one to keep
 */
export function keepErroredState({ id, folder }: StackFolder, error: Error, place = ''): Error {
  const file = path.join(folder, ERRORED);
  if (!fs.existsSync(file)) return error;
  const kept = path.resolve(place, `${id}.${ERRORED}`);
  fs.copyFileSync(file, kept);
  fs.chmodSync(kept, 0o600);
  return new AwsRefusedError(
    `${error.message}\nTerraform could not save the state of ${id}, and what it has created is known only from ${kept}.`,
    `Before anything else, run terraform state push ${kept} in the folder of the synthesized stack. See docs/state.md.`,
    { cause: error },
  );
}
