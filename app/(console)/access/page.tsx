import { AccessPage } from '@/components/keys/access-page';

export default function Page() {
  return <AccessPage />;
}
