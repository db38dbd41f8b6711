import * as z from 'zod';
import { switchedOff } from './off-settings';

/** The keys of `replication`: the copy in another region. */
export const replicationSettings = z.strictObject({
  region: z.string().describe("AWS region of the copy; not the store's own."),
  bucket: z.string().optional().describe('Name of its bucket. Default "<bucket>-replica".'),
  deleteMarkers: z
    .boolean()
    .optional()
    .describe(
      'Whether a deletion here hides the copy as well. Default false: the copy stays readable until its own retention ends.',
    ),
  timeControl: z
    .boolean()
    .optional()
    .describe(
      'S3 Replication Time Control: AWS guarantees 99.99 % within 15 minutes, for a price per gigabyte. Default false.',
    ),
  off: switchedOff
    .optional()
    .describe(
      'Switches replication off: nothing is copied any more. The copies stay until their retention ends. Default: it is on.',
    ),
});
