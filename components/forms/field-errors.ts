import { ApiError } from '@/client/http';

/** What the API found wrong with `name`: a field, or something inside it (`config/variants/0/minInstances`). */
export function fieldError(error: unknown, name: string): string | null {
  if (!(error instanceof ApiError)) return null;
  const pointer = `/${name}`;
  const found = error.errors.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`) || one.pointer.endsWith(pointer));
  return found?.detail ?? null;
}
