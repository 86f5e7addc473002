import { Select } from '@/components/ui/select.tsx';
import type { ChosenVersions } from './chosen-versions.ts';
import type { Versions } from './version-list.tsx';

type VersionPairProps = {
  readonly versions: Versions;
  readonly chosen: ChosenVersions;
  readonly onChange: (chosen: ChosenVersions) => void;
};

/** Any two versions, in either order. */
export function VersionPair({ versions, chosen, onChange }: VersionPairProps) {
  const sides = [
    { side: 'from', label: 'Compare' },
    { side: 'to', label: 'with' },
  ] as const;
  return (
    <div className="flex flex-wrap items-center gap-2">
      {sides.map(({ side, label }) => (
        <label key={side} htmlFor={`compare-${side}`} className="flex items-center gap-2 text-ink-2">
          {label}
          <Select
            id={`compare-${side}`}
            className="w-36"
            value={chosen[side]}
            onChange={(event) => onChange({ ...chosen, [side]: Number(event.target.value) })}
          >
            {versions.map(({ version }) => (
              <option key={version} value={version}>
                version {version}
              </option>
            ))}
          </Select>
        </label>
      ))}
    </div>
  );
}
