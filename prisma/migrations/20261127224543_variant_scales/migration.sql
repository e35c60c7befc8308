-- CreateTable
CREATE TABLE "variant_scales" (
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "desired" INTEGER NOT NULL,
    "wakes" BOOLEAN NOT NULL DEFAULT false,
    "wake_ms" INTEGER,
    "waking_since" TIMESTAMPTZ(3),
    "changes" JSONB NOT NULL DEFAULT '[]',
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "variant_scales_pkey" PRIMARY KEY ("endpoint_id","variant")
);

-- CreateTable
CREATE TABLE "scaling_decisions" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "from_instances" INTEGER NOT NULL,
    "to_instances" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "sentences" JSONB,
    "inputs" JSONB NOT NULL,

    CONSTRAINT "scaling_decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gateway_loads" (
    "gateway_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seconds" JSONB NOT NULL,
    "held" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "gateway_loads_pkey" PRIMARY KEY ("gateway_id")
);

-- CreateIndex
CREATE INDEX "scaling_decisions_endpoint_id_id_idx" ON "scaling_decisions"("endpoint_id", "id");

-- CreateIndex
CREATE INDEX "scaling_decisions_last_at_idx" ON "scaling_decisions"("last_at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "variant_scales", "scaling_decisions", "gateway_loads" TO aimass_app;

ALTER TABLE "variant_scales" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "variant_scales" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "variant_scales" USING (current_setting('app.organization', true) IN (organization_id, '*')) WITH CHECK (current_setting('app.organization', true) IN (organization_id, '*'));
ALTER TABLE "scaling_decisions" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "scaling_decisions" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "scaling_decisions" USING (current_setting('app.organization', true) IN (organization_id, '*')) WITH CHECK (current_setting('app.organization', true) IN (organization_id, '*'));

-- Loads of all organizations together: nobody's but the system's.
ALTER TABLE "gateway_loads" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "gateway_loads" FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON "gateway_loads" USING (current_setting('app.organization', true) = '*') WITH CHECK (current_setting('app.organization', true) = '*');

-- A new count is work for the reconciler; whether a variant wakes is known to the gateways.
CREATE TRIGGER work AFTER INSERT OR UPDATE OF desired ON "variant_scales" FOR EACH STATEMENT EXECUTE FUNCTION work_added();
CREATE TRIGGER routing AFTER INSERT OR DELETE OR UPDATE OF wakes, wake_ms ON "variant_scales" FOR EACH STATEMENT EXECUTE FUNCTION routing_changed();
