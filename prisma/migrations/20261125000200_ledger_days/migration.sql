-- Days that are over are split and added up once, so that a report over months reads days instead of minutes.
-- CreateTable
CREATE TABLE "ledger_days" (
    "organization_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "project_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "variant" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "predictions" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "unknown" BIGINT NOT NULL,
    "bytes_in" BIGINT NOT NULL,
    "bytes_out" BIGINT NOT NULL,
    "model_microseconds" BIGINT NOT NULL,
    "instance_milliseconds" BIGINT NOT NULL,
    "amount_micros" BIGINT NOT NULL,

    CONSTRAINT "ledger_days_pkey" PRIMARY KEY ("organization_id","day","project_id","endpoint","model_id","version_id","version","variant","principal_id")
);

-- CreateTable
CREATE TABLE "ledger_closed" (
    "organization_id" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_closed_pkey" PRIMARY KEY ("organization_id","day")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON "ledger_days", "ledger_closed" TO aimass_app;
ALTER TABLE "ledger_days" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ledger_days" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_days" USING (current_setting('app.organization', true) IN (organization_id, '*')) WITH CHECK (current_setting('app.organization', true) IN (organization_id, '*'));
ALTER TABLE "ledger_closed" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "ledger_closed" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "ledger_closed" USING (current_setting('app.organization', true) IN (organization_id, '*')) WITH CHECK (current_setting('app.organization', true) IN (organization_id, '*'));

-- What arrives late opens its day again. Writers hold the organization's ledger lock shared, closing holds it alone: nothing slips in between.
CREATE FUNCTION ledger_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    organization text;
BEGIN
    FOR organization IN SELECT DISTINCT organization_id FROM changed ORDER BY 1 LOOP
        PERFORM pg_advisory_xact_lock_shared(hashtextextended(organization, 8));
    END LOOP;
    DELETE FROM ledger_closed AS c USING (SELECT DISTINCT organization_id, (minute AT TIME ZONE 'UTC')::date AS day FROM changed) AS t
    WHERE c.organization_id = t.organization_id AND c.day = t.day;
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_insert AFTER INSERT ON "usage" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_changed();
CREATE TRIGGER ledger_update AFTER UPDATE ON "usage" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_changed();
CREATE TRIGGER ledger_insert AFTER INSERT ON "instance_usage" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_changed();
CREATE TRIGGER ledger_update AFTER UPDATE ON "instance_usage" REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ledger_changed();
