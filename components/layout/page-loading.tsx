'use client';
import { useTranslations } from 'next-intl';
import { SkeletonLines } from '@/components/ui/skeleton';

/** While a page's code is on its way. */
export function PageLoading() {
  return <SkeletonLines label={useTranslations('layout')('loading')} lines={6} />;
}
