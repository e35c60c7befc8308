import { DeploymentPage } from '@/components/deployments/deployment-page';

export default async function Page({ params }: { params: Promise<{ name: string; id: string }> }) {
  const { name, id } = await params;
  return <DeploymentPage endpoint={decodeURIComponent(name)} id={decodeURIComponent(id)} />;
}
