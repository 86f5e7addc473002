import { type ComponentProps, type ReactNode, useId } from 'react';

type ChoiceProps = Omit<ComponentProps<'input'>, 'type'> & {
  readonly label: ReactNode;
  /** What it means, or why it cannot be chosen. */
  readonly help: ReactNode;
};

/** One of several that exclude each other; they share a `name` and stand in a `fieldset`. */
export function Choice({ label, help, disabled, ...rest }: ChoiceProps) {
  const id = useId();
  return (
    <label className="flex items-start gap-2 rounded-md border border-line px-3 py-2 has-checked:border-copper">
      <input
        {...rest}
        type="radio"
        disabled={disabled}
        aria-labelledby={`${id}-label`}
        aria-describedby={`${id}-help`}
        className="mt-0.5 size-4 shrink-0"
      />
      <span className="min-w-0">
        <span id={`${id}-label`} className={disabled ? 'block font-medium text-ink-2' : 'block font-medium'}>
          {label}
        </span>
        <span id={`${id}-help`} className="block text-xs text-ink-2">
          {help}
        </span>
      </span>
    </label>
  );
}
