'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import type { VmView } from '@busbar/shared/realtime/views';
import { useEffect, useRef, useState } from 'react';
import type { ShellState } from '@/client/console/shell-attachment.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { ShellBar } from './shell-bar.tsx';
import { ShellLine } from './shell-line.tsx';
import { type TerminalHandle, TerminalView } from './terminal-view.tsx';
import { TouchKeys } from './touch-keys.tsx';
import { useFontSize } from './use-font-size.ts';
import { useShellMove } from './use-shell-move.ts';

type ShellViewProps = {
  readonly vm: VmView;
  readonly shell: ShellInfo;
  /** Its place among the VM's shells where several are shown; null when it is alone. */
  readonly number: number | null;
  readonly isFocused: boolean;
  readonly onFocus: () => void;
  readonly onClose: () => void;
  readonly onEnded: () => void;
  readonly onNew: () => void;
};

/** One shell: its bar, its terminal, and a line that appears only while something is wrong. */
export function ShellView(props: ShellViewProps) {
  const { vm, shell, number, isFocused, onFocus, onClose, onEnded, onNew } = props;
  const frame = useRef<HTMLElement>(null);
  const handle = useRef<TerminalHandle>(null);
  const [state, setState] = useState<ShellState>({ kind: 'attaching' });
  const [viewers, setViewers] = useState(1);
  const [size, setSize] = useState('');
  const [failure, setFailure] = useState<unknown>(null);
  const [fontSize, setFontSize] = useFontSize();
  const { read, ...move } = useShellMove(vm, state.kind === 'reconnecting');
  // Its new host, or its agent, answers now: nobody waits for the next try.
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what says so
  useEffect(() => handle.current?.retryNow(), [vm.hostId, vm.channel]);
  // A tab that was chosen gives its terminal the keyboard, unless something in the pane has it already.
  useEffect(() => {
    if (isFocused && !frame.current?.contains(document.activeElement)) handle.current?.focus();
  }, [isFocused]);
  return (
    <section
      ref={frame}
      aria-label={number === null ? `Shell in ${vm.name}` : `Shell ${number} in ${vm.name}`}
      data-testid="shell"
      data-state={state.kind}
      onFocusCapture={() => !isFocused && onFocus()}
      className="@container flex min-h-0 flex-1 flex-col bg-terminal"
    >
      <ShellBar
        {...{ vm, shell, number, isFocused, viewers, size, fontSize, setFontSize, handle, frame }}
        onClose={number === null ? null : onClose}
      />
      <ShellLine state={state} move={move} onNew={onNew} onRead={read} />
      {failure !== null && <ErrorPanel title="The terminal could not be loaded" error={failure} />}
      <TerminalView
        vmId={vm.id}
        shellId={shell.shellId}
        label={`Terminal ${number === null ? '' : `${number} `}of ${vm.name}, ${shell.user}`}
        fontSize={fontSize}
        isFocused={isFocused}
        handle={handle}
        onState={(next) => {
          setState(next);
          if (next.kind === 'ended') onEnded();
        }}
        onViewers={setViewers}
        onSize={setSize}
        onFailure={setFailure}
      />
      {isFocused && <TouchKeys handle={handle} />}
    </section>
  );
}
