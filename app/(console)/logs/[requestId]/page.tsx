import { RequestPage } from '@/components/logs/request-page';

export default async function Page({ params }: { params: Promise<{ requestId: string }> }) {
  const { requestId } = await params;
  return <RequestPage requestId={decodeURIComponent(requestId)} />;
}
