'use client';
import { ArrowDownToLine, Clock, Download, WrapText, X } from 'lucide-react';
import { FilterInput } from '@/components/data/filter-input.tsx';
import { buttonClass } from '@/components/ui/button.tsx';
import { Chip } from '@/components/ui/chip.tsx';

type LogBarProps = {
  readonly jobId: string;
  readonly search: string;
  readonly setSearch: (value: string) => void;
  readonly hasTimes: boolean;
  readonly setTimes: (value: boolean) => void;
  readonly isWrapped: boolean;
  readonly setWrapped: (value: boolean) => void;
  readonly isFollowing: boolean;
  readonly setFollowing: (value: boolean) => void;
  readonly step: string | null;
  readonly onClearStep: () => void;
};

export function LogBar(props: LogBarProps) {
  const {
    jobId,
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
  } = props;
  return (
    <div className="flex shrink-0 flex-wrap items-center gap-1.5 border-b border-line px-3 py-1.5">
      <FilterInput label="Search the log" value={search} onChange={setSearch} />
      {step !== null && (
        <Chip isOn onClick={onClearStep}>
          only {step} <X aria-hidden className="size-3" />
        </Chip>
      )}
      <Chip isOn={isFollowing} onClick={() => setFollowing(!isFollowing)}>
        <ArrowDownToLine aria-hidden className="size-3" /> Follow
      </Chip>
      <Chip isOn={hasTimes} onClick={() => setTimes(!hasTimes)}>
        <Clock aria-hidden className="size-3" /> Times
      </Chip>
      <Chip isOn={isWrapped} onClick={() => setWrapped(!isWrapped)}>
        <WrapText aria-hidden className="size-3" /> Wrap
      </Chip>
      <a href={`/live/jobs/${jobId}/log.txt`} download className={`${buttonClass('quiet')} ml-auto`}>
        <Download aria-hidden className="size-4" /> Download
      </a>
    </div>
  );
}
