import { z } from 'zod';
import { Name } from '../names';
import { isoTime } from '../page';

export const PlaygroundTokenInput = z.object({ endpoint: Name });
export const PlaygroundTokenSchema = z.object({ token: z.string(), expiresAt: isoTime });
