-- A failed job may keep what it made, and another may go on from there.
ALTER TABLE "Job" ADD COLUMN "keepOnFailure" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Job" ADD COLUMN "kept" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "Job" ADD COLUMN "continuesId" TEXT;
