-- AlterTable
ALTER TABLE "versions" ADD COLUMN     "correction" JSONB;
