'use client';
import { CircleAlert } from 'lucide-react';
import { readError } from '@/client/read-error.ts';
import { Button } from '@/components/ui/button.tsx';
import { CopyButton } from '@/components/ui/copy-button.tsx';

type ErrorPanelProps = {
  /** What was being done, in the page's own words. */
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: () => void;
};

/** What happened, what was left as it was, what to do; the details fold out and copy. */
export function ErrorPanel({ title, error, onRetry }: ErrorPanelProps) {
  const { text, detail, code } = readError(error);
  return (
    <div role="alert" className="rounded-md border border-bad/40 bg-bad-wash px-4 py-3">
      <div className="flex items-start gap-2">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
        <div className="min-w-0 flex-1">
          <p className="font-medium text-bad">{title}</p>
          <p className="mt-0.5 break-words whitespace-pre-wrap text-ink">{text}</p>
          <details className="mt-2 text-xs text-ink-2">
            <summary className="w-fit">Details ({code})</summary>
            <div className="mt-1 flex items-start gap-1">
              <pre className="max-h-48 min-w-0 flex-1 overflow-auto font-mono whitespace-pre-wrap">
                {detail}
              </pre>
              <CopyButton text={detail} label="Copy the details" />
            </div>
          </details>
        </div>
        {onRetry && <Button onClick={onRetry}>Try again</Button>}
      </div>
    </div>
  );
}
