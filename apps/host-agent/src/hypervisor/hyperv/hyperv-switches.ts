import type { Switches, VirtualSwitch } from '../switches.ts';
import { call } from './call.ts';
import { chooseSwitch } from './choose-switch.ts';
import type { HypervHost } from './hyperv-host.ts';
import { parseResults, SwitchResult } from './results.ts';

/** The virtual switches that Hyper-V has. */
export class HypervSwitches implements Switches {
  readonly #host: HypervHost;

  constructor(host: HypervHost) {
    this.#host = host;
  }

  async list(signal: AbortSignal): Promise<readonly VirtualSwitch[]> {
    const answer = await this.#host.query(call('Get-VMSwitch', {}, 'VMSwitch'), signal);
    const switches = parseResults(SwitchResult, answer);
    const chosen = chosenOf(switches);
    return switches.map(({ Id, Name, SwitchType, Notes }) => ({
      id: Id,
      name: Name,
      notes: Notes ?? '',
      type: SwitchType,
      isForVms: Id === chosen,
    }));
  }
}

/** Null where it is not clear which. */
function chosenOf(switches: readonly SwitchResult[]): string | null {
  try {
    return chooseSwitch(switches).Id;
  } catch {
    return null;
  }
}
