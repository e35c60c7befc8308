-- The collector asks by key which stored logs the index still names.
CREATE INDEX "usage_segments_storage_key_idx" ON "usage_segments" ("storage_key") WHERE "storage_key" IS NOT NULL;
