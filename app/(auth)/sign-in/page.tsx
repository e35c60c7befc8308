import { SignInPage } from '@/components/sessions/sign-in-page';

export default function SignIn() {
  return <SignInPage />;
}
