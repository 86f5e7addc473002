import { CopyPlus } from 'lucide-react';
import { formatBytes } from '@/client/format.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';
import { ShortId } from '@/components/state/short-id.tsx';
import { type Fact, Facts } from '@/components/ui/facts.tsx';
import { IconButton } from '@/components/ui/icon-button.tsx';
import { Panel } from '@/components/ui/panel.tsx';
import { ImageHostRow } from './image-host-row.tsx';
import type { ImageAt } from './use-image-jobs.ts';
import type { ImageItem } from './use-images.ts';

type ImagePanelProps = {
  readonly image: ImageItem;
  /** Why this person can do nothing with it. */
  readonly refusal: string | null;
  readonly onVerify: (at: ImageAt) => void;
  readonly onRemove: (at: ImageAt) => void;
  readonly onCopy: () => void;
};

/** What an image is, and on which hosts it lies in what state. */
export function ImagePanel({ image, refusal, onVerify, onRemove, onCopy }: ImagePanelProps) {
  return (
    <Panel
      title={image.title}
      isFlush
      actions={
        <>
          {image.newerVersion !== null && (
            <span className="rounded-sm bg-warn-wash px-1.5 text-xs leading-5 text-warn">
              outdated: {image.newerVersion} is newer
            </span>
          )}
          {/* What belongs to its driver is on every host that has the driver. */}
          {image.hosts.some(({ check }) => check !== undefined) && (
            <IconButton
              label={`Copy ${image.name} (${image.driver}) to another host…`}
              icon={<CopyPlus aria-hidden className="size-4" />}
              refusal={refusal}
              onClick={onCopy}
            />
          )}
        </>
      }
    >
      <div className="px-4 py-3">
        <Facts facts={factsOf(image)} />
      </div>
      <ul aria-label={`${image.name} (${image.driver}) on hosts`}>
        {image.hosts.map((host) => (
          <ImageHostRow
            key={host.id}
            image={image}
            host={host}
            refusal={refusal}
            onVerify={() => onVerify({ image, host })}
            onRemove={() => onRemove({ image, host })}
          />
        ))}
      </ul>
    </Panel>
  );
}

function factsOf({ imported, ...image }: ImageItem): readonly Fact[] {
  const disk =
    image.virtualSizeBytes === undefined ? '' : `, a disk of at least ${formatBytes(image.virtualSizeBytes)}`;
  return [
    { label: 'Name', value: <span className="font-mono text-xs break-all">{image.name}</span> },
    { label: 'Driver', value: image.driver },
    { label: 'System', value: image.os },
    { label: 'Size', value: image.sizeBytes > 0 ? `${formatBytes(image.sizeBytes)}${disk}` : null },
    {
      label: 'Cloud-init',
      value: image.hasCloudInit
        ? 'inside'
        : imported === undefined
          ? 'simulated by the sandbox’s applier'
          : 'not inside',
    },
    { label: 'Default user', value: imported?.defaultUser },
    {
      label: 'From',
      value: imported && (
        <>
          <span className="break-all">{imported.source}</span> ({imported.sourceFormat}
          {imported.isChecked ? ', as its checksum says' : ', without a checksum'}),{' '}
          <RelativeTime at={imported.at} />
        </>
      ),
    },
    {
      label: 'SHA-256',
      value: image.sha256 && <ShortId id={image.sha256} label="Copy the checksum" />,
    },
    { label: 'Notes', value: image.notes },
  ];
}
