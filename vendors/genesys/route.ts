import type { Registration } from '../registration';

/** How a store is registered with Genesys by one of its two routes. */
export interface RouteRegistration extends Pick<
  Registration,
  'steps' | 'inspect' | 'inspects' | 'disconnect'
> {
  /**
   * Id of the integration with which retention policies export to the store.
   *
   * @default - no policy says where the recordings go
   */
  readonly findExporter?: () => Promise<string | undefined>;
}
