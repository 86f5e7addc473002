import type { ReactNode } from 'react';

type FieldProps = {
  readonly label: ReactNode;
  /** The control's id; help and error get `<id>-help` and `<id>-error`. */
  readonly id: string;
  readonly help?: ReactNode;
  readonly error?: string | undefined;
  readonly children: ReactNode;
};

/**
 * A label, a control, its help and its error, which takes the place of the help: a button below that is about to be
 * pressed stays where it is. Pass `describedBy(id)` to the control.
 */
export function Field({ label, id, help, error, children }: FieldProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        {label}
      </label>
      {children}
      {(help || error) && (
        <div className="grid *:col-start-1 *:row-start-1">
          {help && (
            <p id={`${id}-help`} className={`text-xs text-ink-3 ${error ? 'invisible' : ''}`}>
              {help}
            </p>
          )}
          {error && (
            <p id={`${id}-error`} role="alert" className="text-xs text-bad">
              {error}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

/** Ties a control to its help and error for screen readers. */
export const describedBy = (
  id: string,
  error?: string,
): { 'aria-describedby': string; 'aria-invalid': boolean } => ({
  'aria-describedby': `${id}-help ${id}-error`,
  'aria-invalid': error !== undefined,
});
