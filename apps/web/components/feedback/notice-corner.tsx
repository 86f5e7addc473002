'use client';
import { Toaster } from 'sonner';
import { useNoticesShown } from '@/client/notify.ts';

export function NoticeCorner() {
  useNoticesShown();
  return <Toaster position="bottom-right" theme="system" closeButton visibleToasts={4} />;
}
