import { CopyLine } from '@/components/ui/copy-line.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';

export function LinkDialog({
  link,
  onClose,
}: {
  readonly link: string | null;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      isOpen={link !== null}
      onClose={onClose}
      title="Copy the link now"
      description="Whoever opens it first may use it, once. It is not shown again; send it over a channel you trust."
    >
      {link !== null && <CopyLine text={link} label="Copy the link" isSecret />}
    </Dialog>
  );
}
