import { type ReactNode, useLayoutEffect, useRef } from 'react';

const gap = 6;
const margin = 8;

type HintBubbleProps = { readonly id: string; readonly anchor: Element; readonly children: ReactNode };

/** Above its anchor, or below where there is no room; never outside the window. */
export function HintBubble({ id, anchor, children }: HintBubbleProps) {
  const bubble = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = bubble.current;
    if (!element) return;
    const at = anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = element;
    const left = Math.min(at.left + (at.width - width) / 2, window.innerWidth - width - margin);
    const above = at.top - height - gap;
    element.style.left = `${Math.max(margin, left)}px`;
    element.style.top = `${above < margin ? at.bottom + gap : above}px`;
  });
  return (
    <div
      ref={bubble}
      id={id}
      role="tooltip"
      className="pointer-events-none fixed z-50 max-w-xs rounded-sm border border-line bg-raised px-2 py-1 text-xs text-ink shadow-float"
    >
      {children}
    </div>
  );
}
