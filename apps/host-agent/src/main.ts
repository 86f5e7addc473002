/**
 * Starts the host agent from its sources. Node keeps compiled code beside the installation (where it may write there), so that
 * later starts need not strip types again: it saves 20 MB of memory and half a second.
 */
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

enableCompileCache(fileURLToPath(new URL('../../../.cache/host-agent', import.meta.url)));
const { runCommandLine } = await import('./command-line.ts');
await runCommandLine(process.argv.slice(2));
