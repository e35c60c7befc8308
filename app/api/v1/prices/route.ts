import { route } from '@/app/api/_http/route';
import { pageOf } from '@/services/page';
import { listPrices, setPrice } from '@/services/prices';
import { ListPricesInput, PriceSchema, SetPriceInput } from '@/services/prices/schemas';

export const GET = route({
  method: 'GET',
  path: '/prices',
  summary: 'List the price book',
  input: ListPricesInput,
  output: pageOf(PriceSchema),
  handler: listPrices,
});

export const POST = route({
  method: 'POST',
  path: '/prices',
  summary: 'Set a price from now on',
  input: SetPriceInput,
  output: PriceSchema,
  handler: setPrice,
});
