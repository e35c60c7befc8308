import Link from 'next/link';
import { paths } from '@/components/paths';

/** Names of endpoints, each a link to its page. */
export function EndpointLinks({ names }: { names: readonly string[] }) {
  return (
    <ul className="flex flex-wrap gap-x-3">
      {names.map((name) => (
        <li key={name}>
          <Link href={paths.endpoint(name)} className="text-accent-text underline decoration-transparent hover:decoration-current">
            {name}
          </Link>
        </li>
      ))}
    </ul>
  );
}
