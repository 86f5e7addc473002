import type { HardwareAbility } from '@busbar/shared/domain/hardware';
import type { HostView } from '@busbar/shared/realtime/views';
import type { ImageChoice } from '../image-choices.ts';

type Chosen = { readonly image: ImageChoice | undefined; readonly hostId: string | null | undefined };

/** Hosts that the VM may go to. Pure. */
export const hostsFor = ({ image, hostId }: Chosen): readonly HostView[] =>
  hostId
    ? [...(image?.hosts ?? []), ...(image?.others ?? [])].filter(({ id }) => id === hostId)
    : (image?.hosts ?? []);

/** Whether one of them can give the VM this; the control plane chooses among those that can. Pure. */
export const isOffered = (ability: HardwareAbility, chosen: Chosen): boolean =>
  hostsFor(chosen).some(({ drivers }) =>
    drivers.some(({ name, abilities }) => name === chosen.image?.driver && abilities.includes(ability)),
  );

/** Pure. */
export const isAnyOffered = (chosen: Chosen): boolean =>
  (['adapters', 'dynamic-memory', 'tpm'] as const).some((ability) => isOffered(ability, chosen));
