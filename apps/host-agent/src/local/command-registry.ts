import { AppError } from '@busbar/shared/errors/app-error';
import type { Command, CommandContext } from './command.ts';
import type { LocalRequest } from './request.ts';

/** The commands by name. Filled at start and then frozen: what a client can do never changes while the agent runs. */
export class CommandRegistry {
  readonly #commands = new Map<string, Command>();
  #isFrozen = false;

  /** @throws `conflict` for a name that is taken, or once the registry is frozen. */
  add(command: Command): this {
    const name = command.name.toLowerCase();
    if (this.#isFrozen) throw new AppError('conflict', `The commands are fixed; ${name} comes too late.`);
    if (this.#commands.has(name)) throw new AppError('conflict', `There are two commands named ${name}.`);
    this.#commands.set(name, command);
    return this;
  }

  freeze(): this {
    this.#isFrozen = true;
    return this;
  }

  /** In the order in which they were added. */
  list(): readonly Command[] {
    return [...this.#commands.values()];
  }

  /** Resolves to the answer's data. @throws `not-found` for an unknown command, and what the command throws. */
  async run({ command: name, parameters }: LocalRequest, context: CommandContext): Promise<unknown> {
    const command = this.#commands.get(name.trim().toLowerCase());
    if (command === undefined) throw new AppError('not-found', `Unknown command: ${name}`);
    return command.run(parameters, context);
  }
}
