/**
 * What a command of the local protocol is: a name, what it takes, and a function from parameters to data. It knows
 * nothing of connections, lines and JSON. `docs/extending.md` shows how to add one.
 */
import { AppError } from '@busbar/shared/errors/app-error';
import { z } from 'zod';
import type { LocalServices } from './local-services.ts';

export type CommandContext = {
  readonly services: LocalServices;
  /** Aborted when the client has gone or the agent stops. Work that was handed to the job runner goes on. */
  readonly signal: AbortSignal;
  /**
   * Sends data ahead of the answer, as an `event` line of its own, and waits until the client has taken it. Only when
   * `stream` is true in the parameters: clients of vmgenie expect one line.
   */
  readonly send: (data: unknown) => Promise<void>;
  /**
   * What the client sends behind a request with `stream`, until it ends its side; `readInput` gives it a type. It is read
   * as it is taken, so that a client cannot be faster than the command.
   */
  readonly input: AsyncIterable<unknown>;
  /** Who asks, as the operating system says: a user's name or number. */
  readonly requestedBy: string;
};

export type Parameters = Readonly<Record<string, unknown>>;

export type Command = {
  /** Matched without regard to case. */
  readonly name: string;
  /** One sentence for `help`. */
  readonly summary: string;
  /** Resolves to the answer's data. @throws AppError whose words the client reads. */
  readonly run: (parameters: Parameters, context: CommandContext) => Promise<unknown>;
};

export type Action = Command;

type Definition<Schema extends z.ZodObject> = Omit<Command, 'run'> & {
  /** What it takes. Others are ignored, as clients send them. */
  readonly parameters: Schema;
  readonly run: (parameters: z.output<Schema>, context: CommandContext) => Promise<unknown>;
};

/** A command, or an action of one, whose parameters are parsed by its schema. */
export const defineCommand = <Schema extends z.ZodObject>(definition: Definition<Schema>): Command => ({
  name: definition.name,
  summary: definition.summary,
  run: async (parameters, context) =>
    definition.run(parseParameters(definition.parameters, parameters), context),
});

/** A command that takes an `action`; without one it answers its help. */
export const defineActions = (
  command: Omit<Command, 'run'> & { readonly actions: readonly Action[] },
): Command => ({
  name: command.name,
  summary: command.summary,
  run: async (parameters, context) => {
    const wanted = typeof parameters.action === 'string' ? parameters.action.trim() : '';
    const name = wanted.toLowerCase();
    if (name === '' || name === 'help') return helpOf(command);
    const action = command.actions.find((candidate) => candidate.name === name);
    if (action === undefined) throw new AppError('not-found', `Unknown action: '${wanted}'`);
    return action.run(parameters, context);
  },
});

const helpOf = ({ summary, actions }: { readonly summary: string; readonly actions: readonly Action[] }) => ({
  description: summary,
  actions: [
    ...actions.map(({ name, summary: description }) => ({ action: name, description })),
    { action: 'help', description: 'Shows this.' },
  ],
});

/** The input of a command that streams. @throws `invalid-input` for what does not fit the schema */
export async function* readInput<Schema extends z.ZodType>(
  { input }: Pick<CommandContext, 'input'>,
  schema: Schema,
): AsyncGenerator<z.output<Schema>, void> {
  for await (const value of input) {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new AppError('invalid-input', `Input: ${z.prettifyError(parsed.error)}`);
    yield parsed.data;
  }
}

function parseParameters<Schema extends z.ZodObject>(
  schema: Schema,
  parameters: Parameters,
): z.output<Schema> {
  const parsed = schema.safeParse(parameters);
  if (parsed.success) return parsed.data;
  const reasons = parsed.error.issues.map(({ path, message }) => {
    const [name] = path;
    const isMissing = path.length === 1 && parameters[String(name)] === undefined;
    return isMissing
      ? `Parameter '${String(name)}' is required.`
      : `Parameter '${path.join('.')}': ${message}`;
  });
  throw new AppError('invalid-input', reasons.join(' '));
}
