import { type Clock, systemClock } from '@/core/clock';
import type { DataPaths } from '@/core/paths';
import type { Settings } from '@/core/settings';
import { DiskStorage } from './disk';
import type { StorageProvider } from './provider';
import { S3Storage } from './s3';

type StorageSettings = Pick<Settings, 'AIMASS_STORAGE' | 'AIMASS_S3_FORCE_PATH_STYLE'>;

/**
 * The storage of this installation: a folder of the data directory or a bucket (`s3://bucket/prefix`), as `AIMASS_STORAGE` says.
 * @param masterKey needed only where addresses for parts on disk are signed
 */
export function openStorage(settings: StorageSettings, paths: DataPaths, masterKey?: Uint8Array, clock: Clock = systemClock): StorageProvider {
  const place = storagePlace(settings.AIMASS_STORAGE);
  if (place === null) return new DiskStorage({ root: paths.storage, clock, masterKey });
  return new S3Storage({ ...place, forcePathStyle: settings.AIMASS_S3_FORCE_PATH_STYLE });
}

/** Bucket and prefix of `s3://bucket/prefix`, or null for disk. */
export function storagePlace(storage: string): { bucket: string; prefix: string } | null {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(storage) ?? [];
  return bucket === undefined ? null : { bucket, prefix: prefix.replace(/^\/+|\/+$/g, '') };
}
