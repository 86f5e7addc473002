import type { Call } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { Configuration, Vm } from '../state/model.ts';
import { mebibyte } from '../state/new-records.ts';
import { requireState } from './transition.ts';

type Memory = Configuration['memory'];

const leastBytes = 32 * mebibyte;
/** A VM of the newest version may have 12 TiB in generation 2; a page is two MiB. */
const mostBytes = 12 * 1024 * 1024 * mebibyte;

function checkBytes(bytes: number, name: string): void {
  if (bytes >= leastBytes && bytes <= mostBytes && bytes % (2 * mebibyte) === 0) return;
  throw new HypervError(
    'InvalidParameter',
    `${name}: the value ${bytes} is invalid. Memory comes in multiples of 2 MiB, from 32 MiB to 12 TiB.`,
  );
}

function checkRange(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new HypervError('InvalidParameter', `${name} lies between ${least} and ${most}.`);
}

export type MemoryChange = { readonly [Key in keyof Memory]?: Memory[Key] | undefined };

/** @throws HypervError for amounts that do not fit each other, or the VM's state. */
export function changeMemory(vm: Vm, change: MemoryChange): void {
  const before = vm.configuration.memory;
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const memory: Memory = { ...before, ...Object.fromEntries(given) };
  // While it runs, static memory grows and shrinks by its startup amount; the rest waits until it is off.
  const isHot = given.every(([name]) =>
    memory.isDynamic
      ? ['minimumBytes', 'maximumBytes', 'buffer', 'priority'].includes(name)
      : name === 'startupBytes',
  );
  requireState(vm, isHot ? ['Off', 'Running'] : ['Off']);
  checkBytes(memory.startupBytes, 'Startup');
  checkRange('Buffer', memory.buffer, 5, 2000);
  checkRange('Priority', memory.priority, 0, 100);
  if (memory.isDynamic) {
    checkBytes(memory.minimumBytes, 'Minimum');
    checkBytes(memory.maximumBytes, 'Maximum');
    if (memory.minimumBytes > memory.startupBytes || memory.startupBytes > memory.maximumBytes) {
      throw new HypervError('InvalidParameter', 'Memory must hold: minimum ≤ startup ≤ maximum.');
    }
  }
  vm.configuration.memory = memory;
}

export function setMemory({ args }: Call, vm: Vm): void {
  changeMemory(vm, {
    isDynamic: args.boolean('DynamicMemoryEnabled'),
    startupBytes: args.number('StartupBytes'),
    minimumBytes: args.number('MinimumBytes'),
    maximumBytes: args.number('MaximumBytes'),
    buffer: args.number('Buffer'),
    priority: args.number('Priority'),
  });
}
