-- What the hypervisor calls a VM that somebody has renamed there.
ALTER TABLE "Vm" ADD COLUMN "hypervisorName" TEXT;
