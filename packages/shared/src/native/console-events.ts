import { AppError } from '../errors/app-error.ts';
import { koffi } from './koffi.ts';
import { windowsError } from './windows-error.ts';

const ctrlC = 0;
const everybodyThere = 0;

/**
 * Leaves this process's console for that of another program, and presses Ctrl+C there: all programs on it are told. This
 * process does not listen to it; it should end afterwards.
 *
 * @throws `not-found` when the program has gone or has no console
 */
export function pressCtrlC(pid: number): void {
  if (process.platform !== 'win32') throw new AppError('unsupported', 'Consoles of programs are of Windows.');
  const kernel = koffi().load('kernel32.dll');
  const call = (declaration: string) => kernel.func(declaration) as (...parameters: unknown[]) => number;
  const lastError = call('uint32_t GetLastError()');
  call('int FreeConsole()')();
  if (call('int AttachConsole(uint32_t pid)')(pid) === 0) {
    throw windowsError('AttachConsole', lastError(), 'not-found');
  }
  call('int SetConsoleCtrlHandler(void *handler, int isAdded)')(null, 1);
  if (call('int GenerateConsoleCtrlEvent(uint32_t event, uint32_t group)')(ctrlC, everybodyThere) === 0) {
    throw windowsError('GenerateConsoleCtrlEvent', lastError());
  }
}
