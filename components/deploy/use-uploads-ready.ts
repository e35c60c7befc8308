'use client';
import { useQueries } from '@tanstack/react-query';
import { uploadQuery } from '@/components/uploads/queries';
import type { KnownUpload } from '@/components/uploads/upload-tasks';

/** True once the storage holds and has verified every file of a draft. */
export function useUploadsReady(uploads: readonly KnownUpload[]): boolean {
  return useQueries({
    queries: uploads.map((upload) => uploadQuery(upload.id)),
    combine: (results) => results.length > 0 && results.every((result) => result.data?.state === 'Ready'),
  });
}
