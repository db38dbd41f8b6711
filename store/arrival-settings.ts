import * as z from 'zod';
import { WEEKDAYS } from '../core/calendar';

const calendar = z.strictObject({
  timeZone: z
    .string()
    .describe('Time zone of the hours, such as Europe/Berlin or America/New_York.'),
  hours: z
    .array(z.string())
    .min(1)
    .max(20)
    .describe(
      'Business hours, such as "MON-FRI 08:00-18:00" and "SAT 09:00-13:00", in quarters of an hour. Hours that end before they begin end on the next day.',
    ),
  holidays: z
    .array(z.string())
    .max(200)
    .optional()
    .describe('Days without business hours, such as 2026-12-25. Default: none.'),
});

/** The keys of `arrivals`: the hourly look at what arrives. */
export const arrivalSettings = z.strictObject({
  silentHours: z
    .number()
    .optional()
    .describe('Business hours without a recording after which an alarm rings. Default 4.'),
  leastPercent: z
    .number()
    .optional()
    .describe(
      'Percentage of the usual recordings of a day, below which an alarm rings; 0 for no such alarm. Default 30.',
    ),
  calendar: calendar
    .optional()
    .describe('The hours in which recordings are expected. Default: every hour of every day.'),
  expected: z
    .partialRecord(z.enum(WEEKDAYS), z.number().int().positive())
    .optional()
    .describe(
      'Usual recordings per weekday, such as { MON: 400, SAT: 50 }. Default: learned from the last four weeks.',
    ),
});

/** The key `canary`. */
export const canarySetting = z
  .boolean()
  .optional()
  .describe(
    'Whether it is tried twice an hour if the vendor can write, with an alarm that names the broken link: with its access key or its role, or by a call with which the vendor validates the store. Default false.',
  );

/** The settings of {@link arrivalSettings}. */
export type ArrivalsInput = z.infer<typeof arrivalSettings>;
