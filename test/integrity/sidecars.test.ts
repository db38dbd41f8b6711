import { Sidecars } from '../../integrity/sidecars';
import { sorted } from './pages';

function unpaired(keys: readonly string[], suffix = '.json') {
  const alone = { recordings: [] as string[], sidecars: [] as string[] };
  const sidecars = new Sidecars(suffix, {
    recording: ({ key }) => alone.recordings.push(key),
    sidecar: ({ key }) => alone.sidecars.push(key),
  });
  for (const object of sorted(keys.map((key) => ({ key, at: 0 })))) sidecars.add(object);
  sidecars.close();
  return alone;
}

const NONE = { recordings: [], sidecars: [] };

test.each([
  [['d/a.wav', 'd/a.json'], '.json'],
  [['d/a.wav', 'd/a.wav.json'], '.json'],
  [['d/a.wav', 'd/a_metadata.json'], '_metadata.json'],
  [['d/a', 'd/a.json'], '.json'],
  [['d/a.wav', 'd/a.json', 'd/a-b.wav', 'd/a-b.json', 'd/a0.wav', 'd/a0.json'], '.json'],
  [['d/a.b.wav', 'd/a.b.json', 'd/a.wav', 'd/a.json'], '.json'],
])('%j are pairs', (keys, suffix) => {
  expect(unpaired(keys, suffix)).toEqual(NONE);
});

test('an unpaired object is reported once', () => {
  expect(unpaired(['d/a.wav', 'd/b.json', 'd/c.wav', 'd/c.json'])).toEqual({
    recordings: ['d/a.wav'],
    sidecars: ['d/b.json'],
  });
});

test('a longer name is not the same name', () => {
  expect(unpaired(['d/a.wav', 'd/a1.json'])).toEqual({
    recordings: ['d/a.wav'],
    sidecars: ['d/a1.json'],
  });
});
