import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '@/components/api';
import type { Page } from '@/services/page';
import type { PriceSchema, SetPriceInput } from '@/services/prices/schemas';

export type Price = z.infer<typeof PriceSchema>;

export const pricesQuery = () =>
  queryOptions({
    queryKey: ['prices'],
    queryFn: ({ signal }) => api.get<Page<Price>>('/prices', { limit: 200 }, signal),
    staleTime: 30_000,
  });

export const setPrice = (price: z.infer<typeof SetPriceInput>): Promise<Price> => api.post('/prices', price);
