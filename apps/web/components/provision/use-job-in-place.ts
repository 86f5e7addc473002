import { usePathname } from 'next/navigation';
import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/**
 * How long the address lags behind the page: the router draws its whole tree for a new one, and people are to see
 * the job and its first step before that.
 */
const addressLagMs = 250;

const jobPath = (jobId: string): string => `/jobs/${jobId}`;
const jobIdOf = (path: string): string | null => /^\/jobs\/([^/]+)$/.exec(path)?.[1] ?? null;

/**
 * Shows a new job at its own address without a navigation, which would ask the server for what is known
 * already. The address is the truth: going back, forward or to another page and back finds what it names.
 */
export function useJobInPlace(): { readonly jobId: string | null; readonly show: (jobId: string) => void } {
  const pathname = usePathname();
  const [path, setPath] = useState(pathname);
  // A link to this page while a job is shown changes the address and mounts nothing.
  useEffect(() => setPath(pathname), [pathname]);
  useEffect(() => {
    const follow = (): void => setPath(window.location.pathname);
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  const show = (jobId: string): void => {
    const form = window.location.pathname;
    // At once: the form goes before it hears that its request is over, and is not drawn again for that.
    flushSync(() => setPath(jobPath(jobId)));
    setTimeout(() => {
      const hasLeft = window.location.pathname !== form;
      if (!hasLeft) window.history.pushState(null, '', jobPath(jobId));
    }, addressLagMs);
  };
  return { jobId: jobIdOf(path), show };
}
