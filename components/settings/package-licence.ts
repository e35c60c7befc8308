/** A package the product is built with, as its own manifest names it. */
export interface PackageLicence {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
}
