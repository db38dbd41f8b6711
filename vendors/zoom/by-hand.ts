import type { Store } from '../../store/store';
import { accessKeyPlaceholders, type Outputs } from '../outputs';

/** The outputs with what the form of a storage location asks for. */
export function zoomByHand({ nameId }: Store, outputs: Outputs): Outputs {
  const { accessKeyId, secretAccessKey } = accessKeyPlaceholders(nameId);
  return { ...outputs, access_key_id: accessKeyId, secret_access_key: secretAccessKey };
}
