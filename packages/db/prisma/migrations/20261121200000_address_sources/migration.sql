-- Where addresses were learnt from that no agent told.
ALTER TABLE "Vm" ADD COLUMN "addressSources" TEXT NOT NULL DEFAULT '{}';
