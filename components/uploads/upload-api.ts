import { api, segment } from '@/components/api';
import type { Upload } from '@/services/uploads/schemas';

/** The calls of one upload; tests bring their own server. */
export interface UploadApi {
  create(input: { filename: string; sizeBytes: number; sha256?: string }): Promise<Upload>;
  get(id: string): Promise<Upload>;
  complete(id: string): Promise<Upload>;
  remove(id: string): Promise<void>;
}

export const uploadApi: UploadApi = {
  create: (input) => api.post<Upload>('/uploads', input),
  get: (id) => api.get<Upload>(`/uploads/${segment(id)}`),
  complete: (id) => api.post<Upload>(`/uploads/${segment(id)}/complete`),
  remove: async (id) => {
    await api.delete(`/uploads/${segment(id)}`);
  },
};
