import { resolve } from 'node:path';
import { repositoryRoot } from '@/core/bundle';
import { type DataPaths, dataPaths } from '@/core/paths';
import { readSettings } from '@/core/settings';
import { type ToolchainPlaces, toolchainPlaces } from '@/frameworks/toolchains';

/** Where the installation of this checkout keeps its toolchains; relative folders as `npm start` takes them. @throws SettingsError */
export function localPlaces(): ToolchainPlaces {
  const settings = readSettings(process.env);
  return toolchainPlaces({ ...settings, AIMASS_DATA_DIR: resolve(repositoryRoot(), settings.AIMASS_DATA_DIR) });
}

/** Where it keeps everything else. @throws SettingsError */
export function localPaths(): DataPaths {
  return dataPaths(resolve(repositoryRoot(), readSettings(process.env).AIMASS_DATA_DIR));
}
