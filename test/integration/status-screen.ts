import { callvault } from '../../dev/demo/vendors';
import { latestCheck, type ReportContext } from './report-page';

/** Tests of the state of deployed stores, which has to be read before anything is changed by hand. */
export function testStatus(contextOf: () => ReportContext): void {
  test('status shows the last arrival, check and key of each store, and what needs a person', async () => {
    const { code, json } = await callvault(contextOf().workspace, 'status', 'local');
    const [{ stores: all }] = json.environments as [{ stores: Record<string, unknown>[] }];
    const at = expect.stringMatching(/^2\d{3}-/) as unknown;
    expect({ code, needsPerson: json.needsPerson }).toEqual({ code: 6, needsPerson: true });
    const need = (what: RegExp) => ({ what: expect.stringMatching(what) as unknown });
    expect(all).toMatchObject([
      { stack: 'meetings-local', drift: [], unknown: [], needs: [need(/external-id-shared/)] },
      {
        stack: 'calls-local',
        canary: { alarm: 'calls-local-arrivals-canary', state: 'OK' },
        lastArrival: { at, key: expect.stringMatching(/^recordings\/2\d{3}\//) as unknown },
        lastCheck: await latestCheck(contextOf().aws),
        drift: [],
        unknown: [],
        needs: [need(/^The check of .* found \d+ discrepancies/), need(/path-pattern-unique/)],
      },
      {
        stack: 'video-local',
        canary: { alarm: 'video-local-arrivals-canary', state: 'OK' },
        accessKeys: [{ days: 0 }],
        drift: [],
        unknown: [],
        needs: [],
      },
    ]);
  });
}
