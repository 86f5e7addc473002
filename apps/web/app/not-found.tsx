import Link from 'next/link';

export default function NotFound() {
  return (
    <main className="mx-auto flex max-w-md flex-col gap-3 px-4 py-24">
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="text-ink-2">
        The page may have been removed, or the link was cut short when it was copied.
      </p>
      <Link className="text-copper underline" href="/">
        Go to the fleet
      </Link>
    </main>
  );
}
