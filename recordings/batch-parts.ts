import type { RunStore } from '../integrity/run-store';
import type { BatchOperation } from './batch-client';
import { BatchFiles, type BatchTask, MANIFEST_LENGTH, manifestLine } from './batch-files';
import type { StoredPlace } from './places';

/** A place, and the bucket of its region for the files of jobs. */
export interface BatchPlace extends StoredPlace {
  readonly logBucketName: string;
}

/** A version to change, where it is, and how. */
export interface PlacedTask extends BatchTask {
  readonly place: StoredPlace['kind'];
  readonly operation: BatchOperation;
  /** Tasks of one name are changed by the same jobs. @default - the place */
  readonly group?: string | undefined;
}

/** A task that failed, and why. */
export interface LeftTask extends BatchTask {
  readonly place: StoredPlace['kind'];
  readonly error: string;
}

/** Tasks that one job is created for. */
export interface BatchPart {
  readonly name: string;
  readonly place: StoredPlace['kind'];
  readonly operation: BatchOperation;
  readonly count: number;
}

/** The files of the jobs of a run: in the journal, and in the log buckets. */
export class BatchJournal {
  constructor(
    readonly run: string,
    private readonly journal: RunStore,
    private readonly places: readonly BatchPlace[],
  ) {}

  async tryRead<T>(name: string): Promise<T | undefined> {
    const text = await this.journal.tryRead(`${this.run}/${name}`);
    return text === undefined ? undefined : (JSON.parse(text) as T);
  }

  async write(name: string, content: object): Promise<void> {
    await this.journal.write(`${this.run}/${name}`, JSON.stringify(content));
  }

  /** What a job left. */
  async readLeft(name: string): Promise<LeftTask[]> {
    const text = (await this.journal.tryRead(`${this.run}/${name}.left.jsonl`)) ?? '';
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as LeftTask);
  }

  async writeLeft(name: string, tasks: readonly LeftTask[]): Promise<void> {
    const text = tasks.map((each) => `${JSON.stringify(each)}\n`).join('');
    await this.journal.write(`${this.run}/${name}.left.jsonl`, text);
  }

  placeOf(kind: StoredPlace['kind']): BatchPlace {
    const found = this.places.find((each) => each.kind === kind);
    if (found) return found;
    throw new Error(`the store no longer has a ${kind} bucket`);
  }

  files(kind: StoredPlace['kind']): BatchFiles {
    const { s3, logBucketName } = this.placeOf(kind);
    return new BatchFiles({ s3, bucket: logBucketName }, this.run);
  }

  /** The parts of a run whose manifests are all written; undefined before that. */
  tryReadParts(): Promise<readonly BatchPart[] | undefined> {
    return this.tryRead<BatchPart[]>('jobs.json');
  }

  /** Writes the manifests, once. The tasks depend on the journal only, so a run that was killed writes the same. */
  async prepare(tasks: AsyncIterable<PlacedTask>): Promise<readonly BatchPart[]> {
    const open = new Map<string, OpenPart>();
    const parts: BatchPart[] = [];
    const close = async (group: string, { task, lines }: OpenPart) => {
      const { place, operation } = task;
      const number = parts.filter(({ name }) => name.startsWith(`${group}-`)).length + 1;
      const part = { name: `${group}-${number}`, place, operation, count: lines.length };
      await this.files(place).writeManifest(`${part.name}-1`, lines.join(''));
      parts.push(part);
      open.delete(group);
    };
    for await (const task of tasks) {
      const { group = task.place } = task;
      const part = open.get(group) ?? { task, lines: [], length: 0 };
      const line = manifestLine(this.placeOf(task.place).bucket, task);
      part.lines.push(line);
      part.length += line.length;
      open.set(group, part);
      if (part.length >= MANIFEST_LENGTH) await close(group, part);
    }
    for (const [group, part] of open) await close(group, part);
    await this.write('jobs.json', parts);
    return parts;
  }
}

interface OpenPart {
  readonly task: PlacedTask;
  readonly lines: string[];
  length: number;
}
