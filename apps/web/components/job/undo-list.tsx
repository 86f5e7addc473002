type UndoListProps = {
  readonly lead: string;
  readonly lines: readonly string[];
};

/** What would be undone, in its order; nothing for an empty list. */
export function UndoList({ lead, lines }: UndoListProps) {
  if (lines.length === 0) return null;
  return (
    <>
      <p>{lead}</p>
      <Lines lines={lines} />
    </>
  );
}

/** The same behind its words and its count, where the log needs the room. */
export function FoldedUndoList({ lead, lines }: UndoListProps) {
  if (lines.length === 0) return null;
  return (
    <details>
      <summary className="cursor-pointer">
        {lead} ({lines.length})
      </summary>
      <Lines lines={lines} />
    </details>
  );
}

const Lines = ({ lines }: { readonly lines: readonly string[] }) => (
  <ol className="list-decimal pl-6">
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ol>
);
