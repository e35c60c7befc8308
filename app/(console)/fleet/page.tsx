import { FleetPage } from '@/components/instances/fleet-page';

export default function Page() {
  return <FleetPage />;
}
