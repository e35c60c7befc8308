import { EndpointPage } from '@/components/endpoints/endpoint-page';

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params;
  return <EndpointPage name={decodeURIComponent(name)} />;
}
