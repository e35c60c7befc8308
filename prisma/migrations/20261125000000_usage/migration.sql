-- What a request log holds, so that a search opens only the segments that can have a match.
ALTER TABLE "usage_segments" ADD COLUMN "organization_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "usage_segments" ADD COLUMN "endpoint_ids" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "usage_segments" ADD COLUMN "errors" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "usage_segments" ADD COLUMN "id_filter" BYTEA;

ALTER TABLE "request_metrics" ADD COLUMN "batched_rows" BIGINT NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "usage_starts" (
    "gateway_id" TEXT NOT NULL,
    "boot" TEXT NOT NULL,
    "gateway_seq" BIGINT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "record" JSONB NOT NULL,

    CONSTRAINT "usage_starts_pkey" PRIMARY KEY ("gateway_id","boot","gateway_seq")
);
GRANT SELECT, INSERT, UPDATE, DELETE ON "usage_starts" TO aimass_app;

-- Sparse histograms (bucket → count) merge exactly: core/histogram.ts makes and reads them.
CREATE FUNCTION histogram_merge(a jsonb, b jsonb) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(jsonb_object_agg(bucket, total), '{}'::jsonb)
    FROM (SELECT key AS bucket, sum(value::bigint) AS total
          FROM (SELECT * FROM jsonb_each_text(a) UNION ALL SELECT * FROM jsonb_each_text(b)) AS both_sides
          GROUP BY key) AS merged
$$;
CREATE AGGREGATE histogram_sum(jsonb) (SFUNC = histogram_merge, STYPE = jsonb, INITCOND = '{}');
