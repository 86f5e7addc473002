-- A job may wait for another one to have succeeded.
ALTER TABLE "Job" ADD COLUMN "afterId" TEXT;
