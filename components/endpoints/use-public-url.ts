'use client';
import { useEffect, useState } from 'react';

/** A path of this installation as an address others can call: with the origin the reader came by. */
export function usePublicUrl(path: string): string {
  const [origin, setOrigin] = useState('');
  useEffect(() => setOrigin(window.location.origin), []);
  return `${origin}${path}`;
}
