import { Download } from 'lucide-react';
import { ButtonLink } from '@/components/ui/button';

/** A file made by the server, such as the CSV of a whole report; the browser saves it under the server's name. */
export function DownloadLink({ href, children }: { href: string; children: string }) {
  return (
    <ButtonLink href={href} prefetch={false} download icon={<Download aria-hidden className="size-3.5" />}>
      {children}
    </ButtonLink>
  );
}
