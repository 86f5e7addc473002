-- The round trip of a host's link, so that a page shows it before the next measurement.
ALTER TABLE "Host" ADD COLUMN "linkRttMs" REAL;
