import pino, { type Logger } from 'pino';

export type { Logger };

/** The one logger: JSON lines on standard output, each with the process's name. Secrets and bodies are never logged. */
export function createLogger(processName: string): Logger {
  return pino({
    name: processName,
    level: process.env.AIMASS_LOG_LEVEL ?? 'info',
    base: { process: processName, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: ['authorization', 'cookie', 'password', 'secret', '*.authorization', '*.cookie', '*.password'],
  });
}
