/**
 * `npm run bench [name…]`: measures Busbar against what it is built on, ours and the peer in the same run.
 * A missed target is a figure to read, not a failure; the exit code is 1 only when a benchmark itself broke.
 */
import { type Benchmark, Unmeasurable } from './support/bench-row.ts';
import { describeMachine } from './support/describe-machine.ts';
import { formatRows } from './support/format-rows.ts';
import { leavingNothing } from './support/leave-nothing.ts';

// Loaded when they run: one that needs Chromium or QEMU must not keep the others from running.
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  channel: async () => (await import('./channel.ts')).runChannelBench,
  relay: async () => (await import('./relay-hops.ts')).runRelayBench,
  iso: async () => (await import('./iso.ts')).runIsoBench,
  exec: async () => (await import('./exec.ts')).runExecBench,
  'sandbox-shell': async () => (await import('./provision-shell.ts')).runSandboxShellBench,
  'qemu-shell': async () => (await import('./provision-shell.ts')).runQemuShellBench,
  click: async () => (await import('./provision-click.ts')).runClickBench,
  'vm-list': async () => (await import('./vm-list.ts')).runVmListBench,
  keystroke: async () => (await import('./keystroke.ts')).runKeystrokeBench,
  hyperv: async () => (await import('./hyperv.ts')).runHypervBench,
  memory: async () => (await import('./idle-memory.ts')).runMemoryBench,
};

async function run(name: string): Promise<'measured' | 'skipped' | 'broken'> {
  console.log(`\n${name}`);
  try {
    const benchmark = await benchmarks[name]?.();
    if (benchmark === undefined)
      throw new Error(`There is no such benchmark: ${Object.keys(benchmarks).join(', ')}.`);
    console.log(formatRows(await benchmark()));
    return 'measured';
  } catch (error) {
    if (error instanceof Unmeasurable) {
      console.log(`  skipped: ${error.message}`);
      return 'skipped';
    }
    console.error('  broken:', error);
    return 'broken';
  }
}

const asked = process.argv.slice(2);
console.log(describeMachine());
await leavingNothing(async () => {
  for (const name of asked.length > 0 ? asked : Object.keys(benchmarks)) {
    if ((await run(name)) === 'broken') process.exitCode = 1;
  }
});
