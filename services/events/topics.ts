import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import { type Ctx, requireAction } from '../context';

const topicsMax = 50;

/** Which right lets one hear of which noun: the same that lets one read it. */
const readers = new Map([
  ['audit', 'audit:Read'],
  ['deployments', 'endpoints:Read'],
  ['drafts', 'drafts:Write'],
  ['endpoint-configs', 'endpoints:Read'],
  ['endpoints', 'endpoints:Read'],
  ['instances', 'instances:Read'],
  ['keys', 'keys:Read'],
  ['members', 'members:Read'],
  ['metrics', 'metrics:Read'],
  ['models', 'models:Read'],
  ['prices', 'usage:Read'],
  ['settings', 'settings:Read'],
  ['uploads', 'models:Read'],
]);

/** Whoever listens must be allowed to read what is told. @throws AppError `VALIDATION_FAILED` (no or unknown topics), `PERMISSION_DENIED` */
export async function requireTopics(ctx: Ctx, topics: readonly string[]): Promise<void> {
  const unknown = topics.filter((topic) => !readers.has(nounOf(topic)) || topic.length > 256);
  if (topics.length === 0 || topics.length > topicsMax || unknown.length > 0) {
    throw new AppError('VALIDATION_FAILED', {
      detail: unknown.length > 0 ? requestWords.topicUnknown({ topic: unknown[0].slice(0, 64) }) : requestWords.topicsWanted({ most: topicsMax }),
      fix: requestWords.topicIs({ nouns: [...readers.keys()] }),
      errors: [{ pointer: '/topics', detail: unknown.length > 0 ? fieldWords.unknownTopic() : fieldWords.wrongNumber() }],
    });
  }
  for (const topic of new Set(topics)) await requireAction(ctx, readers.get(nounOf(topic)) ?? '', resourceOf(topic));
}

function nounOf(topic: string): string {
  return topic.split('/', 1)[0];
}

/** Ticks of an endpoint's metrics are as private as the endpoint. */
function resourceOf(topic: string): string {
  return topic.replace(/^metrics(?=\/|$)/, 'endpoints');
}
