import { Choice } from '@/components/ui/choice.tsx';
import type { MoveChoice } from './move-choices.ts';

type ChoiceGroupProps = {
  readonly legend: string;
  readonly choices: readonly MoveChoice[];
  readonly chosen: MoveChoice | null;
  readonly onChange: (choice: MoveChoice) => void;
};

/** Of several groups in one form one choice is made. */
export function ChoiceGroup({ legend, choices, chosen, onChange }: ChoiceGroupProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="pb-1 font-medium">{legend}</legend>
      {choices.map((choice) => (
        <Choice
          key={choice.id}
          name="destination"
          checked={chosen !== null && chosen.kind === choice.kind && chosen.id === choice.id}
          disabled={!choice.isOpen}
          onChange={() => onChange(choice)}
          label={choice.label}
          help={choice.help}
        />
      ))}
    </fieldset>
  );
}

/** As high as choices with one line of help are, so that little moves when they are there. */
export function ChoiceGroupSkeleton({ legend }: Pick<ChoiceGroupProps, 'legend'>) {
  return (
    <div aria-hidden="true">
      <p className="pb-1 font-medium">{legend}</p>
      <div className="flex flex-col gap-2">
        {['first', 'second'].map((name) => (
          <div key={name} className="skeleton h-[54px]" />
        ))}
      </div>
    </div>
  );
}
