-- AlterTable
ALTER TABLE "deployments" ADD COLUMN     "promote_requested" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "share_since" TIMESTAMPTZ(3),
ADD COLUMN     "traffic_share" DOUBLE PRECISION NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "request_metrics" DROP CONSTRAINT "request_metrics_pkey",
ADD COLUMN     "deployment_id" TEXT NOT NULL DEFAULT '',
ADD CONSTRAINT "request_metrics_pkey" PRIMARY KEY ("organization_id", "endpoint_id", "deployment_id", "variant", "step_seconds", "at");

-- A share of the traffic is part of what gateways route by.
CREATE TRIGGER routing AFTER UPDATE OF traffic_share ON "deployments" FOR EACH STATEMENT EXECUTE FUNCTION routing_changed();
