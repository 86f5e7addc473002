import type { HypervHost } from './hyperv-host.ts';

/** The same host, which also says when something may have changed: work has ended, well or not, or an event came. */
export function tellingChanges(host: HypervHost, onChange: () => void): HypervHost {
  return {
    query: (call, signal) => host.query(call, signal),
    work: (call, options) => host.work(call, options).finally(onChange),
    watch: (onEvent, signal) =>
      host.watch((event) => {
        onChange();
        onEvent(event);
      }, signal),
    close: () => host.close(),
  };
}
