import type { ReactNode } from 'react';
import { ConsoleFrame } from '@/components/layout/console-frame';
import { signedIn } from './signed-in';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  return <ConsoleFrame me={await signedIn()}>{children}</ConsoleFrame>;
}
