/** A reason not to start that a person can act on: what happened, and one line that says what to do. */
export class Failure extends Error {
  /** @param {string} message @param {string} remedy @param {{ cause?: unknown, output?: string }} [options] */
  constructor(message, remedy, options = {}) {
    super(message, { cause: options.cause });
    this.remedy = remedy;
    this.output = options.output ?? '';
  }

  static unexpected(error) {
    if (error?.code === 'ENOSPC') {
      return new Failure('The disk is full.', 'Make room, then run `npm start` again.', { cause: error });
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new Failure('Busbar could not start.', 'Please report this with the lines above.', {
      cause: error,
      output: text,
    });
  }
}
