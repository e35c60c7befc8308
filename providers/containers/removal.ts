import type { ContainerEngine } from './engine';

/** The call that ends containers at once and leaves nothing of them. */
export function removal({ kind }: Pick<ContainerEngine, 'kind'>, ...names: string[]): string[] {
  return ['rm', '--force', '--volumes', ...(kind === 'podman' ? ['--time', '0'] : []), ...names];
}
