/** The steps that make a VM of a copy: of an export, and of a backup. Everything but id and name is what the copy says. */
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@busbar/shared/errors/app-error';
import type { VmImportDocument } from '@busbar/shared/jobs/vm-import';
import type { CopyFolder } from '../../copies/copy-folder.ts';
import type { CopyKind, CopyRecord } from '../../copies/copy-kind.ts';
import { type CopiedVmRecord, describeCopy } from '../../copies/copy-record.ts';
import type { HypervisorDriver, Progress, VmSpecification } from '../../hypervisor/driver.ts';
import { importingOf } from '../../hypervisor/importing.ts';
import type { StepOutput } from '../step-handler.ts';
import { deleteMade, type OnNewVm, refuseExisting, requireReady, reserve } from './new-vm.ts';
import { sayWhoItIs } from './say-who-it-is.ts';
import type { JobServices } from './services.ts';
import { verifyMade } from './verify-made.ts';

/** Says which copy was meant, and what the person saw of it. */
type CopyDocument = Omit<VmImportDocument, 'exportId'>;

export type RecordOfVm = CopyRecord & {
  readonly createdAt: string;
  readonly sizeBytes: number;
  readonly vm: CopiedVmRecord;
};

/** Where copies of the kind are. */
type Copies = Pick<CopyFolder<RecordOfVm>, 'read' | 'verify'> & {
  readonly kind: Pick<CopyKind<RecordOfVm>, 'word' | 'verb'>;
};

export type SourceOfVm = {
  readonly id: string;
  /** Where it is. @throws AppError `not-found` */
  readonly copies: () => Promise<Copies>;
  /** Keeps it from being removed meanwhile. */
  readonly reading: <T>(work: () => Promise<T>) => Promise<T>;
};

type Context<Document extends CopyDocument> = Omit<OnNewVm, 'document'> & {
  readonly document: Document;
  readonly progress: Progress;
};
type Step<Document extends CopyDocument> = {
  readonly run: (context: Context<Document>) => Promise<StepOutput | undefined>;
  readonly undo?: (context: Context<Document>) => Promise<void>;
};
type Steps = 'check' | 'verify-sums' | 'create-disk' | 'create-vm' | 'verify';

export function vmFromCopy<Document extends CopyDocument>(
  sourceOf: (services: JobServices, document: Document) => SourceOfVm,
): { readonly [Name in Steps]: Step<Document> } {
  type Here = Context<Document>;
  const source = ({ services, document }: Here): SourceOfVm => sourceOf(services, document);
  const driverOf = ({ services, document }: Here): HypervisorDriver =>
    services.fleet.driver(document.vm.driver);
  const remove = (context: Here): Promise<void> => deleteMade(context, driverOf(context));
  return {
    check: {
      run: async (context) => {
        const { services, document, log } = context;
        const { record } = await readMeant(source(context), document);
        requireReady(services, document.vm.driver);
        importingOf(driverOf(context));
        await refuseExisting(context);
        await reserve(context, record.sizeBytes, 'the copy');
        log('info', `It is ${record.vm.name} as it was at ${record.createdAt}.`);
        return undefined;
      },
      undo: async ({ services, jobId }) => services.reservations.release(jobId),
    },
    'verify-sums': {
      run: async (context) => {
        const { progress, signal, log } = context;
        const { id, copies, reading } = source(context);
        const count = await reading(async () => (await copies()).verify(id, progress, signal));
        log('info', `All ${count} files are as they were written.`);
        return undefined;
      },
    },
    'create-disk': {
      run: async (context) => {
        const { document, signal, progress } = context;
        const from = source(context);
        await from.reading(async () => {
          const { folder, record } = await readMeant(from, document);
          const vm = specificationOf(document, record.vm);
          await importingOf(driverOf(context)).createDiskFrom({ folder, isKept: true }, vm, progress, signal);
        });
        return undefined;
      },
      undo: remove,
    },
    'create-vm': {
      run: async (context) => {
        const { services, document, jobId, signal } = context;
        const { record } = await readMeant(source(context), document);
        await driverOf(context).createVm(specificationOf(document, record.vm), signal);
        services.reservations.release(jobId);
        return undefined;
      },
      undo: remove,
    },
    verify: {
      run: async (context) => {
        const made = await verifyMade(context);
        const { document, log } = context;
        if (document.mode === 'copy') sayWhoItIs(log, document.name, document.vm.name);
        return made;
      },
    },
  };
}

/** @throws AppError as `CopyFolder.read`; `conflict` for one that is not as the person saw it */
async function readMeant({ id, copies }: SourceOfVm, { vm }: CopyDocument) {
  const found = await (await copies()).read(id);
  if (isDeepStrictEqual(describeCopy(found.record).vm, vm)) return found;
  const { word, verb } = (await copies()).kind;
  throw new AppError('conflict', `The ${word} ${id} is not of the VM that was meant.`, {
    userMessage: `The ${word} ${id} has changed since it was listed. Look at it again, then ${verb} it. Nothing was made.`,
  });
}

/** As it was, by another id and name. */
export function specificationOf(
  { vmId, name }: { readonly vmId: string; readonly name: string },
  { image, cpuCount, memoryBytes, diskBytes, network }: CopiedVmRecord,
): VmSpecification {
  return { vmId, name, image, cpuCount, memoryBytes, diskBytes, network };
}
