import { WizardPage } from '@/components/deploy/wizard-page';

export default async function Wizard({ params }: { params: Promise<{ draftId: string }> }) {
  const { draftId } = await params;
  return <WizardPage key={draftId} draftId={draftId} />;
}
