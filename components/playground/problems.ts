import type { ProblemField } from '@/client/http';
import type { FormField } from './form-fields';

/** Finds the form field that a JSON pointer of the first row means: `/rows/0/2`, `/rows/0/age`, `/inputs/x/0/2`. */
export function problemsByField(errors: readonly ProblemField[], fields: readonly FormField[]): Record<string, string> {
  const found: Record<string, string> = {};
  for (const error of errors) {
    const parts = error.pointer.split('/').slice(1);
    const field = fields.find((one, i) => {
      if (parts[0] === 'rows' && parts[1] === '0') return parts[2] === one.input || parts[2] === one.label || (parts[2] === String(i) && parts.length === 3);
      return parts[0] === 'inputs' && parts[1] === one.input && (parts.length < 4 || parts[3] === String(i));
    });
    if (field !== undefined) found[field.key] ??= error.detail;
  }
  return found;
}
