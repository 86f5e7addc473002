import type { Signal } from '@busbar/shared/protocol/channel';

/** Windows knows no signals. One that would end a program ends it with all that it started; Ctrl+C is Ctrl+C. */
export type SignalMeaning = 'interrupt' | 'terminate' | 'nothing';

const meanings: Readonly<Record<Signal, SignalMeaning>> = {
  SIGINT: 'interrupt',
  SIGHUP: 'terminate',
  SIGQUIT: 'terminate',
  SIGKILL: 'terminate',
  SIGTERM: 'terminate',
  SIGUSR1: 'nothing',
  SIGUSR2: 'nothing',
  SIGCONT: 'nothing',
  SIGSTOP: 'nothing',
  SIGTSTP: 'nothing',
  SIGWINCH: 'nothing',
};

export const meaningOf = (signal: Signal): SignalMeaning => meanings[signal];
