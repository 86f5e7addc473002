/** A bar with three taps. */
export function BusbarMark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4">
      <path d="M1 6.5h14v3H1z" fill="var(--copper-solid)" />
      <path d="M3.5 9.5V14M8 9.5V14M12.5 9.5V14M8 2v4.5" stroke="var(--ink-3)" strokeWidth="1.5" />
    </svg>
  );
}
