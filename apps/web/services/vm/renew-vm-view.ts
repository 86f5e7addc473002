import type { Transaction } from '@busbar/db/database';

/**
 * To be called when a job of the VM begins or ends: its view names the job, and a page takes a view for news only when
 * its version is higher. A job that changes nothing else of the VM would leave "a job is under way" on the page.
 */
export async function renewVmView(transaction: Transaction, vmId: string): Promise<void> {
  await transaction.vm.updateMany({ where: { id: vmId }, data: { version: { increment: 1 } } });
}
