import type { ShellInfo, TerminalSize } from '@busbar/shared/protocol/channel';
import { fetchJson } from '@/client/fetch-json.ts';

/** Size until the terminal has measured its space; the first attach corrects it. */
const firstSize: TerminalSize = { columns: 120, rows: 30 };

const path = (vmId: string): string => `/live/vms/${vmId}/shells`;

export const listShells = async (vmId: string): Promise<readonly ShellInfo[]> =>
  (await fetchJson<{ readonly shells: readonly ShellInfo[] }>(path(vmId))).shells;

export const createShell = (vmId: string, shellId: string, user: string | null): Promise<ShellInfo> =>
  fetchJson(path(vmId), { shellId, size: firstSize, ...(user === null || user === '' ? {} : { user }) });

export const killShell = (vmId: string, shellId: string): Promise<unknown> =>
  fetchJson(`${path(vmId)}/kill`, { shellId });
