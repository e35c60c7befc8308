import { MonitoringPage } from '@/components/metrics/monitoring-page';

export default function Page() {
  return <MonitoringPage />;
}
