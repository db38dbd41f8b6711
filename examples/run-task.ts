import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';

/** What a run task needs: the HMAC key that HCP Terraform knows, and a function that reviews a plan. */
export interface RunTaskOptions {
  readonly key: string;
  /** Given a plan as JSON. Returns whether it passes, and the review as Markdown. */
  readonly review: (
    plan: string,
  ) => Promise<{ readonly passed: boolean; readonly markdown: string }>;
}

/** The part of a request of HCP Terraform that the task reads. */
interface TaskRequest {
  readonly access_token: string;
  readonly stage: string;
  readonly plan_json_api_url?: string;
  readonly task_result_callback_url: string;
}

/**
 * A server for a run task of HCP Terraform, in the stage post-plan: it reviews the plan, and fails the run where the
 * review stops it.
 */
export function createRunTask({ key, review }: RunTaskOptions): Server {
  return createServer((request, response) => {
    const answer = async () => {
      const body = await text(request);
      const expected = createHmac('sha512', key).update(body).digest();
      const given = Buffer.from(String(request.headers['x-tfc-task-signature']), 'hex');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 401;
      const task = JSON.parse(body) as TaskRequest;
      // HCP Terraform waits for the result, not for this answer. Its test of the address has no plan.
      if (task.plan_json_api_url !== undefined) void report(task, review);
      return 200;
    };
    void answer()
      .catch(() => 400)
      .then((status) => response.writeHead(status).end());
  });
}

async function report(task: TaskRequest, review: RunTaskOptions['review']): Promise<void> {
  const authorization = `Bearer ${task.access_token}`;
  let result = { passed: false, markdown: 'The run has no plan.' };
  try {
    const plan = await fetch(task.plan_json_api_url ?? '', { headers: { authorization } });
    if (plan.status === 200) result = await review(await plan.text());
  } catch (error) {
    result = { passed: false, markdown: `The plan could not be reviewed: ${String(error)}` };
  }
  const outcome = { 'outcome-id': 'review', description: 'Review', body: result.markdown };
  const data = {
    type: 'task-results',
    attributes: {
      status: result.passed ? 'passed' : 'failed',
      message: result.passed ? 'callvault: nothing stops the run' : 'callvault stops the run',
    },
    relationships: {
      outcomes: { data: [{ type: 'task-result-outcomes', attributes: outcome }] },
    },
  };
  await fetch(task.task_result_callback_url, {
    method: 'PATCH',
    headers: { authorization, 'content-type': 'application/vnd.api+json' },
    body: JSON.stringify({ data }),
  });
}
