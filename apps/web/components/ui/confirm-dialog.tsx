'use client';
import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { Input } from './input.tsx';

type ConfirmDialogProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What goes with it, and what stays. */
  readonly children: ReactNode;
  readonly verb: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  /** Must be typed first; only for what cannot be undone. */
  readonly nameToType?: string;
};

/** Asks before something destructive, and names what it is done to. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onClose, title, children, verb, isBusy, onConfirm, nameToType } = props;
  const [typed, setTyped] = useState('');
  const isReady = nameToType === undefined || typed === nameToType;
  const close = (): void => {
    setTyped('');
    onClose();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onClose={close}
      title={title}
      footer={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button
            look="danger"
            isBusy={isBusy}
            refusal={isReady ? null : `Type ${nameToType} first.`}
            onClick={onConfirm}
          >
            {verb}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <div className="text-ink-2">{children}</div>
        {nameToType !== undefined && (
          <Field label={`Type ${nameToType} to confirm`} id="confirm-name">
            <Input
              id="confirm-name"
              autoComplete="off"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          </Field>
        )}
      </div>
    </Dialog>
  );
}
