import { defineConfig } from 'prisma/config';

// Only `prisma generate` reads this; the runner in prisma/migrate.ts applies migrations. Never call `prisma migrate`.
export default defineConfig({
  schema: 'prisma/schema.prisma',
  datasource: { url: process.env.DATABASE_URL ?? 'postgresql://unused@127.0.0.1:1/unused' },
});
