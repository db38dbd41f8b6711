import * as fs from 'node:fs';
import * as z from 'zod';
import { RefusedError } from '../../core/problem';
import { type EnvironmentReport, REPORT_VERSION } from './model';

const store = z.looseObject({
  stack: z.string(),
  configuration: z.record(z.string(), z.unknown()),
  access: z.looseObject({
    rows: z.array(
      z.looseObject({
        who: z.string(),
        from: z.string(),
        does: z.array(z.string()),
        to: z.string(),
        allowed: z.boolean(),
        by: z.array(z.string()),
      }),
    ),
  }),
  controls: z.array(z.looseObject({ id: z.string(), result: z.string(), asserts: z.string() })),
  deployed: z
    .looseObject({
      differences: z.array(z.looseObject({ id: z.string(), what: z.string() })),
      atVendor: z.array(z.looseObject({ id: z.string(), what: z.string() })),
      holds: z.array(z.looseObject({ name: z.string(), reason: z.string() })).optional(),
      accessKeys: z.array(z.looseObject({ id: z.string() })).optional(),
      runs: z
        .array(
          z.looseObject({
            run: z.string(),
            finishedAt: z.string(),
            total: z.number(),
            pointers: z.number(),
          }),
        )
        .optional(),
    })
    .optional(),
});

/** What two reports are compared by. */
const report = z.looseObject({
  version: z.literal(REPORT_VERSION),
  asOf: z.iso.date(),
  live: z.boolean(),
  environment: z.looseObject({ name: z.string() }),
  versions: z.record(z.string(), z.string()),
  register: z.looseObject({
    accepts: z.array(
      z.looseObject({
        store: z.string(),
        finding: z.string(),
        resource: z.string().optional(),
        reason: z.string(),
        until: z.string(),
      }),
    ),
  }),
  stores: z.array(store),
  otherStacks: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/**
 * Reads the JSON of a report.
 *
 * @throws RefusedError for a file that does not exist or is not a report of this version
 */
export function readReport(file: string): EnvironmentReport {
  try {
    return report.parse(JSON.parse(fs.readFileSync(file, 'utf8'))) as unknown as EnvironmentReport;
  } catch (cause) {
    throw RefusedError.of(
      'report-file',
      `${file} is not the JSON of a report in version ${REPORT_VERSION}`,
      'Give the .json file that callvault report has written.',
    ).causedBy(cause);
  }
}
