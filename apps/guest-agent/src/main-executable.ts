/** Entry of the single executable: brings koffi's add-on from the assets, then runs the command line. */
import { getRawAsset, isSea } from 'node:sea';
import { loadKoffiFrom, setKoffiLoader } from '@busbar/shared/native/koffi';
import { runCommandLine } from './command-line.ts';

if (isSea()) setKoffiLoader(() => loadKoffiFrom(new Uint8Array(getRawAsset('koffi.node'))));
runCommandLine({ executable: isSea() ? process.execPath : null });
