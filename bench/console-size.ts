import { gzipSync } from 'node:zlib';
import { startInstallation } from '@/e2e/installation';
import { signIn } from '@/e2e/session';
import type { Benchmark, Figure } from './report';

const administrator = { email: 'bench@example.com', password: 'correct horse battery' };
const lists = ['/overview', '/models', '/endpoints', '/logs', '/billing', '/access', '/audit', '/fleet'];

/** JavaScript that a list page names in its HTML: what a browser loads first. */
export const consoleSize: Benchmark = {
  name: 'console-size',
  about: 'JavaScript of the first load of each list page, gzip',
  async run() {
    const installation = await startInstallation({ AIMASS_INIT_ADMIN_EMAIL: administrator.email, AIMASS_INIT_ADMIN_PASSWORD: administrator.password });
    try {
      const session = await signIn(installation.url, administrator.email, administrator.password);
      const sizes = new Map<string, number>();
      const figures: Figure[] = [];
      for (const path of lists) {
        const page = await (await session.fetch(path)).text();
        const tags = [...page.matchAll(/<script[^>]+src="([^"]+\.js[^"]*)"[^>]*>/g)].filter(([tag]) => !/\bnomodule\b/i.test(tag)); // old browsers' only
        const scripts = new Set(tags.map((match) => match[1] ?? ''));
        for (const script of scripts)
          if (!sizes.has(script)) sizes.set(script, gzipSync(Buffer.from(await (await session.fetch(script)).arrayBuffer())).byteLength);
        const bytes = [...scripts].reduce((sum, script) => sum + (sizes.get(script) ?? 0), 0);
        figures.push({ name: path, value: bytes / 1024, unit: 'KiB', limit: 250 });
      }
      return { figures };
    } finally {
      await installation.stop();
    }
  },
};
