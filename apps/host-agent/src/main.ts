/**
 * Starts the host agent. Node keeps compiled code beside the installation (where it may write there), so that
 * later starts need not strip types again: it saves 20 MB of memory and half a second.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../../.cache/host-agent', import.meta.url)));
const { main } = await import('./command-line.ts');
const { toAppError } = await import('@busbar/shared/errors/app-error');

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`busbar-host: ${toAppError(error).userMessage}`);
  process.exitCode = 1;
}
