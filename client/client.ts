import type { z } from 'zod';
import type { AuditRow, AuditVerificationSchema } from '@/services/audit/schemas';
import type { Deployment } from '@/services/deployments/schemas';
import type { InlineConfigInput } from '@/services/endpoint-configs/schemas';
import type { Endpoint, Serving } from '@/services/endpoints/schemas';
import type { InstanceType } from '@/services/instances/schemas';
import type { CreatedKeySchema, Key } from '@/services/keys/schemas';
import type { RequestLog } from '@/services/logs/schemas';
import type { Model } from '@/services/models/schemas';
import type { Page } from '@/services/page';
import type { Scaling, UpdateScalingInput } from '@/services/scaling/schemas';
import type { Status } from '@/services/status/schemas';
import type { Upload } from '@/services/uploads/schemas';
import type { Costs, UsageSchema } from '@/services/usage/schemas';
import type { Version, VersionSource } from '@/services/versions/schemas';
import { type CallOptions, Http, type Method } from './http';

export type Usage = z.infer<typeof UsageSchema>;
export type AuditVerification = z.infer<typeof AuditVerificationSchema>;
export type CreatedKey = z.infer<typeof CreatedKeySchema>;
export type { AuditRow, Deployment, Endpoint, InstanceType, Key, Model, Page, RequestLog, Scaling, Serving, Status, Upload, Version };
export type EndpointConfigInput = z.input<typeof InlineConfigInput>;
export type ScalingChangeInput = Omit<z.input<typeof UpdateScalingInput>, 'name'>;

export interface ClientOptions {
  /** Origin of the installation, without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

export interface ListQuery {
  readonly limit?: number;
  readonly cursor?: string | null;
  readonly sort?: string;
  readonly [filter: string]: string | number | boolean | null | undefined;
}

/** Of the answer to a prediction. */
export interface PredictionAnswer {
  readonly task: string;
  readonly predictions: readonly unknown[];
  readonly model: string;
  readonly version: number;
  readonly variant: string;
  readonly requestId: string;
}

/** Of a call that shall not outlast its caller's patience. */
type Until = Pick<CallOptions, 'signal'>;

const at = (name: string): string => encodeURIComponent(name);

/** An installation, as programs outside use it. Every method throws ApiError when the answer is not a success. */
export class Client {
  readonly baseUrl: string;
  readonly http: Http;

  constructor({ baseUrl, apiKey }: ClientOptions) {
    this.baseUrl = baseUrl;
    this.http = new Http({ baseUrl, headers: () => ({ authorization: `Bearer ${apiKey}` }) });
  }

  readonly uploads = {
    create: (input: { filename: string; sizeBytes: number; sha256?: string }): Promise<Upload> => this.#api('POST', '/uploads', { body: input }),
    get: (id: string): Promise<Upload> => this.#api('GET', `/uploads/${at(id)}`),
    complete: (id: string): Promise<Upload> => this.#api('POST', `/uploads/${at(id)}/complete`, { body: {} }),
    remove: (id: string): Promise<void> => this.#api('DELETE', `/uploads/${at(id)}`),
  };

  readonly models = {
    create: (input: { name: string; description?: string; tags?: Record<string, string>; project?: string }): Promise<Model> =>
      this.#api('POST', '/models', { body: input }),
    list: (query: ListQuery = {}): Promise<Page<Model>> => this.#api('GET', '/models', { query }),
    get: (model: string): Promise<Model> => this.#api('GET', `/models/${at(model)}`),
    remove: (model: string): Promise<void> => this.#api('DELETE', `/models/${at(model)}`),
  };

  readonly versions = {
    create: (model: string, input: { source: VersionSource; framework?: string; metadata?: Record<string, unknown> }): Promise<Version> =>
      this.#api('POST', `/models/${at(model)}/versions`, { body: input }),
    list: (model: string, query: ListQuery = {}): Promise<Page<Version>> => this.#api('GET', `/models/${at(model)}/versions`, { query }),
    get: (model: string, version: number, options: Until = {}): Promise<Version> => this.#api('GET', `/models/${at(model)}/versions/${version}`, options),
    update: (model: string, version: number, changes: object): Promise<Version> =>
      this.#api('PATCH', `/models/${at(model)}/versions/${version}`, { body: changes }),
  };

  readonly endpoints = {
    create: (name: string, config: EndpointConfigInput, project?: string): Promise<Endpoint> =>
      this.#api('POST', '/endpoints', { body: { name, config, ...(project === undefined ? {} : { project }) } }),
    list: (query: ListQuery = {}): Promise<Page<Endpoint>> => this.#api('GET', '/endpoints', { query }),
    get: (name: string, options: Until = {}): Promise<Endpoint> => this.#api('GET', `/endpoints/${at(name)}`, options),
    /** @param time  ISO 8601; now without it */
    serving: (name: string, time?: string): Promise<Serving> =>
      this.#api('GET', `/endpoints/${at(name)}/serving`, { query: time === undefined ? {} : { at: time } }),
    deploy: (name: string, config: EndpointConfigInput, strategy?: object): Promise<Deployment> =>
      this.#api('POST', `/endpoints/${at(name)}/deployments`, { body: { config, ...(strategy === undefined ? {} : { strategy }) } }),
    promote: (name: string, id: string): Promise<Deployment> => this.#api('POST', `/endpoints/${at(name)}/deployments/${at(id)}/promote`, { body: {} }),
    rollback: (name: string): Promise<Deployment> => this.#api('POST', `/endpoints/${at(name)}/rollback`, { body: {} }),
    stop: (name: string): Promise<Endpoint> => this.#api('POST', `/endpoints/${at(name)}/stop`, { body: {} }),
    start: (name: string): Promise<Endpoint> => this.#api('POST', `/endpoints/${at(name)}/start`, { body: {} }),
    remove: (name: string): Promise<void> => this.#api('DELETE', `/endpoints/${at(name)}`),
    scaling: (name: string, query: ListQuery = {}): Promise<Scaling> => this.#api('GET', `/endpoints/${at(name)}/scaling`, { query }),
    updateScaling: (name: string, change: ScalingChangeInput): Promise<Endpoint> => this.#api('PATCH', `/endpoints/${at(name)}/scaling`, { body: change }),
  };

  readonly deployments = {
    get: (id: string, options: Until = {}): Promise<Deployment> => this.#api('GET', `/deployments/${at(id)}`, options),
    cancel: (id: string): Promise<Deployment> => this.#api('POST', `/deployments/${at(id)}/cancel`, { body: {} }),
  };

  readonly keys = {
    create: (input: { name: string; actions?: string[]; endpoints?: string[]; expiresAt?: string | null }): Promise<CreatedKey> =>
      this.#api('POST', '/keys', { body: input }),
    list: (query: ListQuery = {}): Promise<Page<Key>> => this.#api('GET', '/keys', { query }),
    revoke: (id: string): Promise<void> => this.#api('DELETE', `/keys/${at(id)}`),
  };

  readonly usage = (query: ListQuery): Promise<Usage> => this.#api('GET', '/usage', { query });
  readonly costs = (query: ListQuery): Promise<Costs> => this.#api('GET', '/costs', { query });
  readonly logs = (query: ListQuery): Promise<Page<RequestLog>> => this.#api('GET', '/logs', { query });
  readonly verifyAudit = (): Promise<AuditVerification> => this.#api('GET', '/audit/verify');
  readonly status = (): Promise<Status> => this.#api('GET', '/status');
  readonly instanceTypes = async (): Promise<InstanceType[]> => (await this.#api<{ items: InstanceType[] }>('GET', '/instance-types')).items;

  /** One call of the task API. `body` is sent as it is. */
  predict(endpoint: string, body: string, contentType = 'application/json'): Promise<PredictionAnswer> {
    return this.http.send('POST', `/v1/endpoints/${at(endpoint)}/predict`, body, contentType);
  }

  #api<T>(method: Method, path: string, options: CallOptions = {}): Promise<T> {
    return this.http.call(method, `/api/v1${path}`, options);
  }
}
