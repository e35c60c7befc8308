import { notFound } from 'next/navigation';
import { VersionPage } from '@/components/versions/version-page';

export default async function Version({ params }: { params: Promise<{ name: string; version: string }> }) {
  const { name, version } = await params;
  if (!/^[1-9]\d{0,8}$/.test(version)) notFound();
  return <VersionPage model={decodeURIComponent(name)} version={Number(version)} />;
}
