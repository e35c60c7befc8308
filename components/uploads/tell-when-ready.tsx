'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { uploadQuery } from './queries';
import type { UploadTask } from './upload-task';
import { useUpload } from './use-upload';

/** Pages ask the server's view of an upload; this brings it up to date when the tab's task has ended. */
export function TellWhenReady({ id, task }: { id: string; task: UploadTask }) {
  const client = useQueryClient();
  const phase = useUpload(task)?.phase;
  useEffect(() => {
    if (phase === 'Ready' || phase === 'Failed') void client.invalidateQueries({ queryKey: uploadQuery(id).queryKey });
  }, [client, id, phase]);
  return null;
}
