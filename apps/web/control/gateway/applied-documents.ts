/**
 * What a guest says that it applied, beside what was meant for it. It holds what the seed held, so it needs the
 * right to a shell, where the same can be read; known secrets are masked before it leaves the control plane.
 */
import { type AppliedTexts, maskApplied } from '@busbar/seed/compare/mask-applied';
import { withAgent } from '@busbar/seed/templates/agent-bootcmd';
import { SeedDocuments } from '@busbar/shared/domain/template';
import { AppError } from '@busbar/shared/errors/app-error';
import {
  AppliedDocuments,
  appliedDocumentLimitBytes,
  CloudInitStatus,
  channelPaths,
  GuestHello,
} from '@busbar/shared/protocol/channel';
import { guestPath } from '@busbar/shared/protocol/link';
import type { AppliedSeed } from '@busbar/shared/realtime/applied-seed';
import type { Actor } from '../../auth/actor.ts';
import { type LiveVmDeps, requireLiveVm } from './live-vm.ts';

const guestDeadlineMs = 15_000;
/** Four documents; JSON may write a character as six. */
const limitBytes = 4 * 6 * appliedDocumentLimitBytes;

/** @throws AppError `forbidden`, `not-found`, `host-offline`, `unsupported` for an older agent; the guest's own */
export async function appliedSeed(deps: LiveVmDeps, actor: Actor, vmId: string): Promise<AppliedSeed> {
  const { link } = await requireLiveVm(deps, actor, vmId, { isAudited: false });
  const row = await deps.db.read.vm.findUniqueOrThrow({
    where: { id: vmId },
    select: { intendedSeed: true, guest: true, cloudInit: true },
  });
  const guest = GuestHello.nullable().safeParse(JSON.parse(row.guest)).data;
  if (guest?.capabilities.includes('applied-documents') === false) throw cannotTell(guest);
  const told = await link.request({
    method: 'GET',
    path: guestPath(vmId, channelPaths.appliedDocuments),
    output: AppliedDocuments,
    deadlineMs: guestDeadlineMs,
    limitBytes,
  });
  const entries = Object.entries(told).flatMap(([name, document]) =>
    document === undefined ? [] : [{ name, text: document.text }],
  );
  const texts: AppliedTexts = Object.fromEntries(
    entries.flatMap(({ name, text }) => (text === null ? [] : [[name, text]])),
  );
  const intended = SeedDocuments.nullable().parse(JSON.parse(row.intendedSeed));
  const status = CloudInitStatus.nullable().safeParse(JSON.parse(row.cloudInit)).data;
  // Where real cloud-init runs, the host has added the agent to vendor-data.
  const whole = intended === null || status?.simulated !== false ? intended : withAgent(intended);
  return {
    intended: whole,
    applied: whole === null ? texts : maskApplied(whole, texts),
    tooLarge: entries.flatMap(({ name, text }) => (text === null ? [name] : [])),
  };
}

function cannotTell({ agentVersion: version, os }: GuestHello): AppError {
  const reason =
    os.id === 'windows'
      ? 'cloudbase-init keeps no copy of what it was given, so it cannot be told what was applied in a Windows guest.'
      : `The guest agent (${version}) is older than this function; it cannot tell what was applied.`;
  return new AppError('unsupported', `The guest agent ${version} cannot tell what was applied.`, {
    userMessage: reason,
  });
}
