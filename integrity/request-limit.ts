/** Restricts how many requests are sent concurrently. */
export class RequestLimit {
  private readonly waiting: (() => void)[] = [];

  /** @param free - requests that may be sent concurrently */
  constructor(private free: number) {}

  /** Whether a request could be sent at once. */
  get isIdle(): boolean {
    return this.free > 0;
  }

  async run<T>(send: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free -= 1;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
    try {
      return await send();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free += 1;
    }
  }
}
