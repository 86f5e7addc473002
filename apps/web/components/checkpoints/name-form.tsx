'use client';
import { CheckpointName, checkpointNameLimit } from '@busbar/shared/domain/checkpoint';
import type { Checkpoint } from '@busbar/shared/protocol/asked-of-host';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/input.tsx';

type NameFormProps = {
  readonly checkpoint: Checkpoint;
  /** Of the VM's other checkpoints. */
  readonly taken: readonly string[];
  readonly isBusy: boolean;
  readonly onRename: (name: string) => void;
  readonly onClose: () => void;
};

/** A name where it stands: Enter gives it, Escape leaves it. */
export function NameForm({ checkpoint, taken, isBusy, onRename, onClose }: NameFormProps) {
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(checkpoint.name);
  useEffect(() => input.current?.select(), []);
  const parsed = CheckpointName.safeParse(name);
  const problem = !parsed.success
    ? (parsed.error.issues[0]?.message ?? null)
    : taken.includes(parsed.data)
      ? 'Another checkpoint has this name.'
      : null;
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    onClose();
  };
  return (
    <form
      className="flex min-w-0 flex-1 basis-64 flex-wrap items-center gap-2"
      onKeyDown={leave}
      onSubmit={(event) => {
        event.preventDefault();
        if (problem !== null || !parsed.success) return;
        if (parsed.data === checkpoint.name) onClose();
        else onRename(parsed.data);
      }}
    >
      <span className="min-w-0 flex-1 basis-40">
        <Input
          ref={input}
          aria-label={`New name of “${checkpoint.name}”`}
          aria-invalid={problem !== null}
          aria-describedby={`${checkpoint.id}-problem`}
          value={name}
          maxLength={checkpointNameLimit}
          autoComplete="off"
          onChange={(event) => setName(event.target.value)}
        />
      </span>
      <Button type="submit" look="primary" isBusy={isBusy} refusal={problem}>
        Rename
      </Button>
      <Button onClick={onClose}>Cancel</Button>
      <span id={`${checkpoint.id}-problem`} role="alert" className="basis-full text-xs text-bad empty:hidden">
        {problem}
      </span>
    </form>
  );
}
