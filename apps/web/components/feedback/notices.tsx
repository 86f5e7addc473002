'use client';
import dynamic from 'next/dynamic';
import { useHasNotices } from '@/client/notify.ts';

const NoticeCorner = dynamic(() => import('./notice-corner.tsx').then((module) => module.NoticeCorner), {
  ssr: false,
});

/** Where notices appear; empty, and not even loaded, until there is one. */
export function Notices() {
  return useHasNotices() ? <NoticeCorner /> : null;
}
