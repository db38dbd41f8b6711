import { checkSubjects } from './kills/check';
import { makeCheckWorld } from './kills/check-world';
import { fileSubjects } from './kills/files';
import { keySubjects } from './kills/keys';
import { recordingSubjects } from './kills/recordings';
import { roleSubjects } from './kills/roles';
import { serviceSubjects } from './kills/services';
import type { Place } from './kills/cut';
import { countRequests, runKillTrial } from './kills/prove';
import type { KillSubject } from './kills/subject';
import { processSubjects } from './kills/process-subjects';
import { ProcessKills } from './kills/processes';
import { startLocalAws } from './local-aws';
import { VendorServer } from './vendors/server';

/**
 * `npm run kill:prove [-- <command>|all [<trials> [<first seed>]]]`: kills commands that change something at random
 * requests and changes of files, or loses an answer, runs them again until nothing is left to do, and looks for what was lost, doubled or
 * stuck. Prints each trial in which something was.
 */
async function main([wanted = 'all', count = '200', first = '1']: readonly string[]) {
  const aws = await startLocalAws({ sharedProvider: true });
  const vendors = new VendorServer();
  await vendors.start();
  const place = { faults: aws.faults, vendors };
  try {
    const numbers = { count: Number(count), first: Number(first) };
    const processes = processSubjects(aws).find(({ name }) => name === wanted);
    if (processes) {
      await proveProcesses(processes.name, new ProcessKills(aws, processes), numbers);
      return;
    }
    const all = [
      ...(await keySubjects(aws, vendors)),
      ...fileSubjects(),
      ...recordingSubjects(aws),
      ...roleSubjects(aws, vendors),
      ...serviceSubjects(vendors),
      ...checkSubjects(() => makeCheckWorld(aws)),
    ];
    const subjects = all.filter(({ name }) => wanted === 'all' || name === wanted);
    if (subjects.length === 0)
      throw new Error(
        `Choose from: ${[...all, ...processSubjects(aws)].map(({ name }) => name).join(', ')}.`,
      );
    for (const subject of subjects) {
      if (!(await prove(subject, place, numbers))) process.exitCode = 1;
    }
  } finally {
    await vendors.stop();
    await aws.stop();
  }
}

/** Runs trials of a command, and prints what they found. */
async function prove(
  subject: KillSubject,
  place: Place,
  { count, first }: { readonly count: number; readonly first: number },
): Promise<boolean> {
  const requests = await countRequests(subject, place);
  let bad = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const result = await runKillTrial(subject, place, { seed, requests });
    if (result.problems.length === 0) continue;
    bad += 1;
    console.log(JSON.stringify(result, null, 1));
  }
  console.log(
    `${subject.name}: ${count} trials with ${requests} requests each, ${bad} of them left something behind.`,
  );
  return bad === 0;
}

/** As {@link prove}, with processes: a trial takes a minute. */
async function proveProcesses(
  name: string,
  kills: ProcessKills,
  { count, first }: { readonly count: number; readonly first: number },
): Promise<void> {
  const requests = await kills.countRequests();
  let bad = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const result = await kills.runTrial(seed, requests);
    if (result.problems.length > 0) bad += 1;
    console.log(JSON.stringify(result, null, result.problems.length > 0 ? 1 : 0));
  }
  console.log(
    `${name}: ${count} trials with ${requests} requests each, ${bad} of them left something behind.`,
  );
  if (bad > 0) process.exitCode = 1;
}

void main(process.argv.slice(2));
