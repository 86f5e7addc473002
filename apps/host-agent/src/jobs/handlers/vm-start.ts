import type { KindHandlers } from '../step-handler.ts';
import type { JobServices } from './services.ts';
import { awaitStarted, startVm } from './start-vm.ts';

export const vmStartHandlers: KindHandlers<'vm.start', JobServices> = {
  start: { run: startVm },
  'wait-channel': { run: awaitStarted },
};
