import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:tls';
import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import { ownCertificate, type ServerCertificate } from './authority';

const lookMs = 5_000;
const renewLookMs = 3_600_000;

interface LiveCertificateOptions {
  /** The operator's files, or null for the installation's own CA in `folder`. */
  readonly files: { readonly certFile: string; readonly keyFile: string } | null;
  readonly folder: string;
  readonly host: string;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Keeps a TLS server's certificate up to date: files are read again when they change, our own is renewed before it expires. */
export class LiveCertificate {
  readonly #options: LiveCertificateOptions;
  readonly current: ServerCertificate;
  #stamp: string;
  #timer: NodeJS.Timeout | null = null;

  /** @throws Error when the files cannot be read */
  constructor(options: LiveCertificateOptions) {
    this.#options = options;
    this.#stamp = this.#stampOf();
    this.current = this.#load();
  }

  follow(server: Server): void {
    this.#timer = setInterval(() => this.#look(server), this.#options.files === null ? renewLookMs : lookMs).unref();
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  #load(): ServerCertificate {
    const { files, folder, host, clock } = this.#options;
    if (files === null) return ownCertificate(folder, host, clock.now());
    return { cert: readFileSync(files.certFile, 'utf8'), key: readFileSync(files.keyFile, 'utf8') };
  }

  #look(server: Server): void {
    try {
      const stamp = this.#stampOf();
      if (this.#options.files !== null && stamp === this.#stamp) return;
      server.setSecureContext(this.#load());
      this.#stamp = stamp;
      if (this.#options.files !== null) this.#options.log.info('the TLS certificate was loaded again');
    } catch (error) {
      // Half-written or mismatched files: the old certificate stays until they are right.
      this.#options.log.error({ err: error }, 'the TLS certificate could not be loaded again');
    }
  }

  #stampOf(): string {
    const { files } = this.#options;
    if (files === null) return '';
    return [files.certFile, files.keyFile].map((file) => `${statSync(file).mtimeMs}/${statSync(file).size}`).join(' ');
  }
}
