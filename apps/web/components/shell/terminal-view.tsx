'use client';
import '@xterm/xterm/css/xterm.css';
import { type RefObject, useEffect, useRef } from 'react';
import { holdConsoleSocket } from '@/client/console/console-socket.ts';
import { ShellAttachment, type ShellState } from '@/client/console/shell-attachment.ts';
import { type OpenTerminal, openTerminal } from './open-terminal.ts';
import { SettledCall } from './settled-call.ts';
import { isLeavingKey, shellStop } from './shell-stops.ts';

/** What the bar around a terminal may ask of it. */
export type TerminalHandle = {
  readonly find: (text: string, isBackwards: boolean) => void;
  readonly send: (text: string) => void;
  readonly focus: () => void;
  /** Attaches again now, if it is about to. */
  readonly retryNow: () => void;
};

type TerminalViewProps = {
  readonly vmId: string;
  readonly shellId: string;
  readonly label: string;
  readonly fontSize: number;
  /** Whether it gets the keyboard when it opens. */
  readonly isFocused: boolean;
  readonly handle: RefObject<TerminalHandle | null>;
  readonly onState: (state: ShellState) => void;
  readonly onViewers: (count: number) => void;
  readonly onSize: (size: string) => void;
  readonly onFailure: (error: unknown) => void;
};

/** The element carries its terminal, so that the browser's console and tests can read the buffer. */
type TerminalElement = HTMLDivElement & { terminal?: OpenTerminal['terminal'] };

type Connection = Pick<TerminalViewProps, 'vmId' | 'shellId' | 'onState' | 'onViewers' | 'onSize' | 'handle'>;

/** A divider that is dragged gives a size with every frame, and each makes the guest's program draw anew. */
const settleMs = 120;

/** Ties an open terminal to its shell; the returned function lets go of both. */
function connect(element: TerminalElement, opened: OpenTerminal, options: Connection): () => void {
  const { terminal, fit, search } = opened;
  const held = holdConsoleSocket();
  let isFollowing = false;
  fit.fit();
  element.terminal = terminal;
  const size = () => ({ columns: terminal.cols, rows: terminal.rows });
  const attachment = new ShellAttachment({
    socket: held.socket,
    vmId: options.vmId,
    shellId: options.shellId,
    onState: options.onState,
    onViewers: options.onViewers,
    sink: {
      write: (data, done) => terminal.write(data, done),
      size,
      resize: ({ columns, rows }) => {
        if (columns === terminal.cols && rows === terminal.rows) return;
        isFollowing = true;
        terminal.resize(columns, rows);
        isFollowing = false;
      },
    },
  });
  terminal.onData((data) => attachment.input(data));
  terminal.onBinary((data) =>
    attachment.binaryInput(Uint8Array.from(data, (letter) => letter.charCodeAt(0))),
  );
  const tellSize = new SettledCall(settleMs, attachment.resize.bind(attachment));
  terminal.attachCustomKeyEventHandler((event) => !isLeavingKey(event));
  terminal.onResize(() => {
    options.onSize(`${terminal.cols} × ${terminal.rows}`);
    if (!isFollowing) tellSize.call(size());
  });
  options.onSize(`${terminal.cols} × ${terminal.rows}`);
  const observer = new ResizeObserver(() => element.clientHeight > 0 && fit.fit());
  observer.observe(element);
  options.handle.current = {
    find: (text, isBackwards) => (isBackwards ? search.findPrevious(text) : search.findNext(text)),
    send: (text) => attachment.input(text),
    focus: () => terminal.focus(),
    retryNow: () => attachment.retryNow(),
  };
  return () => {
    options.handle.current = null;
    delete element.terminal;
    observer.disconnect();
    tellSize.drop();
    attachment.close();
    held.release();
    terminal.dispose();
  };
}

/** A terminal in the guest. Mounting twice (StrictMode) opens one: the first opening is abandoned in time. */
export function TerminalView(props: TerminalViewProps) {
  const { vmId, shellId, label, fontSize, handle } = props;
  const element = useRef<TerminalElement>(null);
  const opened = useRef<OpenTerminal | null>(null);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    const target = element.current;
    if (!target) return undefined;
    let isAbandoned = false;
    let letGo: (() => void) | null = null;
    openTerminal(target, latest.current.fontSize).then(
      (terminal) => {
        if (isAbandoned) {
          terminal.terminal.dispose();
          return;
        }
        opened.current = terminal;
        letGo = connect(target, terminal, {
          vmId,
          shellId,
          handle,
          onState: (state) => latest.current.onState(state),
          onViewers: (count) => latest.current.onViewers(count),
          onSize: (size) => latest.current.onSize(size),
        });
        if (latest.current.isFocused) terminal.terminal.focus();
      },
      (error: unknown) => latest.current.onFailure(error),
    );
    return () => {
      isAbandoned = true;
      opened.current = null;
      letGo?.();
    };
  }, [vmId, shellId, handle]);
  useEffect(() => {
    const current = opened.current;
    if (!current || current.terminal.options.fontSize === fontSize) return;
    current.terminal.options.fontSize = fontSize;
    current.fit.fit();
  }, [fontSize]);
  return (
    <div className="min-h-0 flex-1 bg-terminal p-2" role="application" aria-label={label}>
      <div
        ref={element}
        {...shellStop}
        data-testid="shell-terminal"
        className="h-full w-full overflow-hidden"
      />
    </div>
  );
}
