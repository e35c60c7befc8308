import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import type { Column } from './data-table';

interface SimpleTableProps<Row> {
  /** Names the table for those who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Makes the row a link: its first cell carries it, the whole row is the target. */
  rowHref?: (row: Row) => string;
  /** Shown when there are no rows. */
  empty: ReactNode;
  /** Sums by column id, in a last row that stands apart. */
  footer?: Readonly<Record<string, ReactNode>>;
  /** What opens below a row; null while it is closed. */
  below?: (row: Row) => ReactNode;
}

const visible = { md: 'hidden md:table-cell', lg: 'hidden lg:table-cell', xl: 'hidden xl:table-cell' } as const;
const look = <Row,>(column: Column<Row>): string =>
  classNames(column.align === 'right' ? 'text-right' : 'text-left', column.from !== undefined && visible[column.from], column.className);

/** Rows that are already there, in the look of `DataTable`: parts of a resource, sums, lists that never page. */
export function SimpleTable<Row>({ label, columns, rows, rowKey, rowHref, empty, footer, below }: SimpleTableProps<Row>) {
  if (rows.length === 0) return empty;
  return (
    <div className="relative overflow-x-auto">
      <table aria-label={label} className="w-full border-collapse text-[13px]">
        <thead>
          <tr className="border-line border-b">
            {columns.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={classNames('h-8 px-3 font-medium text-muted text-xs first:pl-4 last:pr-4', look(column), 'whitespace-nowrap align-middle')}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Fragment key={rowKey(row)}>
              <tr className={classNames('relative h-9 border-line border-b last:border-b-0', rowHref !== undefined && 'hover:bg-hover')}>
                {columns.map((column, i) => (
                  <td key={column.id} className={classNames('max-w-80 truncate px-3 py-1.5 first:pl-4 last:pr-4', look(column))}>
                    {i === 0 && rowHref !== undefined ? (
                      <Link
                        href={rowHref(row)}
                        className="font-medium after:absolute after:inset-0 hover:underline focus-visible:outline-none focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text"
                      >
                        {column.cell(row)}
                      </Link>
                    ) : (
                      column.cell(row)
                    )}
                  </td>
                ))}
              </tr>
              {below === undefined ? null : <Below columns={columns.length}>{below(row)}</Below>}
            </Fragment>
          ))}
        </tbody>
        {footer === undefined ? null : (
          <tfoot>
            <tr className="h-9 border-line-strong border-t font-medium">
              {columns.map((column) => (
                <td key={column.id} className={classNames('px-3 py-1.5 first:pl-4 last:pr-4', look(column))}>
                  {footer[column.id] ?? null}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

function Below({ columns, children }: { columns: number; children: ReactNode }) {
  if (children === null) return null;
  return (
    <tr className="border-line border-b last:border-b-0">
      <td colSpan={columns} className="bg-sunken p-0">
        {children}
      </td>
    </tr>
  );
}
