import type { RunStore } from '../../integrity/run-store';

/** Keeps a run in memory: folders would take most of the time. */
export function memoryRunStore(files = new Map<string, string>()): RunStore {
  return {
    write: (name, text) => Promise.resolve(void files.set(name, text)),
    create: (name, text) => Promise.resolve(void files.set(name, files.get(name) ?? text)),
    tryRead: (name) => Promise.resolve(files.get(name)),
    open: async function* (name) {
      await Promise.resolve();
      yield Buffer.from(files.get(name) ?? '');
    },
    list: (folder) =>
      Promise.resolve([...files.keys()].filter((name) => name.startsWith(folder)).sort()),
  };
}
