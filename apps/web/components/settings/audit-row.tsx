import type { ApiOutputs } from '@/client/trpc.ts';
import { RelativeTime } from '@/components/state/relative-time.tsx';

type Item = ApiOutputs['audit']['list']['items'][number];

/** One entry. On a narrow screen the outcome is told only where it is not "allowed". */
export function AuditRow({ item }: { readonly item: Item }) {
  const isRefused = item.outcome !== 'allowed';
  return (
    <tr className="h-8 border-b border-line" title={JSON.stringify(item.details)}>
      <td className="pr-2 pl-4 whitespace-nowrap text-ink-3">
        <RelativeTime at={item.at} />
      </td>
      <td className="px-2">{item.actorName ?? item.actorType}</td>
      <td className="px-2 font-mono text-xs [overflow-wrap:anywhere]">
        {item.action}
        {isRefused && <span className="block text-bad sm:hidden">{item.outcome}</span>}
      </td>
      <td className="px-2 [overflow-wrap:anywhere]">{item.targetName ?? item.targetId}</td>
      <td className={`hidden px-2 sm:table-cell ${isRefused ? 'text-bad' : 'text-ink-2'}`}>{item.outcome}</td>
      <td className="hidden px-2 font-mono text-xs sm:table-cell">{item.ipAddress}</td>
    </tr>
  );
}
