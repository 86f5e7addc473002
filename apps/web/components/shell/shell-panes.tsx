'use client';
import type { ShellInfo } from '@busbar/shared/protocol/channel';
import type { VmView } from '@busbar/shared/realtime/views';
import { Fragment } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { classNames } from '@/client/class-names.ts';
import { useIsMedium, useIsNarrow } from '@/client/use-media.ts';
import { type ShellLayout, wholeSizes, withFocus, without } from './shell-layout.ts';
import { shellStop } from './shell-stops.ts';
import { ShellView } from './shell-view.tsx';

type ShellPanesProps = {
  readonly vm: VmView;
  readonly shells: readonly ShellInfo[];
  readonly layout: ShellLayout;
  readonly onLayout: (layout: ShellLayout) => void;
  readonly onEnded: () => void;
  /** Opens a new shell in the place of this one. */
  readonly onNew: (shellId: string) => void;
};

const paneOf = (shellId: string): string => `pane-${shellId}`;

/**
 * The shells that are on the page at the same time, with dividers between them: side by side, one above the
 * other where there is less room, one alone on a telephone. A pane stays mounted while others come and go.
 */
export function ShellPanes({ vm, shells, layout, onLayout, onEnded, onNew }: ShellPanesProps) {
  const isNarrow = useIsNarrow();
  const isMedium = useIsMedium();
  const isStacked = layout.isStacked || isMedium;
  const shown = shells.filter(
    ({ shellId }) => layout.panes.includes(shellId) && (!isNarrow || shellId === layout.focused),
  );
  const inOrder = shown.toSorted((a, b) => layout.panes.indexOf(a.shellId) - layout.panes.indexOf(b.shellId));
  const isSplit = inOrder.length > 1;
  const numberOf = (shell: ShellInfo): number => shells.indexOf(shell) + 1;
  const sizes = layout.sizes ?? [];
  return (
    <Group
      orientation={isStacked ? 'vertical' : 'horizontal'}
      className="min-h-0 flex-1"
      defaultLayout={Object.fromEntries(
        sizes.map((size, index) => [paneOf(layout.panes[index] ?? ''), size]),
      )}
      onLayoutChanged={(changed, { isUserInteraction }) => {
        if (!isUserInteraction) return;
        const shares = layout.panes.map((shellId) => changed[paneOf(shellId)] ?? 0);
        onLayout({ ...layout, sizes: wholeSizes(shares) });
      }}
    >
      {inOrder.map((shell, index) => (
        <Fragment key={shell.shellId}>
          {index > 0 && (
            <Separator
              {...shellStop}
              aria-label={`Divider before shell ${numberOf(shell)}; arrow keys move it`}
              className={classNames(
                'bg-line-strong/60 outline-none hover:bg-copper focus-visible:bg-copper data-[separator=active]:bg-copper',
                isStacked ? 'h-1' : 'w-1',
              )}
            />
          )}
          <Panel id={paneOf(shell.shellId)} minSize={isStacked ? 96 : 160} className="flex flex-col">
            <ShellView
              vm={vm}
              shell={shell}
              number={isSplit ? numberOf(shell) : null}
              isFocused={shell.shellId === layout.focused}
              onFocus={() => onLayout(withFocus(layout, shell.shellId))}
              onClose={() => onLayout(without(layout, shell.shellId))}
              onEnded={onEnded}
              onNew={() => onNew(shell.shellId)}
            />
          </Panel>
        </Fragment>
      ))}
    </Group>
  );
}
