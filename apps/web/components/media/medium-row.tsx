import type { MediumInVm } from '@busbar/shared/protocol/asked-of-host';
import { Disc3 } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';

const words = {
  iso: 'ISO, attached by hand',
  seed: 'seed for cloud-init, taken out once that has ended',
  tools: 'tools disc with the guest agent, taken out once cloud-init has ended',
} as const;

type MediumRowProps = {
  readonly medium: MediumInVm;
  readonly refusal: string | null;
  readonly onEject: () => void;
};

/** A disc in a drive, and what it is for. Only one's own ISO is ejected here. */
export function MediumRow({ medium: { name, role }, refusal, onEject }: MediumRowProps) {
  return (
    <li className="flex min-h-14 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2 last:border-b-0">
      <Disc3 aria-hidden className={`size-4 shrink-0 ${role === 'iso' ? 'text-copper' : 'text-ink-3'}`} />
      <span className="min-w-0 flex-1 basis-40">
        <span className="block font-medium break-words">{name}</span>
        <span className="block text-xs text-ink-2">
          {role === null ? 'attached on its host, to be ejected there' : words[role]}
        </span>
      </span>
      {role === 'iso' && (
        <Button aria-label={`Eject ${name}…`} refusal={refusal} onClick={onEject}>
          Eject…
        </Button>
      )}
    </li>
  );
}
