'use client';
import { useSentence } from '@/components/i18n/use-sentence';
import type { Endpoint } from '@/services/endpoints/schemas';
import { type EndpointMove, endpointStates } from '@/services/endpoints/states';

/** Why the endpoint's state does not allow a move now, in the reader's language; null where it does. */
export function useStateRefusal(endpoint: Endpoint): (move: EndpointMove) => string | null {
  const say = useSentence();
  return (move) => {
    const refusal = endpointStates.refusal(endpoint.state, move);
    return refusal === null ? null : say(refusal.detail);
  };
}
