import * as z from 'zod';

/** The keys of `off`, of a part of a store that is switched off and keeps what it contains. */
export const switchedOff = z.strictObject({
  since: z.string().describe('The day, in UTC, on which it was switched off, e.g. 2026-11-20.'),
  reason: z
    .string()
    .min(10)
    .max(500)
    .describe('Why it is switched off, and who decided it. Reviews show it.'),
  destroy: z
    .boolean()
    .optional()
    .describe(
      'Set once nothing is left, or nothing is needed any more: its protection from destruction is removed, so that the whole setting can be removed afterwards. Default false.',
    ),
});

/** The settings of {@link switchedOff}. */
export type SwitchedOff = z.infer<typeof switchedOff>;
