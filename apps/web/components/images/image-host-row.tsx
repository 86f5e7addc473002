import { ShieldCheck, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { plural } from '@/client/format.ts';
import { LightShape, type LightTone } from '@/components/state/light-shape.tsx';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import type { ImageAt } from './use-image-jobs.ts';

type ImageHostRowProps = ImageAt & {
  readonly refusal: string | null;
  readonly onVerify: () => void;
  readonly onRemove: () => void;
};

const states = {
  verified: { tone: 'up', words: 'intact' },
  unverified: { tone: 'unknown', words: 'not compared with its checksum yet; it is before its next use' },
  damaged: { tone: 'down', words: 'damaged: no VM is made from it' },
} as const satisfies Record<string, { tone: LightTone; words: string }>;

/** One host's copy: how it was when it was last read, and who uses it. */
export function ImageHostRow({ image, host, refusal, onVerify, onRemove }: ImageHostRowProps) {
  const { check, vmCount } = host;
  const state = check === undefined ? null : states[check.state];
  const used = vmCount === 0 ? 'unused' : `used by ${plural(vmCount, 'VM')}`;
  return (
    <li className="flex items-center gap-3 border-t border-line px-4 py-2">
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2">
          <Link href={`/hosts/${host.id}`} prefetch={false} className="font-medium hover:underline">
            {host.name}
          </Link>
          {host.state !== 'online' && <span className="text-ink-3">{host.state}</span>}
          <span className="text-ink-2">{used}</span>
          {host.replicated !== undefined && (
            <span className="text-ink-3">
              copied from {host.replicated.from} <RelativeTime at={host.replicated.at} />
            </span>
          )}
        </span>
        {state !== null && (
          <span
            className={`flex items-start gap-1.5 text-xs ${check?.state === 'damaged' ? 'text-bad' : 'text-ink-2'}`}
          >
            <span className="pt-0.5">
              <LightShape tone={state.tone} />
            </span>
            <span>
              {state.words}
              {check?.at != null && (
                <>
                  , read <RelativeTime at={check.at} />
                </>
              )}
            </span>
          </span>
        )}
      </span>
      {check !== undefined && (
        <>
          <IconButton
            label={`Verify ${image.name} on ${host.name}`}
            icon={<ShieldCheck aria-hidden className="size-4" />}
            refusal={refusal}
            onClick={onVerify}
          />
          <IconButton
            label={`Remove ${image.name} from ${host.name}…`}
            icon={<Trash2 aria-hidden className="size-4" />}
            refusal={refusal}
            onClick={onRemove}
          />
        </>
      )}
    </li>
  );
}
