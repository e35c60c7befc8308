'use client';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ColumnDef, tableFeatures, useTable } from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type ReactNode, useMemo } from 'react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Skeleton } from '@/components/ui/skeleton';
import type { TableState } from './use-table-state';

export interface Column<Row> {
  readonly id: string;
  /** With its unit: `Size (MiB)`. */
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand right. */
  readonly align?: 'left' | 'right';
  /** The API's sort field; without it the column cannot be sorted. */
  readonly sort?: string;
  /** Hidden on screens narrower than this. */
  readonly from?: 'md' | 'lg' | 'xl';
  readonly className?: string;
}

interface DataTableProps<Row> {
  /** Names the table for those who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  query: Pick<UseQueryResult<{ items: readonly Row[]; nextCursor: string | null }>, 'data' | 'error' | 'isPending' | 'isFetching' | 'refetch'>;
  rowKey: (row: Row) => string;
  /** Makes the row a link: its first cell carries it, the whole row is the target. */
  rowHref?: (row: Row) => string;
  /** Without it there is neither sorting nor paging. */
  state?: TableState;
  /** Shown when there is nothing at all. */
  empty: ReactNode;
  /** True while a filter is set: then nothing found is told apart from nothing there. */
  filtered?: boolean;
  onClearFilter?: () => void;
  /** Buttons at the end of the row, above its link. */
  rowActions?: (row: Row) => ReactNode;
}

const features = tableFeatures({});
const noRows: never[] = [];
const visible = { md: 'hidden md:table-cell', lg: 'hidden lg:table-cell', xl: 'hidden xl:table-cell' } as const;
const look = <Row,>(column: Column<Row>): string =>
  classNames(column.align === 'right' ? 'text-right' : 'text-left', column.from !== undefined && visible[column.from], column.className);

/** A list as a table: rows are links, sort and page live in the address and are done by the server; loading, empty, error and no-match are shown in place. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, columns, query, rowKey, rowHref, state, rowActions } = props;
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({ id: column.id, header: column.header, cell: (context) => column.cell(context.row.original) }),
      ),
    [columns],
  );
  const table = useTable({ features, columns: definitions, data: (query.data?.items as Row[] | undefined) ?? noRows, getRowId: rowKey });
  if (query.data === undefined && query.error !== null)
    return (
      <div className="p-4">
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  if (query.data?.items.length === 0 && (state === undefined || state.cursor === ''))
    return props.filtered === true ? <NoMatch onClear={props.onClearFilter} /> : props.empty;
  return (
    <div className="min-w-0">
      {query.error === null ? null : (
        <div className="p-3">
          <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
        </div>
      )}
      <div className="relative overflow-x-auto xl:overflow-x-clip">
        <table aria-label={label} aria-busy={query.isFetching} className="w-full border-collapse text-[13px]">
          <thead className="z-10 bg-surface xl:sticky xl:top-12 [&_th]:shadow-[inset_0_-1px_0_var(--line)]">
            {table.getHeaderGroups().map((group) => (
              <tr key={group.id}>
                {group.headers.map((header) => {
                  const column = byId.get(header.id);
                  return column === undefined ? null : <HeaderCell key={header.id} column={column} state={state} />;
                })}
                {rowActions === undefined ? null : (
                  <th className="w-px px-3">
                    <span className="sr-only">{label}</span>
                  </th>
                )}
              </tr>
            ))}
          </thead>
          <tbody>
            {query.data === undefined ? <LoadingRows columns={columns} /> : null}
            {table.getRowModel().rows.map((row) => (
              <tr key={row.id} className={classNames('relative h-9 border-line border-b last:border-b-0', rowHref !== undefined && 'hover:bg-hover')}>
                {row.getAllCells().map((cell, i) => {
                  const column = byId.get(cell.column.id);
                  if (column === undefined) return null;
                  const content = column.cell(row.original);
                  return (
                    <td key={cell.id} className={classNames('max-w-52 truncate px-3 py-1.5 first:pl-4 last:pr-4 xl:max-w-80', look(column))}>
                      {i === 0 && rowHref !== undefined ? <RowLink href={rowHref(row.original)}>{content}</RowLink> : content}
                    </td>
                  );
                })}
                {rowActions === undefined ? null : (
                  <td className="w-px px-3">
                    <div className="relative z-[1] flex justify-end gap-1">{rowActions(row.original)}</div>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {state === undefined ? null : <Pager state={state} nextCursor={query.data?.nextCursor ?? null} />}
    </div>
  );
}

function RowLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="font-medium after:absolute after:inset-0 hover:underline focus-visible:outline-none focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent-text"
    >
      {children}
    </Link>
  );
}

function HeaderCell<Row>({ column, state }: { column: Column<Row>; state: TableState | undefined }) {
  const { sort } = column;
  const className = classNames('h-8 whitespace-nowrap px-3 font-medium text-muted text-xs first:pl-4 last:pr-4', look(column));
  if (sort === undefined || state === undefined)
    return (
      <th scope="col" className={className}>
        {column.header}
      </th>
    );
  const direction = state.sort === sort ? 'ascending' : state.sort === `-${sort}` ? 'descending' : 'none';
  const next = direction === 'descending' ? sort : direction === 'ascending' ? '' : `-${sort}`;
  const Icon = direction === 'ascending' ? ArrowUp : direction === 'descending' ? ArrowDown : ChevronsUpDown;
  return (
    <th scope="col" aria-sort={direction} className={className}>
      <button type="button" onClick={() => state.setSort(next)} className="inline-flex min-h-6 items-center gap-1 hover:text-fg">
        {column.header}
        <Icon aria-hidden className={classNames('size-3', direction === 'none' && 'opacity-50')} />
      </button>
    </th>
  );
}

function LoadingRows<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return Array.from({ length: 8 }, (_, i) => (
    <tr key={i} className="h-9 border-line border-b last:border-b-0">
      {columns.map((column) => (
        <td key={column.id} className={classNames('px-3 first:pl-4', look(column))}>
          <Skeleton className={column.align === 'right' ? 'ml-auto w-12' : 'w-24'} />
        </td>
      ))}
    </tr>
  ));
}

function NoMatch({ onClear }: { onClear: (() => void) | undefined }) {
  const t = useTranslations('ui');
  return (
    <div className="flex flex-col items-center gap-3 px-6 py-12 text-[13px] text-muted">
      <p>{t('noMatch')}</p>
      {onClear === undefined ? null : (
        <Button size="small" onClick={onClear}>
          {t('clearFilter')}
        </Button>
      )}
    </div>
  );
}

function Pager({ state, nextCursor }: { state: TableState; nextCursor: string | null }) {
  const t = useTranslations('ui');
  if (state.cursor === '' && nextCursor === null) return null;
  return (
    <nav aria-label={t('pages')} className="flex items-center justify-end gap-2 border-line border-t px-4 py-2">
      <Button size="small" disabled={state.cursor === ''} onClick={() => state.setCursor('')}>
        {t('firstPage')}
      </Button>
      <Button size="small" disabled={nextCursor === null} onClick={() => state.setCursor(nextCursor ?? '')}>
        {t('nextPage')}
      </Button>
    </nav>
  );
}
