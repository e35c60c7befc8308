-- AlterTable
ALTER TABLE "deployments" ADD COLUMN     "served_from" TIMESTAMPTZ(3),
ADD COLUMN     "served_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "versions" ADD COLUMN     "answers_due" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "data_sample" JSONB,
ADD COLUMN     "evaluation" JSONB;

-- CreateIndex
CREATE INDEX "versions_answers_due_idx" ON "versions"("answers_due");

-- Due answers wake the loop that checks versions, as new versions do.
CREATE TRIGGER work_answers AFTER UPDATE OF answers_due ON "versions" FOR EACH STATEMENT EXECUTE FUNCTION work_added();

-- What served before this was written down, as near as the rows of then tell: a deployment served from its success until another one did, or until the
-- endpoint was stopped or deleted.
SELECT set_config('app.organization', '*', false);
UPDATE "deployments" SET "served_from" = "ended_at" WHERE "state" IN ('Succeeded', 'RolledBack');
UPDATE "deployments" AS d SET "served_until" = LEAST(
    (SELECT min(n."served_from") FROM "deployments" n WHERE n."endpoint_id" = d."endpoint_id" AND n."number" > d."number"),
    (SELECT min(a."at") FROM "audit" a WHERE a."organization_id" = e."organization_id" AND a."resource" = 'endpoints/' || e."name"
        AND a."action" IN ('endpoints:Stop', 'endpoints:Delete') AND a."outcome" = 'success' AND a."at" > d."served_from"),
    e."deleted_at")
FROM "endpoints" e WHERE e."id" = d."endpoint_id" AND d."served_from" IS NOT NULL;
SELECT set_config('app.organization', '', false);
