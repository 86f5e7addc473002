import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { AppError } from '@busbar/shared/errors/app-error';
import next from 'next';
import type { Door } from './http/http-server.ts';

export type NextDoorOptions = {
  readonly httpServer: Server;
  readonly hostname: string;
  readonly port: number;
};

const folder = fileURLToPath(new URL('..', import.meta.url));

/** The built pages: everything that no other door owns. Always production; `npm start` builds. */
export async function createNextDoor(
  options: NextDoorOptions,
): Promise<Door & { readonly close: () => Promise<void> }> {
  const app = next({ dev: false, dir: folder, quiet: true, ...options });
  try {
    await app.prepare();
  } catch (cause) {
    throw new AppError('precondition-failed', 'The pages have not been built. Run: npm start', { cause });
  }
  const handle = app.getRequestHandler();
  return {
    owns: () => true,
    handle: (request, response) => handle(request, response),
    close: () => app.close(),
  };
}
