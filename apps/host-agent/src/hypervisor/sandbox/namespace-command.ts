import { readFileSync } from 'node:fs';
import type { UidPlan } from './uid-plan.ts';

const script = (name: string): string =>
  readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), 'utf8');

export type NamespacePaths = {
  readonly folder: string;
  readonly channel: string;
  readonly guestExecutable: string;
};

/** Where scripts/sources.sh puts what the guest gets. */
const collected = '/tmp';

/**
 * The argument array that starts a sandbox. The scripts are fixed texts; everything that varies is a
 * positional argument of theirs, never part of their text.
 */
export function sandboxCommand(name: string, paths: NamespacePaths, plan: UidPlan): readonly string[] {
  const isCollected = plan.kind === 'direct';
  const folder = isCollected ? collected : paths.folder;
  const boot = [
    name,
    `${folder}/root`,
    `${folder}/seed`,
    isCollected ? `${collected}/channel` : paths.channel,
    isCollected ? `${collected}/guest` : paths.guestExecutable,
    `${folder}/mount`,
    plan.kind === 'single' ? 'single' : 'range',
    script('init'),
  ];
  const supervise = ['sh', '-c', script('supervise'), 'busbar-supervise', script('boot'), ...boot];
  const command = mappedCommand(supervise, plan);
  if (!isCollected) return command;
  const sources = [paths.folder, paths.channel, paths.guestExecutable];
  const unshare = ['unshare', '--mount', '--propagation', 'private'];
  return [...unshare, 'sh', '-c', script('sources'), 'busbar-sources', ...sources, ...command];
}

/** Runs a command as root of a new user namespace, once the maps are written. See `startMapped`. */
export function mappedCommand(command: readonly string[], plan: UidPlan): readonly string[] {
  const groups = plan.kind === 'single' ? '--keep-groups' : '--clear-groups';
  const wait = ['sh', '-c', script('await-map'), 'busbar-await-map', groups];
  return ['unshare', '--user', '--keep-caps', ...wait, ...command];
}
