import { StatusPage } from '@/components/status/status-page';

export default function Page() {
  return <StatusPage />;
}
