import { SettingsPage } from '@/components/settings/settings-page';
import { readLicences } from './licences';

export default async function Page() {
  return <SettingsPage packages={await readLicences()} />;
}
