import type { ArrivalSettings } from '../../arrivals/settings';
import { ALWAYS } from '../../core/calendar';
import { reportArrivals } from '../../lambda/arrivals';

const SETTINGS: ArrivalSettings = {
  store: 'calls-prod',
  region: 'eu-central-1',
  rule: 'arrivals-calls-prod-objects',
  objectsPerRecording: 1,
  calendar: ALWAYS,
};

test('each run logs one line, with the metrics that the alarms watch, for the time of its event', async () => {
  const lines: object[] = [];
  const asked: unknown[] = [];
  const time = '2026-11-20T10:05:00Z';
  await reportArrivals(
    { action: 'arrivals', settings: SETTINGS, time },
    {
      readCounts: (settings, now) => {
        asked.push(settings.rule, new Date(now).toISOString());
        const counts = new Map([[Date.parse('2026-11-20T07:45Z'), 3]]);
        return Promise.resolve({ counts, since: 0, now });
      },
      emit: (line) => lines.push(line),
    },
  );
  expect(asked).toEqual([SETTINGS.rule, '2026-11-20T10:05:00.000Z']);
  const Metrics = ['Arrivals', 'SilentBusinessHours', 'PercentOfUsualArrivals'].map((Name) => ({
    Name,
  }));
  expect(lines).toEqual([
    {
      level: 'INFO',
      event: 'arrivals',
      Store: 'calls-prod',
      Arrivals: 0,
      SilentBusinessHours: 2,
      PercentOfUsualArrivals: 100,
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [{ Namespace: 'callvault', Dimensions: [['Store']], Metrics }],
      },
    },
  ]);
});
