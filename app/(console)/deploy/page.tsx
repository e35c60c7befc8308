import { NewDraftPage } from '@/components/deploy/new-draft-page';

export default function NewDraft() {
  return <NewDraftPage />;
}
