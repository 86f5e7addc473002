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

export type JobInPlace = {
  readonly jobId: string | null;
  /** Draws the job's page at once; the form's address stays. */
  readonly show: (jobId: string) => void;
  /** The job exists: its address follows. */
  readonly settle: (jobId: string) => void;
  /** There is no such job: the form is shown again. */
  readonly takeBack: () => void;
};

/**
 * Shows a new job at its own address without a navigation, which would ask the server for what is known
 * already. The address is the truth: going back, forward or to another page and back finds what it names.
 */
export function useJobInPlace(): JobInPlace {
  const pathname = usePathname();
  const [path, setPath] = useState(pathname);
  // A link to this page while a job is shown changes the address and mounts nothing.
  useEffect(() => setPath(pathname), [pathname]);
  useEffect(() => {
    const follow = (): void => setPath(window.location.pathname);
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  }, []);
  // At once: what else changes with a request on its way is drawn behind it.
  const show = (jobId: string): void => flushSync(() => setPath(jobPath(jobId)));
  const settle = (jobId: string): void => {
    const form = window.location.pathname;
    setTimeout(() => {
      const hasLeft = window.location.pathname !== form;
      if (!hasLeft) window.history.pushState(null, '', jobPath(jobId));
    }, addressLagMs);
  };
  return { jobId: jobIdOf(path), show, settle, takeBack: () => setPath(window.location.pathname) };
}
