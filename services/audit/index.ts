export { auditHash, emitAudit } from './emit';
export { exportAudit } from './export';
export { listAudit } from './list';
export { type AuditSeal, readSeal, type SealOptions, sealAudits } from './seal';
export { verifyAudit, verifyChain } from './verify';
