/** What a trial needs to run a command again and again. */
export interface KillTrial {
  /**
   * Runs the command once.
   *
   * @returns whether nothing is left to do
   * @throws what the command throws
   */
  readonly run: () => Promise<boolean>;
  /** Runs another command at the same time. @default - none */
  readonly other?: () => Promise<unknown>;
  /** Whose changes of files count. @default - the command changes none */
  readonly folder?: string | undefined;
  /** Removes what was made for the trial. @default - nothing */
  readonly remove?: () => void;
  /** Called after each run: what must never happen, in sentences. */
  readonly always: () => Promise<readonly string[]>;
  /** Called when nothing is left to do: what was lost, doubled or left behind, in sentences. */
  readonly finally: () => Promise<readonly string[]>;
}

/** A command that changes something. */
export interface KillSubject {
  /** E.g. `rotate`, or `rotate and connect` for two at once. */
  readonly name: string;
  /** Makes everything as it is before the command runs. */
  readonly prepare: () => Promise<KillTrial>;
}
