import { Option } from 'commander';
import { RefusedError } from '../../core/problem';

const FORMATS = [
  'terminal',
  'markdown',
  'html',
  'json',
  'sarif',
  'junit',
  'gitlab',
  'github',
] as const;

/** How a review is written. */
export type ReviewFormat = (typeof FORMATS)[number];

/** A format, and where it is written. */
export interface ReviewOutput {
  readonly format: ReviewFormat;
  /** @default - standard output */
  readonly file?: string | undefined;
}

/** `--format <format>` and `--format <format>=<file>`, any number of times. */
export function formatOption(): Option {
  return new Option(
    '--format <format[=file]>',
    `print, or write into a file: ${FORMATS.join(', ')}; can be repeated`,
  ).argParser(parseOutput);
}

function parseOutput(written: string, previous: readonly ReviewOutput[] = []): ReviewOutput[] {
  const at = written.indexOf('=');
  const [name, file] = at < 0 ? [written] : [written.slice(0, at), written.slice(at + 1)];
  const format = FORMATS.find((each) => each === name);
  if (format !== undefined && file !== '') return [...previous, { format, file }];
  throw RefusedError.of(
    'review-format',
    format === undefined
      ? `--format ${JSON.stringify(written)} is not one of ${FORMATS.join(', ')}`
      : `--format ${JSON.stringify(written)} has no file after =`,
    'Write --format sarif to print it, or --format sarif=review.sarif to write it into a file.',
  );
}

/**
 * The outputs that the options ask for, and the format that is printed.
 *
 * @throws RefusedError if several formats would be printed
 */
export function outputsOf({ format = [], markdown, html, json }: FormatFlags): {
  readonly outputs: readonly ReviewOutput[];
  readonly printed: ReviewFormat;
} {
  const outputs: ReviewOutput[] = [
    ...format,
    ...(markdown ? [{ format: 'markdown' } as const] : []),
    ...(html ? [{ format: 'html' } as const] : []),
    ...(json ? [{ format: 'json' } as const] : []),
  ];
  const printed = new Set(
    outputs.flatMap((each) => (each.file === undefined ? [each.format] : [])),
  );
  const [first = 'terminal'] = printed;
  if (printed.size <= 1) return { outputs, printed: first };
  throw RefusedError.of(
    'review-format',
    `${[...printed].join(' and ')} would be printed one after the other`,
    `Write one of them into a file: --format ${first}=<file>.`,
  );
}

/** The options that choose a format. */
export interface FormatFlags {
  readonly format?: readonly ReviewOutput[];
  readonly markdown?: boolean;
  readonly html?: boolean;
  readonly json?: boolean;
}
