import { custom } from './custom';
import { daily } from './daily';
import { genesys } from './genesys';
import { twilio } from './twilio';
import type { Vendor } from './vendor';
import { vonage } from './vonage';
import { worqhat } from './worqhat';
import { zoom } from './zoom';

/** Every vendor callvault knows. A new one is its folder and one line here. */
export const vendors = { custom, daily, genesys, twilio, vonage, worqhat, zoom } satisfies Record<
  string,
  Vendor
>;
