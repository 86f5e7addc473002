import Link from 'next/link';

type RowLinkProps = {
  readonly href: string;
  readonly name: string;
};

/** What a row is called, and the way to its page. Cut where the column ends; the whole name is its tooltip. */
export function RowLink({ href, name }: RowLinkProps) {
  return (
    <Link
      href={href}
      prefetch={false}
      title={name}
      className="block w-fit max-w-full truncate leading-6 font-medium hover:underline"
    >
      {name}
    </Link>
  );
}
