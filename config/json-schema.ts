import * as z from 'zod';
import { environmentSchema } from './schema';

/** The schema of environment files as JSON Schema, which editors use for completion and hover text. */
export function environmentJsonSchema(): Record<string, unknown> {
  return {
    title: 'callvault environment',
    ...z.toJSONSchema(environmentSchema, { target: 'draft-7', io: 'input' }),
  };
}
