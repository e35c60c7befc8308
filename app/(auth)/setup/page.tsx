import { SetupPage } from '@/components/setup/setup-page';

export default function Setup() {
  return <SetupPage />;
}
