/** `busbar-guest interrupt <pid>`: presses Ctrl+C on the console of a program. A process of its own, which ends then. */
import { AppError } from '@busbar/shared/errors/app-error';
import { pressCtrlC } from '@busbar/shared/native/console-events';

export function interrupt(args: readonly string[]): void {
  const pid = Number(args[0]);
  if (!Number.isInteger(pid) || pid <= 0) throw new AppError('invalid-input', 'interrupt needs a pid.');
  pressCtrlC(pid);
}
