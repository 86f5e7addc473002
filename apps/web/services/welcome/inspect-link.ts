import { Role } from '@busbar/shared/domain/roles';
import { z } from 'zod';
import { findLink } from '../links/find-link.ts';
import { limitTries } from '../links/limit-tries.ts';
import type { ServiceDeps } from '../service-deps.ts';

export const LinkToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'This is not a whole link. Copy it again.');
export const InspectLinkInput = z.object({ token: LinkToken });
export const InspectLinkResult = z.object({
  purpose: z.enum(['first-administrator', 'invite', 'password-reset']),
  /** Null where the person chooses it: the first administrator. */
  email: z.string().nullable(),
  role: Role.nullable(),
});
export type InspectLinkResult = z.infer<typeof InspectLinkResult>;

/** What a one-time link is for. Does not use it up. */
export async function inspectLink(
  deps: ServiceDeps,
  ipAddress: string | null,
  { token }: z.infer<typeof InspectLinkInput>,
): Promise<InspectLinkResult> {
  await limitTries(deps, 'welcome', ipAddress);
  const link = await findLink(deps.db.read, token, deps.now());
  return InspectLinkResult.parse({ purpose: link.purpose, email: link.email, role: link.role });
}
