-- CreateTable
CREATE TABLE "storage_removals" (
    "key" TEXT NOT NULL,
    "size_bytes" BIGINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "storage_removals_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "storage_passes" (
    "id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "examined" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL,
    "removed_bytes" BIGINT NOT NULL,

    CONSTRAINT "storage_passes_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "storage_passes_at_idx" ON "storage_passes"("at");

GRANT SELECT, INSERT, UPDATE, DELETE ON "storage_removals", "storage_passes" TO aimass_app;

-- Who begins to refer to an object must see that it is being removed, whatever organization it acts for; only the system job removes.
ALTER TABLE "storage_removals" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "storage_removals" FORCE ROW LEVEL SECURITY;
CREATE POLICY seen ON "storage_removals" FOR SELECT USING (true);
CREATE POLICY system ON "storage_removals" USING (current_setting('app.organization', true) = '*') WITH CHECK (current_setting('app.organization', true) = '*');
ALTER TABLE "storage_passes" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "storage_passes" FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON "storage_passes" USING (current_setting('app.organization', true) = '*') WITH CHECK (current_setting('app.organization', true) = '*');

-- Rows of segments are kept as proof long after their log is merged or gone: searches and merging look only at those that still have one.
CREATE INDEX "usage_segments_stored_idx" ON "usage_segments" ("last_at" DESC, "id" DESC) WHERE "storage_key" IS NOT NULL;
