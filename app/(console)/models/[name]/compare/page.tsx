import { ComparePage } from '@/components/versions/compare-page';

export default async function Compare({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params;
  return <ComparePage model={decodeURIComponent(name)} />;
}
