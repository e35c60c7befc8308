'use client';
import { CrashPage } from '@/components/layout/crash-page';

export default CrashPage;
