import { Prisma } from '@/prisma/client';

/** The key of what was there and nobody used. */
export const availability = '(availability)';

/**
 * The two ledgers, work done and being available, as entries by minute; a query to select from, with the columns of `ledger_days` and
 * `minute`. Each minute's instance line (already rated) is split among the principals by the model time they used of it, and what is
 * left is `(availability)`: shares are rounded down and the rest goes to the largest remainders, so that every grouping has the same
 * sum, to the micro-unit and the millisecond.
 * @param within condition on `organization_id`, `minute` and `endpoint` of one organization
 */
export function minuteEntries(organizationId: string, within: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    WITH work AS (
      SELECT minute, endpoint_id, variant, version_id, principal_id, sum(model_microseconds) AS used
      FROM usage WHERE ${within} AND model_microseconds > 0 GROUP BY 1, 2, 3, 4, 5
    ), line AS (
      SELECT row_number() OVER () AS line, minute, endpoint_id, variant, version_id, project_id, endpoint,
        sum(instance_milliseconds) AS ms, sum(amount_micros) AS amount
      FROM instance_usage WHERE ${within} GROUP BY minute, endpoint_id, variant, version_id, project_id, endpoint
    ), claim AS (
      SELECT line.*, work.principal_id, work.used AS weight FROM line JOIN work USING (minute, endpoint_id, variant, version_id)
      UNION ALL
      SELECT line.*, ${availability}, CASE WHEN total.used > 0 THEN greatest(line.ms * 1000 - total.used, 0) ELSE greatest(line.ms * 1000, 1) END
      FROM line LEFT JOIN (SELECT minute, endpoint_id, variant, version_id, sum(used) AS used FROM work GROUP BY 1, 2, 3, 4) AS total
        USING (minute, endpoint_id, variant, version_id)
    ), weighed AS (
      SELECT *, greatest(sum(weight) OVER (PARTITION BY line), 1) AS whole FROM claim
    ), floored AS (
      SELECT *, div(amount * weight, whole) AS amount_floor, mod(amount * weight, whole) AS amount_rest,
        div(ms * weight, whole) AS ms_floor, mod(ms * weight, whole) AS ms_rest FROM weighed
    ), share AS (
      SELECT *,
        amount_floor + (row_number() OVER (of_line ORDER BY amount_rest DESC, principal_id) <= amount - sum(amount_floor) OVER of_line)::int AS amount_share,
        ms_floor + (row_number() OVER (of_line ORDER BY ms_rest DESC, principal_id) <= ms - sum(ms_floor) OVER of_line)::int AS ms_share
      FROM floored WINDOW of_line AS (PARTITION BY line)
    )
    SELECT minute, project_id, endpoint, model_id, version_id, version, variant, principal_id, requests, predictions,
      CASE outcome WHEN 'ok' THEN 0 ELSE requests END AS errors, CASE outcome WHEN 'unknown' THEN requests ELSE 0 END AS unknown,
      bytes_in, bytes_out, model_microseconds, 0 AS instance_milliseconds, div(predictions * coalesce(price.micros, 0) + 500000, 1000000) AS amount_micros
    FROM usage LEFT JOIN LATERAL (
      SELECT amount_micros AS micros FROM prices
      WHERE organization_id = ${organizationId} AND kind = 'predictions-million' AND effective_from <= usage.minute
      ORDER BY effective_from DESC, id DESC LIMIT 1
    ) AS price ON true
    WHERE ${within}
    UNION ALL
    SELECT minute, project_id, endpoint, '', version_id, 0, variant, principal_id, 0, 0, 0, 0, 0, 0, 0, ms_share, amount_share FROM share`;
}

/** The figures of entries `e`, added up, under the names of the columns. */
export const entrySums = Prisma.raw(
  ['requests', 'predictions', 'errors', 'unknown', 'bytes_in', 'bytes_out', 'model_microseconds', 'instance_milliseconds', 'amount_micros']
    .map((column) => `sum(e.${column})::bigint AS ${column}`)
    .join(', '),
);
