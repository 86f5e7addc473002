'use client';
import type { ReactNode } from 'react';
import { useFleetTopic } from '@/client/realtime/use-fleet-topic.ts';
import { CommandPalette } from '@/components/palette/command-palette.tsx';
import { GoShortcuts } from '@/components/palette/go-shortcuts.tsx';
import { ShortcutList } from '@/components/palette/shortcut-list.tsx';
import { BottomBar } from './bottom-bar.tsx';
import { LiveLine } from './live-line.tsx';
import { Sidebar } from './sidebar.tsx';

/** Sidebar, page and liveness line; on a narrow screen the sidebar becomes a bar at the bottom. */
export function ConsoleFrame({ children }: { readonly children: ReactNode }) {
  useFleetTopic();
  return (
    <div className="flex h-dvh flex-col sm:flex-row">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:fixed focus:left-2 focus:top-2 focus:z-50 focus:rounded-sm focus:bg-raised focus:px-3 focus:py-2"
      >
        Skip to the page
      </a>
      <Sidebar />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <main id="page" tabIndex={-1} className="flex min-h-0 flex-1 flex-col overflow-y-auto outline-none">
          {children}
        </main>
        <LiveLine />
      </div>
      <BottomBar />
      <CommandPalette />
      <GoShortcuts />
      <ShortcutList />
    </div>
  );
}
