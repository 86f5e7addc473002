import type { Call, CmdletTable } from '../call/cmdlet.ts';
import { HypervError } from '../call/hyperv-error.ts';
import type { HypervObject } from '../results/hyperv-object.ts';
import { isSamePath } from '../state/host-path.ts';
import { openChain } from './disk-chain.ts';
import { diskObject } from './disk-object.ts';
import { requireUnused } from './disk-users.ts';

async function mountVhd(call: Call): Promise<readonly HypervObject[]> {
  const { host, args } = call;
  const made: HypervObject[] = [];
  for (const path of args.texts('Path') ?? []) {
    await openChain(host, path);
    await requireUnused(host, path);
    await call.take();
    // Number 0 is the machine's own disk.
    const diskNumber = 1 + Math.max(0, ...host.record.mounted.map((each) => each.diskNumber));
    host.record.mounted.push({ path, diskNumber, isReadOnly: args.is('ReadOnly') });
    host.hostChanged();
    made.push(await diskObject(host, path));
  }
  return made;
}

async function dismountVhd(call: Call): Promise<readonly HypervObject[]> {
  const { host, args } = call;
  const number = args.number('DiskNumber');
  const paths = args.texts('Path') ?? [];
  const leaving = host.record.mounted.filter(
    (each) => each.diskNumber === number || paths.some((path) => isSamePath(path, each.path)),
  );
  if (leaving.length === 0) throw new HypervError('InvalidParameter', 'The disk is not mounted.');
  await call.take();
  host.record.mounted = host.record.mounted.filter((each) => !leaving.includes(each));
  host.hostChanged();
  return Promise.all(leaving.map(({ path }) => diskObject(host, path)));
}

export const mountCmdlets: CmdletTable = {
  'Mount-VHD': { run: mountVhd, needsPassthru: true },
  'Dismount-VHD': { run: dismountVhd, needsPassthru: true },
};
