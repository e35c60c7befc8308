import { handleAuth } from '@/app/api/_http/auth-handler';
import type { RouteContext } from '@/app/api/_http/route';

async function handle(request: Request, context: RouteContext): Promise<Response> {
  const { nextauth } = await context.params;
  return handleAuth(request, Array.isArray(nextauth) ? nextauth : []);
}

export { handle as GET, handle as POST };
