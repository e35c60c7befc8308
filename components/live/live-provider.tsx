'use client';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type LiveState, LiveStream } from './live-stream';

const LiveContext = createContext<LiveStream | null>(null);

/** Holds the tab's one event stream. Pages join it by `useLiveTopic`. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client: QueryClient = useQueryClient();
  const [stream] = useState(() => new LiveStream(client));
  useEffect(() => stream.start(), [stream]);
  return <LiveContext value={stream}>{children}</LiveContext>;
}

function useStream(): LiveStream {
  const stream = useContext(LiveContext);
  if (stream === null) throw new Error('useLiveTopic needs a LiveProvider above it');
  return stream;
}

/**
 * Keeps everything of `topic` fresh while the component is mounted: on news, the queries whose `meta.topics` are touched are fetched again;
 * when the stream is lost they are polled every 5 s.
 * @param topic such as `endpoints`, `endpoints/iris`, `deployments/<id>`; several parted by commas
 */
export function useLiveTopic(topic: string): void {
  const stream = useStream();
  useEffect(() => stream.join(topic.split(',').filter(Boolean)), [stream, topic]);
}

export function useLiveState(): LiveState {
  const stream = useStream();
  const subscribe = useMemo(() => stream.subscribe.bind(stream), [stream]);
  return useSyncExternalStore(
    subscribe,
    () => stream.state,
    () => stream.state,
  );
}
