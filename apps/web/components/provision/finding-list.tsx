import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { documentTitles, type Finding, type Preview } from './finding.ts';

const looks = {
  error: [CircleAlert, 'text-bad'],
  warning: [TriangleAlert, 'text-warn'],
  info: [Info, 'text-ink-3'],
} as const;

type FindingListProps = { readonly findings: readonly Finding[]; readonly problems: Preview['problems'] };

/** What lint found, in words, and which variables are missing; or that there is nothing to object to. */
export function FindingList({ findings, problems }: FindingListProps) {
  const rows = [
    ...problems.map((problem) => ({
      ...problem,
      // Where it is stands before it.
      message: sentence(problem.message.replace(/^[\w-]+, line \d+: /, '')),
      severity: 'error' as const,
      suggestion: undefined,
    })),
    ...findings.filter((finding) => problems.length === 0 || !isOfUnfilled(finding, findings)),
  ];
  if (rows.length === 0) {
    return (
      <p data-testid="lint-result" data-count="0" className="mt-2 flex items-center gap-2 text-ink-2">
        <CircleCheck aria-hidden className="size-4 text-ok" /> Lint has nothing to object to.
      </p>
    );
  }
  return (
    <ul
      aria-label="Lint results"
      data-testid="lint-result"
      data-count={rows.length}
      className="mt-2 flex flex-col gap-1"
    >
      {rows.map((row) => {
        const [Icon, tone] = looks[row.severity];
        return (
          <li
            key={`${row.document}-${row.line}-${row.column}-${row.code}-${row.message}`}
            className="flex items-start gap-2"
          >
            <Icon role="img" aria-label={row.severity} className={`mt-0.5 size-4 shrink-0 ${tone}`} />
            <span className="min-w-0 break-words">
              <span className="font-mono text-xs text-ink-3">
                {documentTitles[row.document]}:{row.line}
              </span>{' '}
              {row.message}{' '}
              {row.suggestion && <span className="text-ink-2">Did you mean {row.suggestion}?</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What lint makes of braces that stayed where they were: why they did has been said. */
const isOfUnfilled = ({ document, line }: Finding, all: readonly Finding[]): boolean =>
  all.some(
    (each) => each.code === 'unfilled-placeholder' && each.document === document && each.line === line,
  );
