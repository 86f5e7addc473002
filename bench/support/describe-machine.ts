import { cpus, loadavg, totalmem } from 'node:os';

/** What a figure depends on, in one line: cores, memory, Node and how busy the machine is already. */
export function describeMachine(): string {
  const cores = cpus();
  const gib = (totalmem() / 1024 ** 3).toFixed(1);
  const load = (loadavg()[0] ?? 0).toFixed(2);
  const model = cores[0]?.model.trim() || 'unknown processor';
  return `${cores.length} cores (${model}), ${gib} GiB, Node ${process.version}, load ${load}`;
}
