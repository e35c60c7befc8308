import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** The one logger: JSON lines on standard output (or `destination`), each with the process's name. Secrets and bodies are never logged. */
export function createLogger(processName: string, destination?: DestinationStream): Logger {
  const options = {
    name: processName,
    level: process.env.AIMASS_LOG_LEVEL ?? 'info',
    base: { process: processName, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: ['authorization', 'cookie', 'password', 'secret', '*.authorization', '*.cookie', '*.password'],
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
