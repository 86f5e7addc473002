import { describedBy, Field } from '@/components/ui/field.tsx';
import { Select } from '@/components/ui/select.tsx';
import type { ImportPlace } from './import-values.ts';

type PlaceFieldProps = {
  readonly places: readonly ImportPlace[];
  readonly place: ImportPlace;
  readonly onChange: (place: ImportPlace) => void;
};

/** A host and one of its drivers. */
export function PlaceField({ places, place, onChange }: PlaceFieldProps) {
  const { host } = place;
  return (
    <Field
      id="import-place"
      label="To"
      help={host.state === 'online' ? null : `${host.name} is ${host.state}. The job waits until it is back.`}
    >
      <Select
        id="import-place"
        value={place.key}
        onChange={(event) => {
          const next = places.find(({ key }) => key === event.target.value);
          if (next) onChange(next);
        }}
        {...describedBy('import-place')}
      >
        {places.map((each) => (
          <option key={each.key} value={each.key}>
            {each.host.name} ({each.driver})
          </option>
        ))}
      </Select>
    </Field>
  );
}
