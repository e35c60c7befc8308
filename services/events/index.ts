export { type EventInput, emitEvent } from './emit';
export { type EventStream, type EventSubscription, openEventStream } from './stream';
export { requireTopics } from './topics';
