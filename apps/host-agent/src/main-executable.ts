/** Entry of the single executable for Windows. What it brings lies beside it, where only administrators may write. */
import { dirname, join } from 'node:path';
import { loadKoffiFile, setKoffiLoader } from '@busbar/shared/native/koffi';
import { runCommandLine } from './command-line.ts';

setKoffiLoader(() => loadKoffiFile(join(dirname(process.execPath), 'koffi.node')));
// No top-level await: the executable is one CommonJS file. It sets the exit code itself.
void runCommandLine(process.argv.slice(2));
