import type { RegistrationNote, RegistrationNotes } from '../../vendors/registration';
import type { KeySecret } from './key-secret';

/** Stage of the secret's version that contains the note: a later run finds it there, on any machine. */
const STAGE = 'CALLVAULT_REGISTRATION';

/** Keeps what was set at a vendor in the secret of the store's access key. */
export function registrationNotes(secret: KeySecret): RegistrationNotes {
  return {
    read: async () => {
      const note = Object((await secret.read(STAGE))?.value) as Partial<RegistrationNote>;
      const { what, at, done = false } = note;
      return typeof what === 'string' && typeof at === 'string' ? { what, at, done } : undefined;
    },
    write: (note) => secret.write(STAGE, note),
    remove: () => secret.removeStage(STAGE),
  };
}
