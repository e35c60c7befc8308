-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "organizations" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "projects" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "projects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "language" TEXT NOT NULL DEFAULT 'en',
    "failed_sign_ins" INTEGER NOT NULL DEFAULT 0,
    "sign_in_blocked_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3),

    CONSTRAINT "members_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "ip" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_keys" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "actions" TEXT[],
    "endpoints" TEXT[],
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "requests_per_second" INTEGER,
    "concurrency" INTEGER,

    CONSTRAINT "api_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "access_keys" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "secret_sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "access_keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "uploads" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "part_size_bytes" BIGINT NOT NULL,
    "sha256_expected" TEXT,
    "sha256" TEXT,
    "state" TEXT NOT NULL,
    "storage_token" TEXT,
    "reason" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "uploads_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "models" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "tags" JSONB NOT NULL DEFAULT '{}',
    "next_version" INTEGER NOT NULL DEFAULT 1,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "models_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "versions" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "stage" TEXT NOT NULL DEFAULT 'None',
    "source" JSONB NOT NULL,
    "requested" JSONB NOT NULL DEFAULT '{}',
    "framework" TEXT,
    "framework_version" TEXT,
    "format" TEXT,
    "entry" TEXT,
    "digest" TEXT,
    "signature" JSONB,
    "files" JSONB NOT NULL DEFAULT '[]',
    "checks" JSONB NOT NULL DEFAULT '[]',
    "parity" JSONB,
    "reason" JSONB,
    "sample" JSONB,
    "load_ms" INTEGER,
    "peak_memory_bytes" BIGINT,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "notes" TEXT NOT NULL DEFAULT '',
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "versions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoint_configs" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "variants" JSONB NOT NULL,
    "shadow" JSONB,
    "capture" JSONB,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "endpoint_configs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "endpoints" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "desired" TEXT NOT NULL DEFAULT 'InService',
    "reason" JSONB,
    "active_deployment_id" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "revision" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "endpoints_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "deployments" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "config_id" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "strategy" JSONB NOT NULL DEFAULT '{}',
    "phases" JSONB NOT NULL DEFAULT '[]',
    "log" JSONB NOT NULL DEFAULT '[]',
    "reason" JSONB,
    "cancel_requested" BOOLEAN NOT NULL DEFAULT false,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "deployments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "instances" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_id" TEXT,
    "instance_type" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "price_micros_per_hour" BIGINT NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "desired_revision" INTEGER NOT NULL DEFAULT 1,
    "cpu_percent" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "memory_bytes" BIGINT NOT NULL DEFAULT 0,
    "reason" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "last_seen_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "billed_until" TIMESTAMPTZ(3),

    CONSTRAINT "instances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "replicas" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "instance_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "deployment_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "desired" TEXT NOT NULL DEFAULT 'Running',
    "address" TEXT NOT NULL,
    "restarts" INTEGER NOT NULL DEFAULT 0,
    "pid" INTEGER,
    "memory_bytes" BIGINT NOT NULL DEFAULT 0,
    "cpu_percent" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "timings" JSONB NOT NULL DEFAULT '{}',
    "reason" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ready_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "replicas_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "events" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "project_id" TEXT,
    "type" TEXT NOT NULL,
    "topics" TEXT[],
    "resource" JSONB NOT NULL,
    "message" TEXT NOT NULL DEFAULT '',
    "level" TEXT NOT NULL DEFAULT 'info',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("organization_id","seq")
);

-- CreateTable
CREATE TABLE "audit" (
    "organization_id" TEXT NOT NULL,
    "seq" BIGINT NOT NULL,
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_type" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "ip" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "prev_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("organization_id","seq")
);

-- CreateTable
CREATE TABLE "usage_segments" (
    "id" TEXT NOT NULL,
    "gateway_id" TEXT NOT NULL,
    "records" INTEGER NOT NULL,
    "unknown" INTEGER NOT NULL DEFAULT 0,
    "size_bytes" BIGINT NOT NULL,
    "first_at" TIMESTAMPTZ(3),
    "last_at" TIMESTAMPTZ(3),
    "sha256" TEXT NOT NULL,
    "storage_key" TEXT,
    "ingested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "usage_segments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "usage" (
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "model_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "variant" TEXT NOT NULL,
    "principal_id" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "requests" BIGINT NOT NULL,
    "predictions" BIGINT NOT NULL,
    "bytes_in" BIGINT NOT NULL,
    "bytes_out" BIGINT NOT NULL,
    "model_microseconds" BIGINT NOT NULL,

    CONSTRAINT "usage_pkey" PRIMARY KEY ("organization_id","minute","endpoint_id","variant","version_id","principal_id","outcome")
);

-- CreateTable
CREATE TABLE "instance_usage" (
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "minute" TIMESTAMPTZ(0) NOT NULL,
    "instance_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "endpoint" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "version_id" TEXT NOT NULL,
    "instance_type" TEXT NOT NULL,
    "instance_milliseconds" BIGINT NOT NULL,
    "price_micros_per_hour" BIGINT NOT NULL,
    "amount_micros" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,

    CONSTRAINT "instance_usage_pkey" PRIMARY KEY ("organization_id","minute","instance_id")
);

-- CreateTable
CREATE TABLE "prices" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "amount_micros" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "created_by" TEXT NOT NULL,

    CONSTRAINT "prices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_metrics" (
    "organization_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "step_seconds" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "requests" BIGINT NOT NULL,
    "errors" BIGINT NOT NULL,
    "predictions" BIGINT NOT NULL,
    "batches" DOUBLE PRECISION NOT NULL,
    "latency" JSONB NOT NULL,
    "queue" JSONB NOT NULL,
    "model" JSONB NOT NULL,

    CONSTRAINT "request_metrics_pkey" PRIMARY KEY ("organization_id","endpoint_id","variant","step_seconds","at")
);

-- CreateTable
CREATE TABLE "gauge_metrics" (
    "organization_id" TEXT NOT NULL,
    "endpoint_id" TEXT NOT NULL,
    "variant" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "step_seconds" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(0) NOT NULL,
    "sum" DOUBLE PRECISION NOT NULL,
    "count" INTEGER NOT NULL,
    "max" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "gauge_metrics_pkey" PRIMARY KEY ("organization_id","endpoint_id","variant","name","source","step_seconds","at")
);

-- CreateTable
CREATE TABLE "drafts" (
    "id" TEXT NOT NULL,
    "organization_id" TEXT NOT NULL,
    "project_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "drafts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "organization_id" TEXT NOT NULL,
    "route" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_sha256" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "response" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("organization_id","route","key")
);

-- CreateTable
CREATE TABLE "leaders" (
    "name" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "epoch" BIGINT NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "leaders_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "counters" (
    "name" TEXT NOT NULL,
    "value" BIGINT NOT NULL,

    CONSTRAINT "counters_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE UNIQUE INDEX "organizations_account_id_key" ON "organizations"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "projects_organization_id_name_key" ON "projects"("organization_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "members_organization_id_user_id_key" ON "members"("organization_id", "user_id");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_keys_sha256_key" ON "api_keys"("sha256");

-- CreateIndex
CREATE INDEX "api_keys_organization_id_idx" ON "api_keys"("organization_id");

-- CreateIndex
CREATE INDEX "uploads_organization_id_state_idx" ON "uploads"("organization_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "models_organization_id_name_key" ON "models"("organization_id", "name");

-- CreateIndex
CREATE INDEX "versions_state_idx" ON "versions"("state");

-- CreateIndex
CREATE UNIQUE INDEX "versions_model_id_number_key" ON "versions"("model_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "endpoint_configs_organization_id_name_key" ON "endpoint_configs"("organization_id", "name");

-- CreateIndex
CREATE INDEX "endpoints_organization_id_name_idx" ON "endpoints"("organization_id", "name");

-- CreateIndex
CREATE INDEX "deployments_state_idx" ON "deployments"("state");

-- CreateIndex
CREATE UNIQUE INDEX "deployments_endpoint_id_number_key" ON "deployments"("endpoint_id", "number");

-- CreateIndex
CREATE INDEX "instances_state_idx" ON "instances"("state");

-- CreateIndex
CREATE INDEX "instances_endpoint_id_idx" ON "instances"("endpoint_id");

-- CreateIndex
CREATE INDEX "replicas_deployment_id_idx" ON "replicas"("deployment_id");

-- CreateIndex
CREATE INDEX "replicas_instance_id_idx" ON "replicas"("instance_id");

-- CreateIndex
CREATE INDEX "events_organization_id_at_idx" ON "events"("organization_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_id_key" ON "audit"("id");

-- CreateIndex
CREATE INDEX "audit_organization_id_at_idx" ON "audit"("organization_id", "at");

-- CreateIndex
CREATE INDEX "usage_segments_last_at_idx" ON "usage_segments"("last_at");

-- CreateIndex
CREATE INDEX "usage_organization_id_project_id_minute_idx" ON "usage"("organization_id", "project_id", "minute");

-- CreateIndex
CREATE INDEX "instance_usage_organization_id_project_id_minute_idx" ON "instance_usage"("organization_id", "project_id", "minute");

-- CreateIndex
CREATE INDEX "prices_organization_id_kind_item_idx" ON "prices"("organization_id", "kind", "item");

-- AddForeignKey
ALTER TABLE "projects" ADD CONSTRAINT "projects_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "versions" ADD CONSTRAINT "versions_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "models"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deployments" ADD CONSTRAINT "deployments_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "endpoints"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "replicas" ADD CONSTRAINT "replicas_instance_id_fkey" FOREIGN KEY ("instance_id") REFERENCES "instances"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


-- Row-level security: the second wall between tenants. Verbs run as role aimass_app with app.organization set for the transaction;
-- '*' is the system job, which loops over all organizations.
DO $$
BEGIN
    CREATE ROLE aimass_app NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this server made it
END $$;
GRANT aimass_app TO CURRENT_USER;
GRANT USAGE ON SCHEMA public TO aimass_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO aimass_app;
REVOKE UPDATE, DELETE ON "audit" FROM aimass_app;

DO $$
DECLARE
    tenant text;
BEGIN
    FOR tenant IN
        SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'organization_id'
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenant);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenant);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (current_setting(''app.organization'', true) IN (organization_id, ''*'')) WITH CHECK (current_setting(''app.organization'', true) IN (organization_id, ''*''))',
            tenant);
    END LOOP;
END $$;
ALTER TABLE "organizations" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "organizations" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "organizations" USING (current_setting('app.organization', true) IN (id, '*')) WITH CHECK (current_setting('app.organization', true) IN (id, '*'));

-- One live endpoint a name; deleted ones keep their rows for bills and audit.
CREATE UNIQUE INDEX "endpoints_live_name_key" ON "endpoints" ("organization_id", "name") WHERE "deleted_at" IS NULL;

-- Every change of what a gateway routes by moves the revision and wakes the gateways.
INSERT INTO "counters" ("name", "value") VALUES ('routing', 1);
CREATE FUNCTION routing_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE "counters" SET "value" = "value" + 1 WHERE "name" = 'routing';
    PERFORM pg_notify('aimass_routing', '');
    RETURN NULL;
END $$;
CREATE TRIGGER routing AFTER INSERT OR DELETE OR UPDATE OF sha256, actions, endpoints, expires_at, revoked_at, requests_per_second, concurrency ON "api_keys" FOR EACH STATEMENT EXECUTE FUNCTION routing_changed();
CREATE TRIGGER routing AFTER INSERT OR DELETE OR UPDATE OF state, reason, active_deployment_id, deleted_at ON "endpoints" FOR EACH STATEMENT EXECUTE FUNCTION routing_changed();
CREATE TRIGGER routing AFTER INSERT OR DELETE OR UPDATE OF state, desired, address ON "replicas" FOR EACH STATEMENT EXECUTE FUNCTION routing_changed();
CREATE TRIGGER routing AFTER INSERT OR DELETE OR UPDATE OF revoked_at ON "access_keys" FOR EACH STATEMENT EXECUTE FUNCTION routing_changed();

-- Listeners: the event stream of the console, and the loops of control.
CREATE FUNCTION event_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('aimass_events', NEW.organization_id || ':' || NEW.seq);
    RETURN NULL;
END $$;
CREATE TRIGGER notify AFTER INSERT ON "events" FOR EACH ROW EXECUTE FUNCTION event_added();
CREATE FUNCTION work_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('aimass_work', TG_TABLE_NAME);
    RETURN NULL;
END $$;
CREATE TRIGGER work AFTER INSERT OR UPDATE ON "endpoints" FOR EACH STATEMENT EXECUTE FUNCTION work_added();
CREATE TRIGGER work AFTER INSERT OR UPDATE ON "deployments" FOR EACH STATEMENT EXECUTE FUNCTION work_added();
CREATE TRIGGER work AFTER INSERT OR UPDATE OF state ON "versions" FOR EACH STATEMENT EXECUTE FUNCTION work_added();
