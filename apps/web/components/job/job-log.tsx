'use client';
import type { JobView } from '@busbar/shared/realtime/views';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { JobEvents } from '@/client/realtime/use-job-events.ts';
import { useUrlState } from '@/client/use-url-state.ts';
import { ErrorPanel } from '@/components/feedback/error-panel.tsx';
import { isOnItsWay } from './is-on-its-way.ts';
import { LogBar } from './log-bar.tsx';
import { LogLine } from './log-line.tsx';

const lineHeight = 24;
/** Nearer to the end than this counts as being at the end. */
const nearEndPx = 24;

type JobLogProps = {
  readonly job: JobView;
  readonly log: JobEvents;
  readonly step: string | null;
  readonly onClearStep: () => void;
};

/** The log: follows its end until somebody scrolls away, searches, and links to a line. */
export function JobLog({ job, log, step, onClearStep }: JobLogProps) {
  const url = useUrlState();
  const scroller = useRef<HTMLDivElement>(null);
  const linked = Number(url.get('line') ?? 0);
  const [isFollowing, setFollowing] = useState(linked === 0);
  const [search, setSearch] = useState('');
  const [hasTimes, setTimes] = useState(false);
  const [isWrapped, setWrapped] = useState(true);
  const lines = useMemo(() => {
    const wanted = search.toLowerCase();
    return log.events.filter(
      (event) =>
        (step === null || event.step === step) &&
        (wanted === '' || event.text.toLowerCase().includes(wanted)),
    );
  }, [log.events, step, search]);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    getItemKey: (index) => lines[index]?.number ?? index,
    overscan: 30,
  });
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' });
  }, [isFollowing, lines.length, virtual]);
  const linkedIndex = linked === 0 ? -1 : lines.findIndex((line) => line.number === linked);
  useEffect(() => {
    if (linkedIndex >= 0) virtual.scrollToIndex(linkedIndex, { align: 'center' });
  }, [linkedIndex, virtual]);
  const onScroll = (): void => {
    const element = scroller.current;
    if (element) setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx);
  };
  return (
    <section aria-label="Log" className="flex min-h-64 min-w-0 flex-1 flex-col">
      <LogBar
        {...{
          search,
          setSearch,
          hasTimes,
          setTimes,
          isWrapped,
          setWrapped,
          isFollowing,
          setFollowing,
          step,
          onClearStep,
        }}
        jobId={job.id}
      />
      {log.error !== null && (
        <div className="p-3">
          <ErrorPanel title="A part of the log could not be loaded" error={log.error} />
        </div>
      )}
      <div
        ref={scroller}
        onScroll={onScroll}
        role="log"
        aria-live="off"
        aria-label="Log lines"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="min-h-0 flex-1 overflow-auto bg-surface py-2 font-mono text-xs leading-5 focus-visible:outline-offset-[-2px]"
      >
        {lines.length === 0 && (
          <p className="px-4 py-2 text-ink-3">
            {isOnItsWay(job)
              ? 'The request is on its way.'
              : log.isLoading
                ? 'Loading the log…'
                : search !== '' || step !== null
                  ? 'No line matches.'
                  : 'Nothing has been logged yet.'}
          </p>
        )}
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index];
            return (
              line && (
                <div
                  key={item.key}
                  ref={virtual.measureElement}
                  data-index={item.index}
                  className="absolute inset-x-0"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <LogLine
                    line={line}
                    hasTime={hasTimes}
                    isWrapped={isWrapped}
                    isLinked={line.number === linked}
                    onLink={() => url.set({ line: String(line.number) })}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}
