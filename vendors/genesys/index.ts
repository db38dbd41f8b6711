import type { Vendor } from '../vendor';
import { windowDays } from '../../store/window';
import { checkGenesys } from './checks';
import { GENESYS_GUIDES } from './guides';
import { genesysOutputs } from './outputs';
import { DEFAULT_TRUSTED_ROLE, genesysProfile } from './profile';
import { GENESYS_HOSTS } from './regions';
import { genesysRegistration } from './registration';
import { type GenesysSettings, genesysSettings } from './settings';

/** Genesys Cloud CX pushes a copy of each recording, as a role or as a user. */
export const genesys: Vendor<GenesysSettings> = {
  settings: genesysSettings,
  guides: GENESYS_GUIDES,
  profile: (settings, { partition }) =>
    genesysProfile(
      {
        route: settings.registration ?? 'connection',
        access: settings.access ?? 'role',
        genesysAccount: settings.genesysAccount,
        genesysRole: settings.genesysRole ?? DEFAULT_TRUSTED_ROLE,
        organizationId: settings.organizationId,
        partition,
      },
      {
        vendorMayDelete: settings.vendorMayDelete ?? true,
        keys: {
          pattern: settings.pathPattern,
          sidecars: settings.includeMetadata ?? false,
        },
        keepsDays: windowDays(settings.vendorRetentionDays),
        host: GENESYS_HOSTS[settings.genesysRegion],
      },
    ),
  check: checkGenesys,
  outputs: genesysOutputs,
  registration: genesysRegistration,
};
