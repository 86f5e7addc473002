'use client';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';

type PromptDialogProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What the answer brings about. */
  readonly description?: string;
  readonly label: string;
  readonly initial: string;
  readonly verb: string;
  readonly isBusy: boolean;
  readonly onSubmit: (value: string) => void;
};

/** Asks for one line of text. */
export function PromptDialog({
  isOpen,
  onClose,
  title,
  description,
  label,
  initial,
  verb,
  isBusy,
  onSubmit,
}: PromptDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      {...(description === undefined ? {} : { description })}
    >
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit(String(new FormData(event.currentTarget).get('value')).trim());
        }}
      >
        <Field id="prompt-value" label={label}>
          <Input
            id="prompt-value"
            name="value"
            defaultValue={initial}
            required
            maxLength={100}
            autoComplete="off"
          />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isBusy={isBusy}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
