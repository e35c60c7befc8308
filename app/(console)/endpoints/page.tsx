import { EndpointsPage } from '@/components/endpoints/endpoints-page';

export default function Page() {
  return <EndpointsPage />;
}
