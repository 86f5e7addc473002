'use client';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { DialogProps } from './dialog-window.tsx';

const DialogWindow = dynamic(() => import('./dialog-window.tsx').then((module) => module.DialogWindow), {
  ssr: false,
});

/**
 * A modal over the page; on a narrow screen it takes the bottom, where the thumb is. Loaded when the first
 * one is opened: most visits of a page open none.
 */
export function Dialog(props: DialogProps) {
  const [wasOpened, setOpened] = useState(props.isOpen);
  if (props.isOpen && !wasOpened) setOpened(true);
  return wasOpened ? <DialogWindow {...props} /> : null;
}
