'use client';
import { Slot } from 'radix-ui';
import { type ReactNode, type SyntheticEvent, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { HintBubble } from './hint-bubble.tsx';

const hoverDelayMs = 300;

/**
 * What hovering or focusing shows. Never the only place where something important is said. Lists hold one
 * for each time they show, so it costs no more than its handlers until it is shown. A text of null shows nothing: what
 * has something to say only at times stays the same element, and keeps the focus.
 */
export function Hint({ text, children }: { readonly text: ReactNode; readonly children: ReactNode }) {
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = (event: SyntheticEvent, delayMs: number): void => {
    const target = event.currentTarget;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAnchor(target), delayMs);
  };
  const hide = (): void => {
    clearTimeout(timer.current);
    setAnchor(null);
  };
  const shownAt = text === null ? null : anchor;
  return (
    <>
      <Slot.Root
        {...(shownAt === null ? {} : { 'aria-describedby': id })}
        onPointerEnter={(event) => event.pointerType === 'mouse' && show(event, hoverDelayMs)}
        onPointerLeave={hide}
        onPointerDown={hide}
        onFocus={(event) => event.currentTarget.matches(':focus-visible') && show(event, 0)}
        onBlur={hide}
        onKeyDown={(event) => event.key === 'Escape' && hide()}
      >
        {children}
      </Slot.Root>
      {shownAt !== null &&
        createPortal(
          <HintBubble id={id} anchor={shownAt}>
            {text}
          </HintBubble>,
          document.body,
        )}
    </>
  );
}
