'use client';
import { X } from 'lucide-react';
import { Dialog as Primitive } from 'radix-ui';
import type { ReactNode } from 'react';
import { buttonClass } from './button.tsx';

export type DialogProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  readonly footer?: ReactNode;
  readonly isWide?: boolean;
};

/** The window itself; `Dialog` loads it when it is first opened. */
export function DialogWindow({
  isOpen,
  onClose,
  title,
  description,
  children,
  footer,
  isWide = false,
}: DialogProps) {
  return (
    <Primitive.Root open={isOpen} onOpenChange={(next) => !next && onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Primitive.Content
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          onOpenAutoFocus={focusFirst}
          className={`fixed inset-x-0 bottom-0 z-50 flex max-h-[90dvh] flex-col rounded-t-md border border-line bg-raised shadow-float outline-none sm:inset-x-auto sm:bottom-auto sm:left-1/2 sm:top-[12vh] sm:max-h-[76vh] sm:-translate-x-1/2 sm:rounded-md ${isWide ? 'sm:w-[720px]' : 'sm:w-[480px]'} sm:max-w-[calc(100vw-32px)]`}
        >
          <header className="flex items-start justify-between gap-4 px-4 pt-3">
            <Primitive.Title className="min-w-0 py-1.5 text-base font-semibold break-words pointer-coarse:py-2.5">
              {title}
            </Primitive.Title>
            <Primitive.Close aria-label="Close" className={buttonClass('quiet', true)}>
              <X aria-hidden className="size-4" />
            </Primitive.Close>
          </header>
          {description !== undefined && (
            <Primitive.Description asChild>
              <div className="px-4 pb-1 text-ink-2">{description}</div>
            </Primitive.Description>
          )}
          <div className="min-h-0 flex-1 overflow-auto px-4 py-3">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-4 py-3">
              {footer}
            </footer>
          )}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

const field = ':is(input:not([type=hidden], [type=radio]:not(:checked)), select, textarea):not(:disabled)';

/**
 * What is asked for first, or the button that changes nothing. A finger is not met by a keyboard that covers half of what
 * is to be read.
 */
function focusFirst(event: Event): void {
  const dialog = event.currentTarget;
  if (!(dialog instanceof HTMLElement)) return;
  event.preventDefault();
  const wanted = window.matchMedia('(pointer: coarse)').matches
    ? dialog
    : (dialog.querySelector<HTMLElement>(field) ?? dialog.querySelector<HTMLElement>('footer button'));
  (wanted ?? dialog).focus();
}
