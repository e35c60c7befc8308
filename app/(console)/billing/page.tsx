import { BillingPage } from '@/components/usage/billing-page';

export default function Page() {
  return <BillingPage />;
}
