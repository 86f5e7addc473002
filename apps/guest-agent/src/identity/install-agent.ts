/** Puts the agent on the guest's own disk and lets systemd start it with every boot. Idempotent. */
import { mkdir, readFile, realpath, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readTextIfPresent } from '../platform/read-text.ts';
import { writeAtomically } from './write-atomically.ts';

export const installedPath = 'usr/local/lib/busbar/busbar-guest';
export const unitPath = 'etc/systemd/system/busbar-guest.service';
const wantedPath = 'etc/systemd/system/multi-user.target.wants/busbar-guest.service';

/**
 * Without default dependencies: it starts from cloud-init's bootcmd, before sysinit.target is reached, and
 * must answer in a boot that hangs. Shells end with the agent that holds their terminals.
 */
export const unitText = `[Unit]
Description=Busbar guest agent
DefaultDependencies=no
After=local-fs.target
Conflicts=shutdown.target
Before=shutdown.target
StartLimitIntervalSec=0

[Service]
ExecStart=/${installedPath} serve --channel auto
Restart=always
RestartSec=1
KillMode=mixed
OOMPolicy=continue
OOMScoreAdjust=-900
LimitNOFILE=65536
TasksMax=infinity

[Install]
WantedBy=multi-user.target
`;

export type InstallDeps = {
  /** The guest's file system; `/` except in tests. */
  readonly root: string;
  /** The agent's own single file; null when it runs from its sources and there is nothing to copy. */
  readonly executable: string | null;
};

/** Resolves to the paths that are in place now, relative to nothing: as the guest sees them. */
export async function installAgent({ root, executable }: InstallDeps): Promise<string[]> {
  if (executable === null) return [];
  const target = join(root, installedPath);
  if ((await realpath(executable)) !== target) {
    await writeAtomically(target, await readFile(executable), 0o755);
  }
  // The script that brought the agent wrote a unit; that one, or an administrator's, stays.
  if ((await readTextIfPresent(join(root, unitPath))) === null) {
    await writeAtomically(join(root, unitPath), Buffer.from(unitText), 0o644);
  }
  await ensureLink(join(root, wantedPath), `/${unitPath}`);
  return [installedPath, unitPath, wantedPath].map((path) => `/${path}`);
}

/** What `systemctl enable` does, without its seconds of work. */
async function ensureLink(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  try {
    await symlink(target, path);
  } catch (error) {
    // Whatever an administrator made of it stays.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
