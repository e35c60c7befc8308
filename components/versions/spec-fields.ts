import type { InputFreedom } from '@/core/signature-freedom';
import type { SpecChange } from '@/core/spec-change';

/** What stands in the fields: a datatype by input or column ('' is as found), and sizes of one row by input ('' is any). */
export interface SpecValues {
  readonly datatypes: Readonly<Record<string, string>>;
  readonly sizes: Readonly<Record<string, readonly string[]>>;
}

export function valuesOf(freedom: readonly InputFreedom[], now: Readonly<Record<string, string>>): SpecValues {
  return {
    datatypes: Object.fromEntries(freedom.map(({ name }) => [name, now[name]])),
    sizes: Object.fromEntries(freedom.map(({ name, dimensions }) => [name, dimensions.map(({ size }) => (size === -1 ? '' : String(size)))])),
  };
}

/** What the fields say other than before; null where nothing that is proved would change. Sizes that are no number go as 0, which the server refuses in its place. */
export function specChangeOf(freedom: readonly InputFreedom[], before: SpecValues, after: SpecValues): SpecChange | null {
  const datatypes = Object.entries(after.datatypes)
    .filter(([name, datatype]) => datatype !== (before.datatypes[name] ?? ''))
    .map(([name, datatype]) => [name, datatype === '' ? null : datatype] as const);
  const shapes = freedom
    .filter(({ name }) => after.sizes[name].join() !== before.sizes[name].join())
    .map(({ name, anyRank }) => {
      const sizes = after.sizes[name].map((text) => (text.trim() === '' ? -1 : /^\d{1,6}$/.test(text.trim()) ? Number(text) : 0));
      return [name, !anyRank && sizes.every((size) => size === -1) ? null : sizes] as const;
    });
  if (datatypes.length === 0 && shapes.length === 0) return null;
  return {
    ...(datatypes.length === 0 ? {} : { datatypes: Object.fromEntries(datatypes) }),
    ...(shapes.length === 0 ? {} : { shapes: Object.fromEntries(shapes) }),
  };
}
