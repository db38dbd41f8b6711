import type { Observed } from '../../../cli/doctor/observed';
import { type PolicyStatement, readStatements } from '../../../core/policy-statement';

/** A value that AWS returned. */
export const observed = <T>(value: T): Extract<Observed<T>, { kind: 'value' }> => ({
  kind: 'value',
  value,
});

/** Statements as they are read from AWS. */
export const asLive = (statements: readonly object[] = []): PolicyStatement[] =>
  readStatements(JSON.stringify({ Statement: statements }));

/** A policy as it is stored. */
export const stored = (statements: readonly object[] = []) =>
  observed({
    statements: asLive(statements),
    size: JSON.stringify({ Statement: statements }).length,
  });
