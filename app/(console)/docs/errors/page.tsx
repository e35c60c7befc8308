import { ErrorsPage } from '@/components/docs/errors-page';

export default function Page() {
  return <ErrorsPage />;
}
