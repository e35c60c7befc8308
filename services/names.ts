import { z } from 'zod';
import { namePattern } from '@/core/names';

export const Name = z.string().regex(namePattern, 'must be 1 to 63 letters, digits and inner hyphens');
export const VersionNumber = z.coerce.number().int().min(1).max(2_147_483_647);
export const Tags = z.record(z.string().min(1).max(128), z.string().max(256)).refine((tags) => Object.keys(tags).length <= 50, 'at most 50 tags');
