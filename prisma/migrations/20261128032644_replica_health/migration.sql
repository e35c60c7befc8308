-- AlterTable
ALTER TABLE "replicas" ADD COLUMN     "health" JSONB,
ADD COLUMN     "health_restarts" TIMESTAMPTZ(3)[] DEFAULT ARRAY[]::TIMESTAMPTZ(3)[],
ADD COLUMN     "restarts_asked" INTEGER NOT NULL DEFAULT 0;

-- Replicas that answer wrongly leave what gateways route by.
DROP TRIGGER routing ON "replicas";
CREATE TRIGGER routing AFTER INSERT OR DELETE OR UPDATE OF state, desired, address, health ON "replicas" FOR EACH STATEMENT EXECUTE FUNCTION routing_changed();
