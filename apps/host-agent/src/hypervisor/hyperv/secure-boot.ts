/** Secure boot: whose boot loaders the firmware of a VM believes. Templates go by id, since names have been seen to fail. */
import type { SecureBoot } from '@busbar/shared/domain/image';
import { AppError } from '@busbar/shared/errors/app-error';
import { call } from './call.ts';
import type { HypervHost } from './hyperv-host.ts';
import { type FirmwareResult, parseResults, VmHostResult } from './results.ts';

const templateIds: Readonly<Record<string, string>> = {
  windows: '1734c6e8-3154-4dda-ba5f-a874cc483422',
  linux: '272e7447-90a4-4563-a4b9-8e4ab00526ce',
  'shielded-linux': '4292ae2b-ee2c-42b5-a969-dd8f8689f6f3',
};

/** An image names one of these, or the id of another template; null for an image that nobody has signed. */
export const templateIdOf = (secureBoot: SecureBoot): string | null =>
  secureBoot === 'off' ? null : (templateIds[secureBoot] ?? secureBoot);

/** What a VM has, in the words of an image. */
export function secureBootOf({ SecureBoot: isOn, SecureBootTemplateId: id }: FirmwareResult): SecureBoot {
  if (isOn !== 'On') return 'off';
  const template = id.toLowerCase();
  return Object.keys(templateIds).find((name) => templateIds[name] === template) ?? template;
}

/** @throws AppError `precondition-failed`. A host that does not say which templates it has refuses by itself. */
export async function refuseMissingTemplate(
  host: HypervHost,
  secureBoot: SecureBoot,
  signal: AbortSignal,
): Promise<void> {
  const id = templateIdOf(secureBoot);
  if (id === null) return;
  const [found] = parseResults(VmHostResult, await host.query(call('Get-VMHost', {}, 'VMHost'), signal));
  const templates = found?.SecureBootTemplates ?? [];
  if (templates.length === 0 || templates.some((template) => template.Id === id)) return;
  const names = templates.map(({ Id, Name }) => `${Name} (${Id})`).join(', ');
  throw new AppError('precondition-failed', `This host has no secure boot template ${id}.`, {
    userMessage: `The image wants the secure boot template ${id}, which this host does not have. It has: ${names}. Update Windows there, choose another host, or give the image’s vhdx.json another “secureBoot”.`,
  });
}
