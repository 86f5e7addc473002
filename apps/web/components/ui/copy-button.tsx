'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { notify } from '@/client/notify.ts';
import { IconButton } from './icon-button.tsx';

const shownMs = 1500;

/** Copies `text`. Says so in place; where the browser refuses, says that too. */
export function CopyButton({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => {
    if (!navigator.clipboard) {
      notify('This browser allows copying only over HTTPS. Select the text and copy it by hand.', {
        isError: true,
      });
      return;
    }
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      (error: unknown) => notify(`The browser did not allow copying: ${String(error)}`, { isError: true }),
    );
  };
  return (
    <IconButton
      label={isCopied ? 'Copied' : label}
      icon={
        isCopied ? (
          <Check aria-hidden className="size-3.5 text-ok" />
        ) : (
          <Copy aria-hidden className="size-3.5" />
        )
      }
      onClick={copy}
    />
  );
}
