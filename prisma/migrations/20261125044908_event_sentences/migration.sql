-- AlterTable
ALTER TABLE "events" ADD COLUMN     "sentences" JSONB;
