import type { Permission } from '@busbar/shared/domain/roles';
import type { VmRow } from '@busbar/shared/realtime/vm-row';
import { type AskedPowerAction, powerActionsFor, powerVerb } from '@/components/vms/use-power.ts';

/** What is asked about before it is done, each by a dialog of its own. */
export type VmQuestion = AskedPowerAction | 'resize' | 'move' | 'clone' | 'capture' | 'export' | 'delete';

export type VmAction = {
  readonly question: VmQuestion;
  /** In a menu of the VM. */
  readonly label: string;
  /** With the VM's name. */
  readonly phrase: (name: string) => string;
  readonly permission: Permission;
  /** Why it cannot be done in the VM's state. */
  readonly refusal: string | null;
};

const power = (question: AskedPowerAction): VmAction => ({
  question,
  label: powerVerb[question],
  phrase: (name) => `${powerVerb[question]} ${name}`,
  permission: 'vm.power',
  refusal: null,
});

const others: readonly VmAction[] = [
  {
    question: 'resize',
    label: 'Resize…',
    phrase: (name) => `Resize ${name}…`,
    permission: 'vm.resize',
    refusal: null,
  },
  {
    question: 'move',
    label: 'Move…',
    phrase: (name) => `Move ${name}…`,
    permission: 'vm.move',
    refusal: null,
  },
  {
    question: 'clone',
    label: 'Clone…',
    phrase: (name) => `Clone ${name}…`,
    permission: 'vm.clone',
    refusal: null,
  },
  {
    question: 'capture',
    label: 'Make an image…',
    phrase: (name) => `Make an image of ${name}…`,
    permission: 'image.write',
    refusal: null,
  },
  {
    question: 'export',
    label: 'Export…',
    phrase: (name) => `Export ${name}…`,
    permission: 'vm.export',
    refusal: null,
  },
  {
    question: 'delete',
    label: 'Delete…',
    phrase: (name) => `Delete ${name}…`,
    permission: 'vm.delete',
    refusal: null,
  },
];

/** What not every driver can. */
const abilityFor: Partial<Readonly<Record<AskedPowerAction, string>>> = { pause: 'pausing', save: 'saving' };

/**
 * What can be asked of the VM in its state, what deletes it last; by the abilities of its driver where they are known.
 * Whether a host can do what is left over, it says itself.
 */
export function vmActionsFor(
  vm: Pick<VmRow, 'state'>,
  abilities: readonly string[] | null = null,
): readonly VmAction[] {
  if (vm.state === 'deleted') return [];
  const powers = powerActionsFor(vm).filter((action) => {
    const ability = abilityFor[action];
    return ability === undefined || abilities === null || abilities.includes(ability);
  });
  return [
    ...powers.map(power),
    ...others.map((each) =>
      each.question === 'resize' && vm.state !== 'stopped'
        ? { ...each, refusal: 'Shut it down first.' }
        : each,
    ),
  ];
}

/** A link to the VM's page that asks it there. */
export const questionHref = (vmId: string, question: VmQuestion): string => `/vms/${vmId}?ask=${question}`;
