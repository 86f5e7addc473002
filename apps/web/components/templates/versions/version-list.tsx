'use client';
import type { ApiOutputs } from '@/client/trpc.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { Tag } from '@/components/ui/tag.tsx';

export type Versions = ApiOutputs['template']['get']['versions'];
type VersionListProps = {
  readonly versions: Versions;
  /** The later one of the two that are compared. */
  readonly shown: number | null;
  /** Shows what a version changed. */
  readonly onShow: (version: number) => void;
  readonly refusal: string | null;
  /** The one that is being restored. */
  readonly restoring: number | null;
  readonly onRestore: (version: number) => void;
};

/** Every version, the newest first: what it changed, and the way back to it. */
export function VersionList(props: VersionListProps) {
  const { versions, shown, onShow, refusal, restoring, onRestore } = props;
  return (
    <Panel title={`Versions (${versions.length})`} isFlush className="self-start">
      <ul className="max-h-[70vh] overflow-auto">
        {versions.map(({ version, title, createdAt, createdBy }, at) => (
          <li
            key={version}
            className={`flex items-center gap-2 border-b border-line px-4 py-2 last:border-b-0 ${version === shown ? 'bg-copper-wash' : ''}`}
          >
            <button
              type="button"
              aria-pressed={version === shown}
              className="min-w-0 flex-1 text-left"
              onClick={() => onShow(version)}
            >
              <span className="font-medium">Version {version}</span> {at === 0 && <Tag>newest</Tag>}
              <span className="block truncate text-xs text-ink-2">{title}</span>
              <span className="block truncate text-xs text-ink-3">
                <RelativeTime at={createdAt} />
                {createdBy !== null && ` by ${createdBy}`}
              </span>
            </button>
            {at > 0 && (
              <Button
                aria-label={`Restore version ${version}`}
                refusal={refusal}
                isBusy={restoring === version}
                onClick={() => onRestore(version)}
              >
                Restore
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
