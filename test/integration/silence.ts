import { HOUR_MS } from '../../core/day';
import { invokeFunction, type LogLine } from '../../dev/demo/integrity';
import { evaluateAlarms, publishEvents, publishLog } from '../../dev/demo/metrics';
import type { LocalAws } from '../../dev/local-aws';
import { arrivalsEvent } from '../../modules/arrivals';
import type { Store } from '../../store/store';

/** Tests that the alarm on silence of a deployed store fires once its vendor has stopped, or once the function has. */
export function testSilence(find: () => { readonly aws: LocalAws; readonly store: Store }): void {
  test('the silence of a vendor that stopped reaches ALARM, and so does that of the function that counts', async () => {
    const { aws, store } = find();
    const { arrivals } = store;
    if (!arrivals) throw new Error(`the arrivals of ${store.id} are not watched`);
    const start = Date.now();
    const lookAt = async (at: number): Promise<LogLine | undefined> => {
      const event = { ...arrivalsEvent(arrivals.settings), time: new Date(at).toISOString() };
      const { log, error } = await invokeFunction(aws, store, { name: arrivals.name, event });
      expect(error).toBe('');
      await publishLog(aws, store, { lines: log, at });
      return log.find((line) => line.event === 'arrivals');
    };
    const statesAt = async (at: number) => {
      const prefix = `${store.nameId}-arrivals-`;
      const all = await evaluateAlarms(aws, store, { prefix, at: at + 60_000 });
      return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
    };
    const names = ['drop', 'silent'].map((each) => `${store.nameId}-arrivals-${each}`);
    const states = (...values: readonly string[]) =>
      Object.fromEntries(names.map((name, index) => [name, values[index]]));

    await publishEvents(aws, store, arrivals);
    const soon = start + HOUR_MS / 4;
    const heard = await lookAt(soon);
    expect(heard).toMatchObject({ SilentBusinessHours: 0, Store: store.nameId });
    expect(Number(heard?.Arrivals)).toBeGreaterThan(0);
    expect(await statesAt(soon)).toEqual(states('OK', 'OK'));
    // The vendor writes no more.
    const line = await lookAt(start + 5 * HOUR_MS);
    expect(Number(line?.SilentBusinessHours)).toBeGreaterThanOrEqual(4);
    expect(await statesAt(start + 5 * HOUR_MS)).toEqual(states('OK', 'ALARM'));
    // The function does not run any more.
    expect(await statesAt(start + 9 * HOUR_MS)).toEqual(states('ALARM', 'ALARM'));
    expect(await statesAt(soon)).toEqual(states('OK', 'OK'));
  });
}
