/** Entry of the single executable for Windows. What it brings lies beside it, where only administrators may write. */
import { dirname, join } from 'node:path';
import { loadKoffiFile, setKoffiLoader } from '@busbar/shared/native/koffi';
import { runCommandLine } from './command-line.ts';

setKoffiLoader(() => loadKoffiFile(join(dirname(process.execPath), 'koffi.node')));
runCommandLine({ executable: process.execPath });
