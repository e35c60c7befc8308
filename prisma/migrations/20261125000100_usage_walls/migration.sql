-- Segments hold requests of several organizations: a tenant sees those with its own, and only the system job writes them.
ALTER TABLE "usage_segments" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_segments" FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON "usage_segments"
    USING (current_setting('app.organization', true) = '*' OR current_setting('app.organization', true) = ANY (organization_ids))
    WITH CHECK (current_setting('app.organization', true) = '*');

-- Starts of requests are nobody's but the system job's.
ALTER TABLE "usage_starts" ENABLE ROW LEVEL SECURITY;
ALTER TABLE "usage_starts" FORCE ROW LEVEL SECURITY;
CREATE POLICY system ON "usage_starts"
    USING (current_setting('app.organization', true) = '*') WITH CHECK (current_setting('app.organization', true) = '*');
