'use client';
import type { DiskFileList } from '@busbar/shared/protocol/asked-of-host';
import type { HostView } from '@busbar/shared/realtime/views';
import { formatBytes } from '@/client/format.ts';
import { useToldByHost } from '@/components/asked-of-host/use-told-by-host.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { Chip } from '@/components/ui/chip.tsx';
import { CopyLine } from '@/components/ui/copy-line.tsx';
import { describedBy, Field } from '@/components/ui/field.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';

export type SourceKind = 'url' | 'file';
type SourceFieldsProps = {
  readonly host: HostView;
  readonly kind: SourceKind;
  readonly onKind: (kind: SourceKind) => void;
};

/** Where the disk is, and what it is checked against. */
export function SourceFields({ host, kind, onKind }: SourceFieldsProps) {
  return (
    <>
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-xs font-medium text-ink-2">From</legend>
        <div className="flex gap-2">
          <Chip isOn={kind === 'url'} onClick={() => onKind('url')}>
            A URL
          </Chip>
          <Chip isOn={kind === 'file'} onClick={() => onKind('file')}>
            A file on {host.name}
          </Chip>
        </div>
        {kind === 'url' ? <UrlField /> : <FileField host={host} />}
      </fieldset>
      <Field
        id="import-checksum"
        label="Checksum (recommended)"
        help="SHA-256, SHA-512, or the URL of a list such as SHA256SUMS that names the file."
      >
        <Input
          id="import-checksum"
          name="checksum"
          className="font-mono"
          autoComplete="off"
          spellCheck={false}
          {...describedBy('import-checksum')}
        />
      </Field>
    </>
  );
}

const UrlField = () => (
  <Field
    id="import-url"
    label="URL"
    help="qcow2, raw, VMDK, VHD or VHDX, not packed. A fetch that breaks goes on where it was."
  >
    <Input
      id="import-url"
      name="url"
      type="url"
      required
      maxLength={2048}
      placeholder="https://"
      autoComplete="off"
      {...describedBy('import-url')}
    />
  </Field>
);

function FileField({ host }: Pick<SourceFieldsProps, 'host'>) {
  const isOnline = host.state === 'online';
  const query = useToldByHost<DiskFileList>({
    hostId: host.id,
    what: 'disk-files',
    isAsked: isOnline,
    isChangedBy: () => false,
  });
  if (!isOnline)
    return (
      <p role="note" className="text-ink-2">
        {host.name} is {host.state}. Which files lie on it can be said once it is back.
      </p>
    );
  if (query.error !== null) return <ErrorPanel title="The files could not be read" error={query.error} />;
  if (query.data === undefined)
    return <div role="status" aria-label="Loading the files" className="skeleton h-12" />;
  const { files, folder } = query.data;
  return (
    <>
      <Field id="import-file" label="File">
        <Select id="import-file" name="file" required defaultValue="" {...describedBy('import-file')}>
          <option value="" disabled>
            {files.length === 0 ? 'There is none yet' : 'Choose one'}
          </option>
          {files.map(({ name, sizeBytes }) => (
            <option key={name} value={name}>
              {name} ({formatBytes(sizeBytes)})
            </option>
          ))}
        </Select>
      </Field>
      <div className="flex flex-col gap-1">
        <p className="text-xs text-ink-3">Disks, or links to them, go into this folder of {host.name}:</p>
        <CopyLine text={folder} label="Copy the path of the folder" />
      </div>
    </>
  );
}
