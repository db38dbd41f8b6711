import type { Handler } from './exchange';

/**
 * Lets deletions in a bucket through one after the other. moto reads the versions of a key and writes those that are left:
 * of two versions that are deleted at the same time, one can come back. In S3, every deletion is final.
 *
 * @see Amazon S3 User Guide, "Amazon S3 data consistency model"
 */
export function deleteInTurn(): Handler {
  const last = new Map<string, Promise<unknown>>();
  return async (request, next) => {
    const { s3, method } = request;
    const isDeletion =
      method === 'DELETE' ? s3?.key !== '' : method === 'POST' && s3?.query.has('delete') === true;
    if (s3 === undefined || !isDeletion) return next(request);
    const answer = (last.get(s3.bucket) ?? Promise.resolve()).then(() => next(request));
    last.set(
      s3.bucket,
      answer.catch(() => undefined),
    );
    return answer;
  };
}
