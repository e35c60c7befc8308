import { resolve } from 'node:path';
import { dataPaths } from '@/core/paths';
import type { Settings } from '@/core/settings';

/** Where environments are kept, and what they are built from. */
export interface ToolchainPlaces {
  readonly folder: string;
  /** Folder of wheels; null means the package index. */
  readonly wheels: string | null;
}

export function toolchainPlaces(settings: Pick<Settings, 'AIMASS_DATA_DIR' | 'AIMASS_TOOLCHAINS' | 'AIMASS_WHEELS'>): ToolchainPlaces {
  const { AIMASS_DATA_DIR: dataDir, AIMASS_TOOLCHAINS: folder, AIMASS_WHEELS: wheels } = settings;
  return { folder: folder === undefined ? dataPaths(dataDir).toolchains : resolve(folder), wheels: wheels === undefined ? null : resolve(wheels) };
}
