import { LogsPage } from '@/components/logs/logs-page';

export default function Page() {
  return <LogsPage />;
}
