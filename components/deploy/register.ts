import { ApiError } from '@/client/http';
import { api } from '@/components/api';
import type { DraftData } from '@/components/drafts/draft-data';
import { createModel } from '@/components/models/queries';
import { createVersion, type NewVersion } from '@/components/versions/queries';
import type { Model } from '@/services/models/schemas';
import type { Page } from '@/services/page';
import type { Version, VersionSource } from '@/services/versions/schemas';

/** Where the files of a draft come from, as the API takes it; null when that is not decided. */
export function sourceOf(data: DraftData): VersionSource | null {
  if (data.source === 's3') return data.s3Uri === '' ? null : { s3Uri: data.s3Uri };
  if (data.source === 'sample') return data.sample === null ? null : { sample: data.sample };
  if (data.source !== 'files' || data.uploads.length === 0) return null;
  return data.uploads.length === 1 ? { uploadId: data.uploads[0].id } : { uploadIds: data.uploads.map((upload) => upload.id) };
}

/** Registers a draft's source as a version of its model, which is made when there is none of the name. Asking twice makes one version. */
export async function registerVersion(draftId: string, data: DraftData): Promise<Version> {
  const source = sourceOf(data);
  if (source === null) throw new Error('the draft has no source');
  await ensureModel(data.model, data.description);
  const signature = Object.keys(data.shapes).length === 0 ? {} : { signature: { shapes: data.shapes } };
  const sample = sampleOf(data);
  const token = tokenOf(draftId, data.model, JSON.stringify([source, sample]), String(data.attempt));
  return createVersion(data.model, { source, ...signature, ...sample }, token);
}

function sampleOf({ source, dataSample, target }: DraftData): Pick<NewVersion, 'dataSample'> {
  if (source !== 'files' || dataSample === null) return {};
  return { dataSample: { uploadId: dataSample.id, ...(target.trim() === '' ? {} : { target: target.trim() }) } };
}

async function ensureModel(name: string, description: string): Promise<void> {
  const found = await api.get<Page<Model>>('/models', { q: name, limit: 200 });
  if (found.items.some((model) => model.name === name)) return;
  try {
    await createModel({ name, description });
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'NAME_TAKEN') throw error; // made by someone else in this moment
  }
}

/** The same draft with the same source is the same wish (FNV-1a, twice with different beginnings). */
function tokenOf(draftId: string, ...parts: string[]): string {
  const hashes = [0x811c9dc5, 0x01000193].map((seed) => {
    let hash = seed;
    for (const code of parts.join('\n')) hash = Math.imul(hash ^ (code.codePointAt(0) ?? 0), 0x01000193);
    return (hash >>> 0).toString(16).padStart(8, '0');
  });
  return `${draftId}-${hashes.join('')}`;
}
