import type { Vendor } from '../vendor';
import { checkGenesys } from './checks';
import { genesysOutputs } from './outputs';
import { DEFAULT_TRUSTED_ROLE, genesysProfile } from './profile';
import { type GenesysSettings, genesysSettings } from './settings';

/** Genesys Cloud CX pushes a copy of each recording, as a role or as a user. */
export const genesys: Vendor<GenesysSettings> = {
  settings: genesysSettings,
  profile: (settings, { partition }) =>
    genesysProfile(
      {
        access: settings.access ?? 'role',
        genesysAccount: settings.genesysAccount,
        genesysRole: settings.genesysRole ?? DEFAULT_TRUSTED_ROLE,
        organizationId: settings.organizationId,
        partition,
      },
      settings.vendorMayDelete ?? true,
    ),
  check: checkGenesys,
  outputs: genesysOutputs,
};
