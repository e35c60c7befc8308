/** The versions of some variants in words: `iris@3, iris@2`. */
export function versionsOf(variants: readonly { readonly model: string; readonly version: number }[]): string {
  return [...new Set(variants.map((variant) => `${variant.model}@${variant.version}`))].join(', ');
}
