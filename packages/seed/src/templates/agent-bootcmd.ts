/**
 * Adds the guest agent to a seed, so that it starts early in the first boot, whatever the user wrote.
 *
 * It goes into vendor-data as a *boothook*, not as a `bootcmd`. Both run at the same point of every boot
 * (cloud-init's network stage, before users and packages), but user-data's `bootcmd` replaces vendor-data's:
 * cloud-init merges the two by its default rules, and takes `merge_how` out of a document while it reads it,
 * so vendor-data cannot ask for anything else (cloudinit/handlers/cloud_config.py, cloudinit/helpers.py).
 * A boothook is not configuration and therefore is not merged. user-data stays as its author wrote it, be it
 * cloud-config, a script or MIME. Only `vendor_data: { enabled: false }` turns it off, which lint reports.
 */
import type { SeedDocuments } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import type { SeedDialect } from '../dialect.ts';
import { agentScript } from './agent-script.ts';
import { multipart } from './multipart.ts';
import { withWindowsAgent } from './windows-agent.ts';

export const defaultToolsLabel = 'BUSBAR-TOOLS';

export type AgentOptions = {
  /** Volume label of the disc that carries the agent. Default `BUSBAR-TOOLS`. */
  readonly toolsLabel?: string;
  /** Default: cloud-init. */
  readonly dialect?: SeedDialect;
};

/**
 * The documents with vendor-data that installs and starts the agent; for cloudbase-init, which reads none, with user-data
 * that does. What is there already is kept beside it. Call it after rendering: the script is not a template.
 *
 * @throws AppError `invalid-input` for a label that no disc can have
 */
export function withAgent(documents: SeedDocuments, options: AgentOptions = {}): SeedDocuments {
  const toolsLabel = options.toolsLabel ?? defaultToolsLabel;
  if (!/^[A-Za-z0-9_-]{1,16}$/.test(toolsLabel)) {
    throw new AppError('invalid-input', `"${toolsLabel}" is no volume label.`);
  }
  if (options.dialect === 'cloudbase-init') return withWindowsAgent(documents, toolsLabel);
  const boothook = `#cloud-boothook\n${agentScript(toolsLabel)}`;
  const existing = documents.vendorData ?? '';
  return { ...documents, vendorData: existing.trim() === '' ? boothook : multipart([existing, boothook]) };
}
