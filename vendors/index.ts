import { custom } from './custom';
import { genesys } from './genesys';
import { twilio } from './twilio';
import type { Vendor } from './vendor';
import { worqhat } from './worqhat';

/** Every vendor callvault knows. A new one is its folder and one line here. */
export const vendors = { custom, genesys, twilio, worqhat } satisfies Record<string, Vendor>;
