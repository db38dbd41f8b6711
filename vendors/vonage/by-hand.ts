import type { Store } from '../../store/store';
import { accessKeyPlaceholders, type Outputs } from '../outputs';
import type { VonageSettings } from './settings';
import { archiveStorage } from './storage';

/** The outputs with the request that connect sends. */
export function vonageByHand(store: Store<VonageSettings>, outputs: Outputs): Outputs {
  const { accessKeyId, secretAccessKey } = accessKeyPlaceholders(store.nameId);
  const key = { accessKey: accessKeyId, secretKey: secretAccessKey };
  return { ...outputs, archive_storage: archiveStorage(store, key) };
}
