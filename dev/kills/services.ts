import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { applyRun, findBlockingRun, readCloudPlan, startRun } from '../../cli/cloud/run';
import { postComment } from '../../cli/github/comment';
import { closeIssues, postIssue } from '../../cli/github/issue';
import { postPullRequest } from '../../cli/github/pull-request';
import { writeSummary } from '../../cli/github/summary';
import { Secret } from '../../core/secret';
import { LocalGithub } from '../local-github';
import type { VendorServer } from '../vendors/server';
import { CLOUD_TOKEN, LocalCloud } from './local-cloud';
import type { KillSubject, KillTrial } from './subject';

const PATIENCE = { everyMs: 2, atMostMs: 500 };

const MARKER = '<!-- callvault-kills -->';

const nothing = () => Promise.resolve([]);

/** The commands that change something on GitHub or in Terraform Cloud. */
export function serviceSubjects(server: VendorServer): KillSubject[] {
  const comment = () => posts(server, (github) => postComment(github.client(), 12, BODY));
  const issue = () =>
    posts(server, (github) => postIssue(github.client(), { ...BODY, title: 'Drift' }));
  const twice = (prepare: () => KillTrial) => () => {
    const trial = prepare();
    return Promise.resolve({ ...trial, other: trial.run });
  };
  return [
    { name: 'post comment', prepare: () => Promise.resolve(comment()) },
    { name: 'post issue', prepare: () => Promise.resolve(issue()) },
    { name: 'post comment and post comment', prepare: twice(comment) },
    { name: 'post issue and post issue', prepare: twice(issue) },
    { name: 'post pull-request', prepare: twice(() => pullRequest(server)) },
    { name: 'post issue --close', prepare: () => Promise.resolve(closing(server)) },
    { name: 'cloud run', prepare: () => Promise.resolve(cloudRun(server)) },
    { name: 'cloud apply', prepare: () => cloudApply(server) },
  ];
}

const BODY = { marker: MARKER, body: `${MARKER}\nThe new text.` };

function local(server: VendorServer): LocalGithub {
  const github = new LocalGithub();
  github.use(server.address);
  server.serve([github.api]);
  return github;
}

/** Exactly one comment or issue is left, with the new text, and the summary has it once. */
function posts(server: VendorServer, post: (github: LocalGithub) => Promise<unknown>): KillTrial {
  const github = local(server);
  github.add(github.comments, { body: `${MARKER}\nAnother person's`, author: 'person' });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-kills-'));
  const env = { GITHUB_STEP_SUMMARY: path.join(folder, 'summary') };
  return {
    run: async () => {
      writeSummary(BODY.body, env);
      await post(github);
      return true;
    },
    always: nothing,
    finally: () => {
      const open = [...github.comments, ...github.issues].filter(
        ({ closed, author }) => closed === undefined && author !== 'person',
      );
      return Promise.resolve([
        ...(open.length === 1 ? [] : [`there are ${open.length}`]),
        ...open.flatMap(({ body }) => (body === BODY.body ? [] : ['the text is another one'])),
        ...(fs.readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8').split(MARKER).length === 2
          ? []
          : ['the summary has it more than once']),
      ]);
    },
    remove: () => {
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function pullRequest(server: VendorServer): KillTrial {
  const github = local(server);
  const wanted = { ...BODY, title: 'Ranges', head: 'callvault/ranges', base: 'main' };
  return {
    run: async () => {
      await postPullRequest(github.client(), wanted);
      return true;
    },
    always: nothing,
    finally: () => {
      const bodies = github.pullRequests.map(({ body }) => body);
      return Promise.resolve(
        JSON.stringify(bodies) === JSON.stringify([BODY.body]) ? [] : [bodies.join()],
      );
    },
  };
}

function closing(server: VendorServer): KillTrial {
  const github = local(server);
  for (const number of [1, 2, 3]) github.add(github.issues, { body: `${MARKER}\n${number}` });
  const other = github.add(github.issues, { body: 'Another issue' });
  return {
    run: async () => {
      await closeIssues(github.client(), MARKER);
      return true;
    },
    always: nothing,
    finally: () => {
      const open = github.issues.filter(({ closed }) => closed === undefined);
      return Promise.resolve(open.length === 1 && open[0] === other ? [] : ['not exactly ours']);
    },
  };
}

function openCloud(server: VendorServer) {
  const cloud = new LocalCloud();
  server.serve([cloud.answer]);
  const place = { url: `${server.address}/api/v2`, token: new Secret(CLOUD_TOKEN) };
  const start = () =>
    startRun(
      place,
      {
        organization: 'acme',
        workspace: 'callvault-calls-prod',
        archive: Buffer.from('archive'),
        message: 'Trial',
        speculative: false,
      },
      PATIENCE,
    );
  return { cloud, place, start };
}

/** What a command that was killed has started is named by the next, and a person discards it. No other run is left. */
function cloudRun(server: VendorServer): KillTrial {
  const { cloud, place, start } = openCloud(server);
  let planned = '';
  return {
    run: async () => {
      planned = await start();
      for (;;) {
        const blocking = await findBlockingRun(place, planned);
        if (blocking === undefined) break;
        for (const each of cloud.runs) if (each.id === blocking) each.status = 'discarded';
      }
      await readCloudPlan(place, planned, PATIENCE);
      return true;
    },
    always: nothing,
    finally: () => {
      const open = cloud.runs.filter(({ status }) => status !== 'discarded');
      const [only] = open;
      return Promise.resolve(
        open.length === 1 && only?.id === planned && only.status === 'planned'
          ? []
          : [`open: ${open.map(({ id, status }) => `${id} ${status}`).join(', ')}`],
      );
    },
  };
}

async function cloudApply(server: VendorServer): Promise<KillTrial> {
  const { cloud, place, start } = openCloud(server);
  const id = await start();
  await readCloudPlan(place, id, PATIENCE);
  return {
    run: async () => {
      await applyRun(place, id, PATIENCE);
      return true;
    },
    always: nothing,
    finally: () => {
      const states = cloud.runs.map(({ status }) => status).join();
      return Promise.resolve(states === 'applied' ? [] : [states]);
    },
  };
}
