-- CreateTable
CREATE TABLE "gateways" (
    "id" TEXT NOT NULL,
    "revision" BIGINT NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "gateways_pkey" PRIMARY KEY ("id")
);

GRANT SELECT, INSERT, UPDATE, DELETE ON "gateways" TO aimass_app;
