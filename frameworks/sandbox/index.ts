export { examineSandbox, openSandbox, requireSandbox, type SandboxReport } from './open';
export { programFolders } from './program-folders';
export { plainSandbox, type Sandbox, type SandboxFolders, type SandboxLimits, type SandboxOptions, type Wrapped } from './sandbox';
export { measureStart } from './start-cost';
export { sweepSandboxes } from './try-containers';
