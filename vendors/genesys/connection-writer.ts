import { HttpError } from '../../http/error';
import { nothingToDo, type RegistrationContext, type StepPlan } from '../registration';
import type { GenesysApi, GenesysRequest } from './api';
import { type Connection, connectionRequest, createConnection, differences } from './connection';
import { lossOf } from './connection-findings';
import { show } from './entity';

/** Receives what was done about a connection that was created again. */
interface Recreation {
  readonly onDone: (what: string) => void;
  readonly onWritten: (connection: Connection) => void;
}

/** Creates and changes connections, with the key of a store's user if it has one. */
export class ConnectionWriter {
  constructor(
    private readonly context: RegistrationContext,
    private readonly api: GenesysApi,
  ) {}

  /** Creates a connection, which is off. @throws HttpError when Genesys does not answer as it should */
  async create(expected: Connection, onDone: (what: string) => void): Promise<Connection> {
    const id = await createConnection(this.api, expected, { key: this.context.key(), onDone });
    return { ...expected, id, status: 'INACTIVE' };
  }

  /**
   * The change of a connection to what it should be.
   *
   * @param onWritten - is given the connection as it is afterwards @default - one that was deleted is not recreated
   */
  planUpdate(
    found: Connection,
    expected: Connection,
    onWritten?: (connection: Connection) => void,
  ): StepPlan {
    const { id = '', status } = found;
    const differs = differences(found, expected);
    if (differs.length === 0) return nothingToDo(`${id} is up to date.`);
    const key = differs.includes('settings.accessKeyId') ? this.context.key() : undefined;
    const updated = { ...expected, id, status };
    const loses = lossOf(found, expected);
    return {
      says: `${id} differs in ${differs.join(', ')}.`,
      requests: [show(this.api, connectionRequest(updated, key && '<redacted>'))],
      ...(loses !== undefined && { loses }),
      act: async (onDone) => this.update(updated, onDone, onWritten),
    };
  }

  private async update(
    updated: Connection,
    onDone: (what: string) => void,
    onWritten?: (connection: Connection) => void,
  ): Promise<string> {
    const { id = '' } = updated;
    const secret = this.context.key()?.secretAccessKey;
    const request: GenesysRequest = {
      ...connectionRequest(updated, secret?.reveal()),
      secrets: secret ? [secret] : [],
    };
    try {
      await this.api.send(request);
    } catch (error) {
      if (!(error instanceof HttpError) || error.status !== 404 || !onWritten) throw error;
      return this.recreate(updated, error, { onDone, onWritten });
    }
    onWritten?.(updated);
    return `Changed ${id}.`;
  }

  private async recreate(
    { id = '', ...connection }: Connection,
    { url }: HttpError,
    { onDone, onWritten }: Recreation,
  ): Promise<string> {
    if (!this.context.yes) {
      const what = 'answered 404: the connection was deleted in the meantime; --yes recreates it';
      throw new HttpError(url, what, { status: 404 });
    }
    const created = await this.create(connection, onDone);
    onWritten(created);
    return `${id} was deleted; created ${created.id ?? ''}, which is off until it is validated.`;
  }
}
