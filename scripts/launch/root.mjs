import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository: what installs, builds and starts is found from here, whatever folder the command ran in. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
