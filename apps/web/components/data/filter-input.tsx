'use client';
import { Search } from 'lucide-react';
import { useRef, useState } from 'react';
import { useShortcut } from '@/client/use-shortcut.ts';
import { Input } from '@/components/ui/input.tsx';

type FilterInputProps = {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
};

/**
 * `/` puts the cursor here, Escape leaves it. While somebody types, the field shows what was typed: `value`
 * often comes back from the URL, which follows later than fast fingers, and would take letters away.
 */
export function FilterInput({ value, onChange, label }: FilterInputProps) {
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState<string | null>(null);
  useShortcut('/', () => input.current?.focus());
  return (
    <div className="relative w-full sm:w-64">
      <Search
        aria-hidden
        className="pointer-events-none absolute left-2.5 top-1/2 size-3.5 -translate-y-1/2 text-ink-3"
      />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={`${label}  /`}
        value={typed ?? value}
        onChange={(event) => {
          setTyped(event.target.value);
          onChange(event.target.value);
        }}
        onBlur={() => setTyped(null)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          // A search field would clear itself.
          event.preventDefault();
          input.current?.blur();
        }}
        className="pl-8"
      />
    </div>
  );
}
