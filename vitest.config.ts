import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '') } },
  test: {
    include: ['**/*.test.{ts,tsx}'],
    exclude: ['node_modules/**', '.next/**', 'dist/**', 'e2e/**', '.data/**', '.cache/**'],
    globalSetup: ['testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    // Real processes, sockets and kills on two shared cores: on CI one second try, which scripts/test.mjs prints with its error; at home none.
    retry: process.env.CI === 'true' ? 1 : 0,
    pool: 'forks',
  },
});
