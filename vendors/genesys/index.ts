import type { Vendor } from '../vendor';
import { GENESYS_CREDENTIALS } from './api';
import { genesysChecklist } from './checklist';
import { checkGenesys, genesysExclusive } from './checks';
import { GENESYS_FINDINGS } from './findings';
import { GENESYS_GUIDES } from './guides';
import { genesysByHand, genesysOutputs } from './outputs';
import { genesysProfile } from './profile';
import { genesysRanges } from './ranges';
import { genesysRegistration } from './registration';
import { type GenesysSettings, genesysSettings } from './settings';

/** Genesys Cloud CX pushes a copy of each recording, as a role or as a user. */
export const genesys: Vendor<GenesysSettings> = {
  settings: genesysSettings,
  guides: GENESYS_GUIDES,
  profile: genesysProfile,
  check: checkGenesys,
  outputs: genesysOutputs,
  checklist: genesysChecklist,
  byHand: genesysByHand,
  exclusive: genesysExclusive,
  registration: genesysRegistration,
  findings: GENESYS_FINDINGS,
  credentials: {
    sets: GENESYS_CREDENTIALS,
    about: 'an OAuth client with the grant Client Credentials',
  },
  ranges: genesysRanges,
};
