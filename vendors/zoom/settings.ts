import * as z from 'zod';
import { storeSettings } from '../../store/settings';

/** The YAML keys of a store of the Zoom Video SDK. */
export const zoomSettings = z
  .strictObject({
    vendor: z.literal('zoom').describe('Cloud recordings of the Zoom Video SDK.'),
    ...storeSettings,
    encryption: z
      .enum(['sse-kms', 'sse-s3'])
      .optional()
      .describe('sse-kms: with the store\'s own key. sse-s3: with S3\'s keys. Default "sse-kms".'),
    vendorMayDelete: z
      .boolean()
      .optional()
      .describe(
        'Whether Zoom may delete recordings, as its page asks. A deleted recording is hidden and can be recovered for retention.noncurrentDays. Default true.',
      ),
  })
  .meta({
    title: 'Zoom Video SDK',
    description: 'A store of the Zoom Video SDK: Zoom gets an access key.',
    examples: [{ vendor: 'zoom', bucket: 'acme-zoom', retention: { days: 365 } }],
  });

/** The settings of a store of the Zoom Video SDK. */
export type ZoomSettings = z.infer<typeof zoomSettings>;
