'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import type { VmView } from '@busbar/shared/realtime/views';
import { useRef, useState } from 'react';
import type { ShellState } from '@/client/console/shell-attachment.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { ShellBar } from './shell-bar.tsx';
import { ShellLine } from './shell-line.tsx';
import { type TerminalHandle, TerminalView } from './terminal-view.tsx';
import { TouchKeys } from './touch-keys.tsx';
import { useFontSize } from './use-font-size.ts';

type ShellViewProps = {
  readonly vm: VmView;
  readonly shell: ShellInfo;
  readonly onEnded: () => void;
  readonly onNew: () => void;
};

/** One shell: its bar, its terminal, and a line that appears only while something is wrong. */
export function ShellView({ vm, shell, onEnded, onNew }: ShellViewProps) {
  const frame = useRef<HTMLElement>(null);
  const handle = useRef<TerminalHandle>(null);
  const [state, setState] = useState<ShellState>({ kind: 'attaching' });
  const [viewers, setViewers] = useState(1);
  const [size, setSize] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [fontSize, setFontSize] = useFontSize();
  return (
    <section
      ref={frame}
      aria-label={`Shell in ${vm.name}`}
      data-testid="shell"
      data-state={state.kind}
      className="flex min-h-0 flex-1 flex-col bg-terminal"
    >
      <ShellBar {...{ vm, shell, viewers, size, fontSize, setFontSize, handle, frame }} />
      <ShellLine state={state} onNew={onNew} />
      {failure !== null && <ErrorPanel title="The terminal could not be loaded" error={failure} />}
      <TerminalView
        vmId={vm.id}
        shellId={shell.shellId}
        label={`Terminal of ${vm.name}, ${shell.user}`}
        fontSize={fontSize}
        handle={handle}
        onState={(next) => {
          setState(next);
          if (next.kind === 'ended') onEnded();
        }}
        onViewers={setViewers}
        onSize={setSize}
        onFailure={setFailure}
      />
      <TouchKeys handle={handle} />
    </section>
  );
}
