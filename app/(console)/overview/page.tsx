import { OverviewPage } from '@/components/overview/overview-page';

export default function Overview() {
  return <OverviewPage />;
}
