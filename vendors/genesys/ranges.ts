import type { RangeFeed } from '../vendor';
import { openGenesys } from './api';
import type { GenesysSettings } from './settings';

/**
 * The ranges Genesys publishes.
 *
 * @see Genesys Cloud Platform API, `GET /api/v2/ipranges`: `entities[]` with `cidr`, `service`, `region` and
 *   `direction`, the direction from Genesys' point of view
 */
export const genesysRanges: RangeFeed<GenesysSettings> = {
  region: ({ genesysRegion }) => genesysRegion,
  read: ({ genesysRegion }, access) => openGenesys(genesysRegion, access).get('/api/v2/ipranges'),
};
