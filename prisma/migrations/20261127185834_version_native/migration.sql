-- AlterTable
ALTER TABLE "versions" ADD COLUMN     "findings" JSONB,
ADD COLUMN     "native" JSONB;
