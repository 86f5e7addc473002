/** How a lane's process is started: Windows PowerShell with our script, or whatever stands in for it. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LaneName } from './wire.ts';

/** A program and its arguments, for one lane. */
export type HostCommand = (lane: LaneName) => readonly string[];

/** `host.ps1` beside this file, or in `powershell` beside the single executable; its parts are in `host/`. */
export const hostScriptPath = (): string =>
  import.meta.url === undefined
    ? join(dirname(process.execPath), 'powershell', 'host.ps1')
    : fileURLToPath(new URL('./host.ps1', import.meta.url));

/** `program` is the in-box Windows PowerShell 5.1: PowerShell 7 need not be installed. */
export const powerShellCommand =
  (scriptPath: string, program = 'powershell.exe'): HostCommand =>
  (lane) => [
    program,
    '-NoLogo',
    '-NoProfile',
    '-NonInteractive',
    '-ExecutionPolicy',
    'Bypass',
    '-File',
    scriptPath,
    '-Lane',
    lane,
  ];

/** A stand-in takes its lane as `--lane`. */
export const standInCommand =
  (command: readonly string[]): HostCommand =>
  (lane) => [...command, '--lane', lane];
