'use client';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { useIsLive } from './realtime/realtime-context.tsx';

/** A page that is asked for while the control plane does not answer: the browser would put its own error in our place. */
let heldHref: string | null = null;
const listeners = new Set<() => void>();

function hold(href: string | null): void {
  heldHref = href;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const answerDeadlineMs = 2_000;

/** Goes at once when only the live connection is gone. */
async function goIfAnswered(href: string, go: (href: string) => void): Promise<void> {
  hold(href);
  const isAnswered = await fetch('/healthz', { signal: AbortSignal.timeout(answerDeadlineMs) }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isAnswered || heldHref !== href) return;
  hold(null);
  go(href);
}

/** Goes to one of our pages: now, or as soon as the control plane answers again. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  const isLive = useIsLive();
  return useCallback(
    (href) => {
      if (isLive) router.push(href);
      else void goIfAnswered(href, router.push);
    },
    [isLive, router],
  );
}

/** The page that waits to be opened. Opens it when the connection is back; Escape gives it up. */
export function useHeldNavigation(): string | null {
  const router = useRouter();
  const isLive = useIsLive();
  const go = useGo();
  const href = useSyncExternalStore(
    subscribe,
    () => heldHref,
    () => null,
  );
  useEffect(() => {
    if (!isLive || href === null) return;
    hold(null);
    router.push(href);
  }, [isLive, href, router]);
  useEffect(() => {
    if (isLive) return undefined;
    const onClick = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a') : null;
      if (link === null || !isPlainClick(event, link)) return;
      event.preventDefault();
      event.stopPropagation();
      go(link.pathname + link.search + link.hash);
    };
    const onKey = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') hold(null);
    };
    window.addEventListener('click', onClick, { capture: true });
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('click', onClick, { capture: true });
      window.removeEventListener('keydown', onKey);
    };
  }, [isLive, go]);
  return href;
}

/** What would open another of our pages here. */
function isPlainClick(event: MouseEvent, link: HTMLAnchorElement): boolean {
  const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button !== 0;
  if (isModified || link.target === '_blank' || link.hasAttribute('download')) return false;
  return link.origin === window.location.origin && link.pathname !== window.location.pathname;
}
