export { type EnsureOptions, ensureToolchain } from './ensure';
export { findToolchain, type Toolchain } from './installed';
export { toolchainLine, toolchainLines } from './lines';
export { listToolchains, removeToolchain, type ToolchainListing } from './list';
export { type ToolchainPlaces, toolchainPlaces } from './places';
export type { ToolchainProgress } from './progress';
export { findPython, type Python } from './python';
