/** Made by scripts/generate-client.mjs from the OpenAPI document; do not edit. */
export interface paths {
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the audit, or export it as CSV */
        get: operations["getAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Check that no row of the audit was changed, removed or added afterwards */
        get: operations["getAuditVerify"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/costs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get costs, grouped, as JSON or CSV */
        get: operations["getCosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a deployment with its phases and log */
        get: operations["getDeploymentsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deployments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a deployment */
        post: operations["postDeploymentsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drafts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your own drafts */
        get: operations["getDrafts"];
        put?: never;
        /** Save a wizard's state for the first time */
        post: operations["postDrafts"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/drafts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a draft */
        get: operations["getDraftsId"];
        put?: never;
        post?: never;
        /** Remove a draft */
        delete: operations["deleteDraftsId"];
        options?: never;
        head?: never;
        /** Save a draft over the revision you have seen */
        patch: operations["patchDraftsId"];
        trace?: never;
    };
    "/endpoint-configs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List endpoint configs */
        get: operations["getEndpointConfigs"];
        put?: never;
        /** Store an endpoint config */
        post: operations["postEndpointConfigs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoint-configs/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an endpoint config */
        get: operations["getEndpointConfigsName"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List endpoints */
        get: operations["getEndpoints"];
        put?: never;
        /** Create an endpoint and begin its first deployment */
        post: operations["postEndpoints"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an endpoint */
        get: operations["getEndpointsName"];
        put?: never;
        post?: never;
        /** Delete an endpoint */
        delete: operations["deleteEndpointsName"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys and members that may use an endpoint */
        get: operations["getEndpointsNameAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the deployments of an endpoint */
        get: operations["getEndpointsNameDeployments"];
        put?: never;
        /** Deploy a config to an endpoint */
        post: operations["postEndpointsNameDeployments"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/deployments/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a deployment of an endpoint */
        get: operations["getEndpointsNameDeploymentsId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/deployments/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Cancel a deployment of an endpoint */
        post: operations["postEndpointsNameDeploymentsIdCancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/deployments/{id}/figures": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Requests, errors and latency of a deployment beside the one that served before it */
        get: operations["getEndpointsNameDeploymentsIdFigures"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/deployments/{id}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the bake of a canary or linear deployment: all requests go to it */
        post: operations["postEndpointsNameDeploymentsIdPromote"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what happened to an endpoint */
        get: operations["getEndpointsNameEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get figures of an endpoint over time */
        get: operations["getEndpointsNameMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Deploy the config that served before */
        post: operations["postEndpointsNameRollback"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/scaling": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How an endpoint scales: policies, counts, and every decision with its reason, newest first */
        get: operations["getEndpointsNameScaling"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change how a variant follows its load; nothing restarts */
        patch: operations["patchEndpointsNameScaling"];
        trace?: never;
    };
    "/endpoints/{name}/scaling/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What a scaling policy would have done on the load of the last days; changes nothing */
        post: operations["postEndpointsNameScalingReplay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/serving": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tell which versions an endpoint served at a time */
        get: operations["getEndpointsNameServing"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Start an endpoint with the config that served last */
        post: operations["postEndpointsNameStart"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop an endpoint */
        post: operations["postEndpointsNameStop"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{name}/weights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Shift traffic between the variants that serve */
        patch: operations["patchEndpointsNameWeights"];
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow what changes, as server-sent events; `Last-Event-ID` replays what was missed */
        get: operations["getEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instance-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List instance types with their prices */
        get: operations["getInstanceTypes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/instances": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List instances with their replicas */
        get: operations["getInstances"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List API keys */
        get: operations["getKeys"];
        put?: never;
        /** Create an API key, shown only in this answer */
        post: operations["postKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an API key, without its secret */
        get: operations["getKeysId"];
        put?: never;
        post?: never;
        /** Revoke an API key */
        delete: operations["deleteKeysId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Search the request log, newest first */
        get: operations["getLogs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and what they may do */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Change your own password and end your other sessions */
        post: operations["postMePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List members */
        get: operations["getMembers"];
        put?: never;
        /** Add a member with a first password */
        post: operations["postMembers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/members/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a member */
        get: operations["getMembersId"];
        put?: never;
        post?: never;
        /** Remove a member */
        delete: operations["deleteMembersId"];
        options?: never;
        head?: never;
        /** Change a member's role or password */
        patch: operations["patchMembersId"];
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get figures of all endpoints together over time */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List what each endpoint did in a window */
        get: operations["getMetricsEndpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List models */
        get: operations["getModels"];
        put?: never;
        /** Create a model */
        post: operations["postModels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{model}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a model */
        get: operations["getModelsModel"];
        put?: never;
        post?: never;
        /** Delete a model that no endpoint serves */
        delete: operations["deleteModelsModel"];
        options?: never;
        head?: never;
        /** Change a model's description or tags */
        patch: operations["patchModelsModel"];
        trace?: never;
    };
    "/models/{model}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of a model */
        get: operations["getModelsModelVersions"];
        put?: never;
        /** Register a version and begin its check */
        post: operations["postModelsModelVersions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{model}/versions/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a version with its checks */
        get: operations["getModelsModelVersionsVersion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /** Change a version's stage, notes, data sample, or (until it is published) signature */
        patch: operations["patchModelsModelVersionsVersion"];
        trace?: never;
    };
    "/models/{model}/versions/{version}/deployments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List who deployed a version where and when */
        get: operations["getModelsModelVersionsVersionDeployments"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/models/{model}/versions/{version}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download the files of a version */
        get: operations["getModelsModelVersionsVersionDownload"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last 24 hours and the month to date at a glance */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/playground/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get a token to call one endpoint for 10 minutes */
        post: operations["postPlaygroundToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policies/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask whether a role or a key may do something */
        post: operations["postPoliciesSimulate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/prices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the price book */
        get: operations["getPrices"];
        put?: never;
        /** Set a price from now on */
        post: operations["postPrices"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/requests/{requestId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get one request by its id, with the time of each stage */
        get: operations["getRequestsRequestId"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List your own sessions */
        get: operations["getSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one of your own sessions; `current` is this one */
        delete: operations["deleteSessionsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the first administrator exists, and what set-up finds ready */
        get: operations["getSetup"];
        put?: never;
        /** Create the first administrator of an empty installation */
        post: operations["postSetup"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each part of the installation is */
        get: operations["getStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List uploads */
        get: operations["getUploads"];
        put?: never;
        /** Begin an upload and get the addresses of its parts */
        post: operations["postUploads"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get an upload: parts that arrived, and addresses for the others */
        get: operations["getUploadsId"];
        put?: never;
        post?: never;
        /** End an upload and forget its parts */
        delete: operations["deleteUploadsId"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{id}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Join the parts of an upload and verify the file */
        post: operations["postUploadsIdComplete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get usage, grouped, as JSON or CSV */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AuditRow: {
            id: string;
            seq: number;
            /** Format: date-time */
            at: string;
            actorType: string;
            actorId: string;
            actorName: string;
            action: string;
            resource: string;
            outcome: string;
            ip: string;
            userAgent: string;
            requestId: string;
            before: unknown | null;
            after: unknown | null;
            hash: string;
        };
        AuditVerification: {
            rows: number;
            valid: boolean;
            firstBrokenSeq: number | null;
            head: string;
            reason: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
            sealedSeq: number | null;
        };
        Check: {
            /** @enum {string} */
            step: "unpack" | "detect" | "scan" | "toolchain" | "load" | "convert" | "parity" | "signature" | "predict" | "image";
            /** @enum {string} */
            result: "Pending" | "Running" | "Passed" | "Failed" | "Skipped";
            durationMs: number | null;
            evidence: string;
            code?: string;
            fix?: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        Correction: {
            /** @enum {string} */
            state: "Checking" | "Taken" | "NotTaken";
            wanted: {
                /** @enum {string} */
                task?: "regress" | "classify" | "cluster" | "embed" | "generate" | "custom";
                labels?: string[] | null;
                columns?: {
                    [key: string]: string[] | null;
                };
                datatypes?: {
                    [key: string]: ("BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES") | null;
                };
                shapes?: {
                    [key: string]: number[] | null;
                };
            };
            by: string;
            /** Format: date-time */
            at: string;
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
        };
        Costs: {
            items: {
                endpoint?: string;
                model?: string;
                version?: number;
                variant?: string;
                key?: string;
                keyName?: string;
                project?: string;
                day?: string;
                requests: number;
                predictions: number;
                errors: number;
                unknown: number;
                instanceSeconds: number;
                modelMilliseconds: number;
                bytesIn: number;
                bytesOut: number;
                amountMicros: number;
            }[];
            total: {
                requests: number;
                predictions: number;
                errors: number;
                unknown: number;
                instanceSeconds: number;
                modelMilliseconds: number;
                bytesIn: number;
                bytesOut: number;
                amountMicros: number;
            };
            currency: string;
            /** Format: date-time */
            asOf: string;
        };
        CreatedKey: {
            id: string;
            name: string;
            prefix: string;
            actions: string[];
            endpoints: string[];
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
            revokedAt: string | null;
            requestsPerSecond: number | null;
            concurrency: number | null;
            key: string;
        };
        DataSample: {
            filename: string;
            sizeBytes: number;
            sha256: string;
            target: string | null;
        };
        Deployment: {
            id: string;
            endpoint: string;
            number: number;
            /** @enum {string} */
            state: "InProgress" | "Succeeded" | "Failed" | "Cancelled" | "RolledBack" | "Superseded";
            variants: components["schemas"]["Variant"][];
            strategy: {
                /** @enum {string} */
                type: "all-at-once" | "blue-green";
            } | {
                /** @constant */
                type: "canary";
                /** @default 10 */
                percent: number;
                /** @default 300 */
                bakeSeconds: number;
            } | {
                /** @constant */
                type: "linear";
                /** @default 20 */
                percent: number;
                /** @default 120 */
                bakeSeconds: number;
            };
            guardrails: {
                /** @default 0.01 */
                errorRate: number;
                /** @default 1.5 */
                p95Ratio: number | null;
                /** @default 30 */
                minRequests: number;
            };
            trafficShare: number;
            phases: components["schemas"]["Phase"][];
            log: components["schemas"]["LogLine"][];
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            endedAt: string | null;
            servedFrom: string | null;
            servedUntil: string | null;
        };
        DeploymentFigures: {
            stepSeconds: number;
            series: {
                /** @enum {string} */
                arm: "new" | "serving";
                number: number;
                points: {
                    at: number;
                    requests: number;
                    errors: number;
                    p95Ms: number | null;
                }[];
            }[];
        };
        Draft: {
            id: string;
            data: {
                [key: string]: unknown;
            };
            revision: number;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        Endpoint: {
            id: string;
            name: string;
            project: string;
            /** @enum {string} */
            state: "Creating" | "Updating" | "InService" | "Degraded" | "Stopped" | "ScaledToZero" | "Waking" | "RollingBack" | "Failed" | "Deleting";
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
            url: string;
            variants: components["schemas"]["EndpointVariant"][];
            deployment: {
                id: string;
                number: number;
                state: string;
            } | null;
            priceMicrosPerHour: number;
            currency: string;
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
        };
        EndpointAccess: {
            keys: {
                items: {
                    id: string;
                    name: string;
                    prefix: string;
                    may: ("endpoints:Invoke" | "endpoints:Read" | "endpoints:Deploy" | "endpoints:Stop" | "endpoints:Start" | "endpoints:Delete")[];
                    onlyNamed: boolean;
                    lastUsedAt: string | null;
                    expiresAt: string | null;
                }[];
                total: number;
            } | null;
            members: {
                id: string;
                name: string;
                email: string;
                /** @enum {string} */
                role: "viewer" | "engineer" | "manager" | "admin";
                may: ("endpoints:Invoke" | "endpoints:Read" | "endpoints:Deploy" | "endpoints:Stop" | "endpoints:Start" | "endpoints:Delete")[];
            }[] | null;
        };
        EndpointConfig: {
            id: string;
            name: string;
            variants: components["schemas"]["Variant"][];
            usedBy: string[];
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
        };
        EndpointFigures: {
            endpoint: string;
            requests: number;
            errors: number;
            predictions: number;
            p50Ms: number | null;
            p95Ms: number | null;
            p99Ms: number | null;
        };
        EndpointVariant: {
            /** @default main */
            name: string;
            /** @default 1 */
            weight: number;
            /** @default local.small */
            instanceType: string;
            /** @default 1 */
            initialInstances: number;
            /** @default 1 */
            minInstances: number;
            /** @default 1 */
            maxInstances: number;
            /** @default 1 */
            replicasPerInstance: number;
            /** @default 64 */
            concurrency: number;
            /** @default 30000 */
            timeoutMs: number;
            /**
             * @default {
             *       "enabled": true,
             *       "maxSize": 64
             *     }
             */
            batching: {
                /** @default true */
                enabled: boolean;
                /** @default 64 */
                maxSize: number;
            };
            /**
             * @default {
             *       "enabled": false,
             *       "ttlSeconds": 60
             *     }
             */
            cache: {
                /** @default false */
                enabled: boolean;
                /** @default 60 */
                ttlSeconds: number;
            };
            model: string;
            version: number;
            modelId: string;
            versionId: string;
            scaling: components["schemas"]["ScalingPolicy"];
            desiredWeight: number;
            currentWeight: number;
            desiredInstances: number;
            currentInstances: number;
            desiredReplicas: number;
            readyReplicas: number;
            task: string;
        };
        Evaluation: {
            /** @enum {string} */
            state: "Pending" | "Done" | "Failed" | "Skipped";
            rows: number | null;
            metrics: {
                [key: string]: number;
            };
            msPerRow: number | null;
            at: string | null;
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
        };
        Event: {
            id: string;
            type: string;
            topic: string;
            /** Format: date-time */
            at: string;
            resource: unknown;
            message: string;
            level: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        File: {
            path: string;
            sizeBytes: number;
            sha256: string;
        };
        Instance: {
            id: string;
            endpoint: string;
            variant: string;
            provider: string;
            instanceType: string;
            state: string;
            priceMicrosPerHour: number;
            currency: string;
            cpuPercent: number;
            memoryBytes: number;
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
            /** Format: date-time */
            createdAt: string;
            lastSeenAt: string | null;
            replicas: components["schemas"]["Replica"][];
        };
        InstanceType: {
            name: string;
            cpus: number;
            memoryBytes: number;
            replicasMax: number;
            priceMicrosPerHour: number;
            currency: string;
            available: boolean;
            reason: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        Key: {
            id: string;
            name: string;
            prefix: string;
            actions: string[];
            endpoints: string[];
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            expiresAt: string | null;
            lastUsedAt: string | null;
            revokedAt: string | null;
            requestsPerSecond: number | null;
            concurrency: number | null;
        };
        LogLine: {
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            level: "info" | "warn" | "error";
            /** @enum {string} */
            phase: "Reserve" | "Start instance" | "Pull model" | "Load" | "Warm up" | "Probe answer" | "Bake" | "Shift traffic";
            message: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        Me: {
            userId: string;
            email: string;
            name: string;
            role: string;
            organization: {
                id: string;
                name: string;
                accountId: string;
                currency: string;
            };
            project: {
                id: string;
                name: string;
            };
            actions: string[];
            landingPage: string;
            csrfToken: string;
            readOnly: boolean;
        };
        Member: {
            id: string;
            userId: string;
            email: string;
            name: string;
            /** @enum {string} */
            role: "viewer" | "engineer" | "manager" | "admin";
            /** Format: date-time */
            createdAt: string;
            lastSeenAt: string | null;
        };
        Metrics: {
            step: number;
            series: {
                name: string;
                unit: string;
                points: [
                    number,
                    number | null
                ][];
            }[];
        };
        Model: {
            id: string;
            name: string;
            project: string;
            description: string;
            tags: {
                [key: string]: string;
            };
            latestVersion: {
                number: number;
                state: string;
                stage: string;
                framework: string | null;
                sizeBytes: number;
            } | null;
            versions: number;
            endpoints: string[];
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            revision: number;
        };
        Overview: {
            requests24h: number;
            errors24h: number;
            predictions24h: number;
            endpoints: {
                [key: string]: number;
            };
            models: number;
            monthToDateMicros: number;
            currency: string;
            series: components["schemas"]["Metrics"];
        };
        Parity: {
            /** @enum {string} */
            verdict: "Passed" | "OutOfTolerance" | "NotConverted";
            samples: number;
            ofDataSample?: number;
            tolerance: number;
            outputs: {
                name: string;
                maxAbs: number;
                meanAbs: number;
                labelAgreement: number | null;
                passed: boolean;
            }[];
            batchInvariant: boolean | null;
            msPerRow: {
                before: number;
                after: number | null;
            };
            precision: string;
            why: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        Phase: {
            /** @enum {string} */
            name: "Reserve" | "Start instance" | "Pull model" | "Load" | "Warm up" | "Probe answer" | "Bake" | "Shift traffic";
            /** @enum {string} */
            state: "Pending" | "Running" | "Done" | "Failed" | "Skipped";
            startedAt: string | null;
            endedAt: string | null;
            detail: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        PlaygroundToken: {
            token: string;
            /** Format: date-time */
            expiresAt: string;
        };
        Price: {
            id: string;
            /** @enum {string} */
            kind: "instance-hour" | "predictions-million";
            item: string;
            amountMicros: number;
            currency: string;
            /** Format: date-time */
            effectiveFrom: string;
        };
        Replay: {
            variant: string;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            step: number;
            recorded: number;
            actual: {
                instanceHours: number;
                overloadedSeconds: number;
                overloadedShare: number;
                changes: number;
                most: number;
            };
            replayed: {
                instanceHours: number;
                overloadedSeconds: number;
                overloadedShare: number;
                changes: number;
                most: number;
            };
            points: [
                number,
                number | null,
                number | null,
                number
            ][];
        };
        Replica: {
            id: string;
            instanceId: string;
            variant: string;
            model: string;
            version: number;
            state: string;
            restarts: number;
            pid: number | null;
            memoryBytes: number;
            cpuPercent: number;
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
            /** Format: date-time */
            createdAt: string;
            readyAt: string | null;
        };
        Request: {
            requestId: string;
            /** Format: date-time */
            at: string;
            endpoint: string;
            variant: string;
            model: string;
            version: number;
            principalId: string;
            principalName: string;
            replicaId: string;
            protocol: string;
            status: number;
            code: string;
            predictions: number;
            batchRows: number;
            bytesIn: number;
            bytesOut: number;
            stages: {
                gatewayMs: number;
                queueMs: number;
                batchMs: number;
                modelMs: number;
                totalMs: number;
            };
            cache: string;
            attempts: number;
            clientIp: string;
            count: number;
            lines: {
                /** Format: date-time */
                at: string;
                level: string;
                message: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            }[];
        };
        RequestLog: {
            requestId: string;
            /** Format: date-time */
            at: string;
            endpoint: string;
            variant: string;
            model: string;
            version: number;
            principalId: string;
            principalName: string;
            replicaId: string;
            protocol: string;
            status: number;
            code: string;
            predictions: number;
            batchRows: number;
            bytesIn: number;
            bytesOut: number;
            stages: {
                gatewayMs: number;
                queueMs: number;
                batchMs: number;
                modelMs: number;
                totalMs: number;
            };
            cache: string;
            attempts: number;
            clientIp: string;
        };
        Scaling: {
            endpoint: string;
            revision: number;
            variants: {
                variant: string;
                minInstances: number;
                maxInstances: number;
                scaling: components["schemas"]["ScalingPolicy"];
                scales: boolean;
                effective: {
                    minInstances: number;
                    maxInstances: number;
                    bySchedule: boolean;
                };
                desiredInstances: number;
                currentInstances: number;
                readyInstances: number;
                wakeMs: number | null;
            }[];
            decisions: {
                items: components["schemas"]["ScalingDecision"][];
                nextCursor: string | null;
            };
        };
        ScalingDecision: {
            id: string;
            variant: string;
            /** Format: date-time */
            at: string;
            /** Format: date-time */
            lastAt: string;
            times: number;
            from: number;
            to: number;
            reason: string;
            message: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
            inputs: {
                /** @enum {string} */
                metric: "concurrency" | "requests" | "cpu" | "queue";
                target: number;
                measured: number | null;
                panic: number | null;
                stable: number | null;
                wanted: number | null;
                ready: number;
                minInstances: number;
                maxInstances: number;
                samples: number;
                incomplete: number;
                predicted: number | null;
            };
        };
        ScalingPolicy: {
            /**
             * @default concurrency
             * @enum {string}
             */
            metric: "concurrency" | "requests" | "cpu" | "queue";
            /** @default 60 */
            stableSeconds: number;
            /** @default 6 */
            panicSeconds: number;
            /** @default 2 */
            panicThreshold: number;
            /** @default 0 */
            scaleInDelaySeconds: number;
            /** @default 300 */
            idleSeconds: number;
            /** @default 16 */
            stepOutMax: number;
            /** @default 16 */
            stepInMax: number;
            /** @default 32 */
            perMinuteMax: number;
            /** @default [] */
            schedules: {
                days: number[];
                from: string;
                to: string;
                /** @default UTC */
                timeZone: string;
                minInstances: number;
                maxInstances: number;
            }[];
            /** @default false */
            predictive: boolean;
            target: number;
        };
        Serving: {
            endpoint: string;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            state: "Serving" | "NotServing" | "NotThere";
            deployment: {
                id: string;
                number: number;
                createdBy: string;
                /** Format: date-time */
                servedFrom: string;
                servedUntil: string | null;
            } | null;
            variants: {
                name: string;
                model: string;
                version: number;
                weight: number;
            }[];
            baking: {
                id: string;
                number: number;
                createdBy: string;
                /** Format: date-time */
                servedFrom: string;
                servedUntil: string | null;
                variants: {
                    name: string;
                    model: string;
                    version: number;
                    weight: number;
                }[];
            } | null;
        };
        Session: {
            id: string;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            lastSeenAt: string;
            /** Format: date-time */
            expiresAt: string;
            ip: string;
            userAgent: string;
            current: boolean;
        };
        SetupState: {
            done: boolean;
            storage: {
                ok: boolean;
                detail: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            fleet: {
                ok: boolean;
                detail: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            codeNeeded: boolean;
        };
        Signature: {
            /** @enum {string} */
            task: "regress" | "classify" | "cluster" | "embed" | "generate" | "custom";
            taskReason?: string;
            default: string;
            signatures: {
                [key: string]: {
                    inputs: {
                        name: string;
                        /** @enum {string} */
                        datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                        shape: number[];
                        columns?: string[];
                        nullable?: true | number[];
                        /** @constant */
                        booleans?: true;
                        open?: number[];
                    }[];
                    outputs: {
                        name: string;
                        /** @enum {string} */
                        datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                        shape: number[];
                        /** @enum {string} */
                        role: "label" | "scores" | "value" | "vector" | "distances" | "other";
                    }[];
                    batchable?: boolean;
                    /** @constant */
                    rowless?: true;
                    entry?: string;
                };
            };
            inputs: {
                name: string;
                /** @enum {string} */
                datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                shape: number[];
                columns?: string[];
                nullable?: true | number[];
                /** @constant */
                booleans?: true;
                open?: number[];
            }[];
            outputs: {
                name: string;
                /** @enum {string} */
                datatype: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                shape: number[];
                /** @enum {string} */
                role: "label" | "scores" | "value" | "vector" | "distances" | "other";
            }[];
            labels?: string[];
            ignored?: string[];
            batchable?: boolean;
            /** @constant */
            rowless?: true;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        Simulation: {
            allowed: boolean;
            matched: string;
            reason: string;
            sentences?: {
                [key: string]: {
                    code: string;
                    params: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        Status: {
            components: {
                /** @enum {string} */
                name: "console" | "gateway" | "control" | "database" | "storage" | "fleet" | "containers" | "metering";
                /** @enum {string} */
                state: "ok" | "degraded" | "down";
                detail: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
                /** Format: date-time */
                checkedAt: string;
            }[];
            version: string;
        };
        Upload: {
            id: string;
            filename: string;
            sizeBytes: number;
            partSizeBytes: number;
            sha256: string | null;
            /** @enum {string} */
            state: "Preparing" | "Uploading" | "Verifying" | "Ready" | "Failed";
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
            parts: components["schemas"]["UploadPart"][];
            /** Format: date-time */
            createdAt: string;
        };
        UploadPart: {
            number: number;
            sizeBytes: number;
            url: string | null;
            arrived: boolean;
            etag: string | null;
        };
        Usage: {
            items: {
                endpoint?: string;
                model?: string;
                version?: number;
                variant?: string;
                key?: string;
                keyName?: string;
                project?: string;
                day?: string;
                requests: number;
                predictions: number;
                errors: number;
                unknown: number;
                instanceSeconds: number;
                modelMilliseconds: number;
                bytesIn: number;
                bytesOut: number;
            }[];
            total: {
                requests: number;
                predictions: number;
                errors: number;
                unknown: number;
                instanceSeconds: number;
                modelMilliseconds: number;
                bytesIn: number;
                bytesOut: number;
            };
            /** Format: date-time */
            asOf: string;
        };
        Variant: {
            /** @default main */
            name: string;
            /** @default 1 */
            weight: number;
            /** @default local.small */
            instanceType: string;
            /** @default 1 */
            initialInstances: number;
            /** @default 1 */
            minInstances: number;
            /** @default 1 */
            maxInstances: number;
            /** @default 1 */
            replicasPerInstance: number;
            /** @default 64 */
            concurrency: number;
            /** @default 30000 */
            timeoutMs: number;
            /**
             * @default {
             *       "enabled": true,
             *       "maxSize": 64
             *     }
             */
            batching: {
                /** @default true */
                enabled: boolean;
                /** @default 64 */
                maxSize: number;
            };
            /**
             * @default {
             *       "enabled": false,
             *       "ttlSeconds": 60
             *     }
             */
            cache: {
                /** @default false */
                enabled: boolean;
                /** @default 60 */
                ttlSeconds: number;
            };
            model: string;
            version: number;
            modelId: string;
            versionId: string;
            scaling?: components["schemas"]["ScalingPolicy"];
        };
        Version: {
            id: string;
            model: string;
            version: number;
            /** @enum {string} */
            state: "Checking" | "Ready" | "Failed" | "Quarantined";
            /** @enum {string} */
            stage: "None" | "Staging" | "Production" | "Archived";
            framework: string | null;
            frameworkVersion: string | null;
            format: string | null;
            signature: components["schemas"]["Signature"] | null;
            files: components["schemas"]["File"][];
            checks: components["schemas"]["Check"][];
            parity: components["schemas"]["Parity"] | null;
            toolchain: string | null;
            findings: {
                module: string;
                name: string;
            }[];
            reason: {
                code: string;
                message: string;
                /** @default  */
                fix: string;
                /** @default  */
                evidence: string;
                sentences?: {
                    [key: string]: {
                        code: string;
                        params: {
                            [key: string]: unknown;
                        };
                    };
                };
            } | null;
            sample: unknown | null;
            dataSample: components["schemas"]["DataSample"] | null;
            evaluation: components["schemas"]["Evaluation"] | null;
            published: boolean;
            wishes: {
                datatypes?: {
                    [key: string]: string;
                };
                shapes?: {
                    [key: string]: number[];
                };
            };
            correction: components["schemas"]["Correction"] | null;
            loadMs: number | null;
            peakMemoryBytes: number | null;
            source: unknown;
            metadata: {
                [key: string]: unknown;
            };
            notes: string;
            usedBy: string[];
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            revision: number;
        };
        VersionDeployment: {
            id: string;
            endpoint: string;
            endpointDeleted: boolean;
            number: number;
            state: string;
            variants: {
                name: string;
                weight: number;
            }[];
            createdBy: string;
            /** Format: date-time */
            createdAt: string;
            servedFrom: string | null;
            servedUntil: string | null;
        };
        /** @description RFC 9457 problem document */
        Problem: {
            /** @description Where the code is explained */
            type: string;
            title: string;
            status: number;
            /** @description What happened */
            detail: string;
            /** @description Stable name of the error */
            code: string;
            /** @description Why */
            cause?: string;
            /** @description What to do about it */
            fix?: string;
            evidence?: string;
            requestId: string;
            errors?: {
                pointer: string;
                detail: string;
            }[];
        };
    };
    responses: {
        /** @description What is wrong, why, and what to do */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getAudit: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                action?: string;
                actor?: string;
                resource?: string;
                outcome?: string;
                from?: string;
                to?: string;
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditRow"][];
                        nextCursor: string | null;
                    };
                    "text/csv": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getAuditVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditVerification"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getCosts: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                groupBy?: string;
                endpoint?: string;
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Costs"];
                    "text/csv": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDeploymentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postDeploymentsIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDrafts: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Draft"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postDrafts: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @default {} */
                    data?: {
                        [key: string]: unknown;
                    };
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getDraftsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteDraftsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    patchDraftsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    data: {
                        [key: string]: unknown;
                    };
                    revision: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Draft"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointConfigs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EndpointConfig"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointConfigs: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    variants: {
                        /** @default main */
                        name?: string;
                        /** @default 1 */
                        weight?: number;
                        /** @default local.small */
                        instanceType?: string;
                        /** @default 1 */
                        initialInstances?: number;
                        /** @default 1 */
                        minInstances?: number;
                        /** @default 1 */
                        maxInstances?: number;
                        /** @default 1 */
                        replicasPerInstance?: number;
                        /** @default 64 */
                        concurrency?: number;
                        /** @default 30000 */
                        timeoutMs?: number;
                        /**
                         * @default {
                         *       "enabled": true,
                         *       "maxSize": 64
                         *     }
                         */
                        batching?: {
                            /** @default true */
                            enabled?: boolean;
                            /** @default 64 */
                            maxSize?: number;
                        };
                        /**
                         * @default {
                         *       "enabled": false,
                         *       "ttlSeconds": 60
                         *     }
                         */
                        cache?: {
                            /** @default false */
                            enabled?: boolean;
                            /** @default 60 */
                            ttlSeconds?: number;
                        };
                        model: string;
                        version: number;
                        scaling?: {
                            /**
                             * @default concurrency
                             * @enum {string}
                             */
                            metric?: "concurrency" | "requests" | "cpu" | "queue";
                            /** @default 60 */
                            stableSeconds?: number;
                            /** @default 6 */
                            panicSeconds?: number;
                            /** @default 2 */
                            panicThreshold?: number;
                            /** @default 0 */
                            scaleInDelaySeconds?: number;
                            /** @default 300 */
                            idleSeconds?: number;
                            /** @default 16 */
                            stepOutMax?: number;
                            /** @default 16 */
                            stepInMax?: number;
                            /** @default 32 */
                            perMinuteMax?: number;
                            /** @default [] */
                            schedules?: {
                                days: number[];
                                from: string;
                                to: string;
                                /** @default UTC */
                                timeZone?: string;
                                minInstances: number;
                                maxInstances: number;
                            }[];
                            /** @default false */
                            predictive?: boolean;
                            target?: number;
                        };
                    }[];
                    project?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointConfig"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointConfigsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointConfig"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpoints: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                q?: string;
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Endpoint"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpoints: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    config?: {
                        name?: string;
                        variants: {
                            /** @default main */
                            name?: string;
                            /** @default 1 */
                            weight?: number;
                            /** @default local.small */
                            instanceType?: string;
                            /** @default 1 */
                            initialInstances?: number;
                            /** @default 1 */
                            minInstances?: number;
                            /** @default 1 */
                            maxInstances?: number;
                            /** @default 1 */
                            replicasPerInstance?: number;
                            /** @default 64 */
                            concurrency?: number;
                            /** @default 30000 */
                            timeoutMs?: number;
                            /**
                             * @default {
                             *       "enabled": true,
                             *       "maxSize": 64
                             *     }
                             */
                            batching?: {
                                /** @default true */
                                enabled?: boolean;
                                /** @default 64 */
                                maxSize?: number;
                            };
                            /**
                             * @default {
                             *       "enabled": false,
                             *       "ttlSeconds": 60
                             *     }
                             */
                            cache?: {
                                /** @default false */
                                enabled?: boolean;
                                /** @default 60 */
                                ttlSeconds?: number;
                            };
                            model: string;
                            version: number;
                            scaling?: {
                                /**
                                 * @default concurrency
                                 * @enum {string}
                                 */
                                metric?: "concurrency" | "requests" | "cpu" | "queue";
                                /** @default 60 */
                                stableSeconds?: number;
                                /** @default 6 */
                                panicSeconds?: number;
                                /** @default 2 */
                                panicThreshold?: number;
                                /** @default 0 */
                                scaleInDelaySeconds?: number;
                                /** @default 300 */
                                idleSeconds?: number;
                                /** @default 16 */
                                stepOutMax?: number;
                                /** @default 16 */
                                stepInMax?: number;
                                /** @default 32 */
                                perMinuteMax?: number;
                                /** @default [] */
                                schedules?: {
                                    days: number[];
                                    from: string;
                                    to: string;
                                    /** @default UTC */
                                    timeZone?: string;
                                    minInstances: number;
                                    maxInstances: number;
                                }[];
                                /** @default false */
                                predictive?: boolean;
                                target?: number;
                            };
                        }[];
                    };
                    configName?: string;
                    project?: string;
                };
            };
        };
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteEndpointsName: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameAccess: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointAccess"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameDeployments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Deployment"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointsNameDeployments: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    config?: {
                        name?: string;
                        variants: {
                            /** @default main */
                            name?: string;
                            /** @default 1 */
                            weight?: number;
                            /** @default local.small */
                            instanceType?: string;
                            /** @default 1 */
                            initialInstances?: number;
                            /** @default 1 */
                            minInstances?: number;
                            /** @default 1 */
                            maxInstances?: number;
                            /** @default 1 */
                            replicasPerInstance?: number;
                            /** @default 64 */
                            concurrency?: number;
                            /** @default 30000 */
                            timeoutMs?: number;
                            /**
                             * @default {
                             *       "enabled": true,
                             *       "maxSize": 64
                             *     }
                             */
                            batching?: {
                                /** @default true */
                                enabled?: boolean;
                                /** @default 64 */
                                maxSize?: number;
                            };
                            /**
                             * @default {
                             *       "enabled": false,
                             *       "ttlSeconds": 60
                             *     }
                             */
                            cache?: {
                                /** @default false */
                                enabled?: boolean;
                                /** @default 60 */
                                ttlSeconds?: number;
                            };
                            model: string;
                            version: number;
                            scaling?: {
                                /**
                                 * @default concurrency
                                 * @enum {string}
                                 */
                                metric?: "concurrency" | "requests" | "cpu" | "queue";
                                /** @default 60 */
                                stableSeconds?: number;
                                /** @default 6 */
                                panicSeconds?: number;
                                /** @default 2 */
                                panicThreshold?: number;
                                /** @default 0 */
                                scaleInDelaySeconds?: number;
                                /** @default 300 */
                                idleSeconds?: number;
                                /** @default 16 */
                                stepOutMax?: number;
                                /** @default 16 */
                                stepInMax?: number;
                                /** @default 32 */
                                perMinuteMax?: number;
                                /** @default [] */
                                schedules?: {
                                    days: number[];
                                    from: string;
                                    to: string;
                                    /** @default UTC */
                                    timeZone?: string;
                                    minInstances: number;
                                    maxInstances: number;
                                }[];
                                /** @default false */
                                predictive?: boolean;
                                target?: number;
                            };
                        }[];
                    };
                    configName?: string;
                    /**
                     * @default {
                     *       "type": "blue-green"
                     *     }
                     */
                    strategy?: {
                        /** @enum {string} */
                        type: "all-at-once" | "blue-green";
                    } | {
                        /** @constant */
                        type: "canary";
                        /** @default 10 */
                        percent?: number;
                        /** @default 300 */
                        bakeSeconds?: number;
                    } | {
                        /** @constant */
                        type: "linear";
                        /** @default 20 */
                        percent?: number;
                        /** @default 120 */
                        bakeSeconds?: number;
                    };
                    guardrails?: {
                        /** @default 0.01 */
                        errorRate?: number;
                        /** @default 1.5 */
                        p95Ratio?: number | null;
                        /** @default 30 */
                        minRequests?: number;
                    };
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameDeploymentsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointsNameDeploymentsIdCancel: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameDeploymentsIdFigures: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeploymentFigures"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointsNameDeploymentsIdPromote: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameEvents: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Event"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameMetrics: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                step?: number;
                series?: string;
                variant?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metrics"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointsNameRollback: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deployment"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameScaling: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                variant?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Scaling"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    patchEndpointsNameScaling: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    variant?: string;
                    minInstances?: number;
                    maxInstances?: number;
                    scaling?: {
                        /**
                         * @default concurrency
                         * @enum {string}
                         */
                        metric?: "concurrency" | "requests" | "cpu" | "queue";
                        /** @default 60 */
                        stableSeconds?: number;
                        /** @default 6 */
                        panicSeconds?: number;
                        /** @default 2 */
                        panicThreshold?: number;
                        /** @default 0 */
                        scaleInDelaySeconds?: number;
                        /** @default 300 */
                        idleSeconds?: number;
                        /** @default 16 */
                        stepOutMax?: number;
                        /** @default 16 */
                        stepInMax?: number;
                        /** @default 32 */
                        perMinuteMax?: number;
                        /** @default [] */
                        schedules?: {
                            days: number[];
                            from: string;
                            to: string;
                            /** @default UTC */
                            timeZone?: string;
                            minInstances: number;
                            maxInstances: number;
                        }[];
                        /** @default false */
                        predictive?: boolean;
                        target?: number;
                    };
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointsNameScalingReplay: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    variant?: string;
                    minInstances?: number;
                    maxInstances?: number;
                    scaling?: {
                        /**
                         * @default concurrency
                         * @enum {string}
                         */
                        metric?: "concurrency" | "requests" | "cpu" | "queue";
                        /** @default 60 */
                        stableSeconds?: number;
                        /** @default 6 */
                        panicSeconds?: number;
                        /** @default 2 */
                        panicThreshold?: number;
                        /** @default 0 */
                        scaleInDelaySeconds?: number;
                        /** @default 300 */
                        idleSeconds?: number;
                        /** @default 16 */
                        stepOutMax?: number;
                        /** @default 16 */
                        stepInMax?: number;
                        /** @default 32 */
                        perMinuteMax?: number;
                        /** @default [] */
                        schedules?: {
                            days: number[];
                            from: string;
                            to: string;
                            /** @default UTC */
                            timeZone?: string;
                            minInstances: number;
                            maxInstances: number;
                        }[];
                        /** @default false */
                        predictive?: boolean;
                        target?: number;
                    };
                    /** @default 1 */
                    days?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEndpointsNameServing: {
        parameters: {
            query?: {
                at?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Serving"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointsNameStart: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postEndpointsNameStop: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    patchEndpointsNameWeights: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    weights: {
                        [key: string]: number;
                    };
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getEvents: {
        parameters: {
            query: {
                topics: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getInstanceTypes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["InstanceType"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getInstances: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                endpoint?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Instance"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getKeys: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Key"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postKeys: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /**
                     * @default [
                     *       "endpoints:Invoke"
                     *     ]
                     */
                    actions?: (("models:Read" | "models:Upload" | "models:Update" | "models:Delete" | "models:Approve" | "models:Download" | "endpoints:Read" | "endpoints:Deploy" | "endpoints:Stop" | "endpoints:Start" | "endpoints:Delete" | "endpoints:Invoke" | "metrics:Read" | "logs:Read" | "usage:Read" | "usage:ReadAll" | "prices:Update" | "audit:Read" | "audit:ReadAll" | "keys:Read" | "keys:Create" | "keys:Revoke" | "members:Read" | "members:Invite" | "members:Update" | "members:Remove" | "instances:Read" | "settings:Read" | "settings:Update" | "drafts:Write") | string)[];
                    /** @default [] */
                    endpoints?: string[];
                    /** @default null */
                    expiresAt?: string | null;
                    /** @default null */
                    requestsPerSecond?: number | null;
                    /** @default null */
                    concurrency?: number | null;
                    project?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getKeysId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteKeysId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Key"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getLogs: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                endpoint?: string;
                requestId?: string;
                level?: "info" | "warn" | "error";
                q?: string;
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["RequestLog"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postMePassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    currentPassword: string;
                    newPassword: string;
                };
            };
        };
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getMembers: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Member"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postMembers: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** Format: email */
                    email: string;
                    name: string;
                    /** @enum {string} */
                    role: "viewer" | "engineer" | "manager" | "admin";
                    password: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMembersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteMembersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    patchMembersId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "viewer" | "engineer" | "manager" | "admin";
                    password?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMetrics: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                step?: number;
                series?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Metrics"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMetricsEndpoints: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["EndpointFigures"][];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getModels: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                q?: string;
                framework?: string;
                stage?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Model"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postModels: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    /** @default  */
                    description?: string;
                    /** @default {} */
                    tags?: {
                        [key: string]: string;
                    };
                    project?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getModelsModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteModelsModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    patchModelsModel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    description?: string;
                    tags?: {
                        [key: string]: string;
                    };
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Model"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getModelsModelVersions: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Version"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postModelsModelVersions: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                model: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    source: {
                        uploadId: string;
                    } | {
                        uploadIds: string[];
                    } | {
                        s3Uri: string;
                    } | {
                        /** @enum {string} */
                        sample: "iris" | "digits" | "diabetes" | "iris-clusters";
                    };
                    /** @enum {string} */
                    framework?: "onnx" | "tensorflow" | "sklearn" | "mxnet";
                    signature?: {
                        /** @enum {string} */
                        task?: "regress" | "classify" | "cluster" | "embed" | "generate" | "custom";
                        labels?: string[];
                        columns?: {
                            [key: string]: string[];
                        };
                        shapes?: {
                            [key: string]: number[];
                        };
                        datatypes?: {
                            [key: string]: "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES";
                        };
                    };
                    /**
                     * @default auto
                     * @enum {string}
                     */
                    runtime?: "auto" | "onnx" | "native" | "container";
                    /** @default {} */
                    metadata?: {
                        metrics?: {
                            [key: string]: number | string | boolean | null;
                        };
                    } & {
                        [key: string]: unknown;
                    };
                    dataSample?: {
                        uploadId: string;
                        target?: string;
                    };
                    container?: {
                        arguments?: string[];
                        environment?: {
                            [key: string]: string;
                        };
                        port?: number;
                        /** @enum {string} */
                        protocol?: "sagemaker" | "open-inference" | "tensorflow-serving";
                        model?: string;
                        startupSeconds?: number;
                    };
                };
            };
        };
        responses: {
            /** @description Begun; its state tells how it goes */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getModelsModelVersionsVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    patchModelsModelVersionsVersion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    stage?: "None" | "Staging" | "Production" | "Archived";
                    notes?: string;
                    approval?: {
                        reason: string;
                    };
                    signature?: {
                        /** @enum {string} */
                        task?: "regress" | "classify" | "cluster" | "embed" | "generate" | "custom";
                        labels?: string[] | null;
                        columns?: {
                            [key: string]: string[] | null;
                        };
                        datatypes?: {
                            [key: string]: ("BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "FP32" | "FP64" | "BYTES") | null;
                        };
                        shapes?: {
                            [key: string]: number[] | null;
                        };
                    };
                    dataSample?: ({
                        uploadId: string;
                        target?: string;
                    } | {
                        version: number;
                    }) | null;
                    revision?: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Version"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getModelsModelVersionsVersionDeployments: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
            };
            header?: never;
            path: {
                model: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["VersionDeployment"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getModelsModelVersionsVersionDownload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                model: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "application/x-tar": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getOverview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postPlaygroundToken: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    endpoint: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaygroundToken"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postPoliciesSimulate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    role?: "viewer" | "engineer" | "manager" | "admin";
                    actions?: string[];
                    /** @default [] */
                    endpoints?: string[];
                    /** @enum {string} */
                    action: "models:Read" | "models:Upload" | "models:Update" | "models:Delete" | "models:Approve" | "models:Download" | "endpoints:Read" | "endpoints:Deploy" | "endpoints:Stop" | "endpoints:Start" | "endpoints:Delete" | "endpoints:Invoke" | "metrics:Read" | "logs:Read" | "usage:Read" | "usage:ReadAll" | "prices:Update" | "audit:Read" | "audit:ReadAll" | "keys:Read" | "keys:Create" | "keys:Revoke" | "members:Read" | "members:Invite" | "members:Update" | "members:Remove" | "instances:Read" | "settings:Read" | "settings:Update" | "drafts:Write";
                    /** @default  */
                    resource?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulation"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getPrices: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                history?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Price"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postPrices: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    kind: "instance-hour" | "predictions-million";
                    item: string;
                    amountMicros: number;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Price"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getRequestsRequestId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                requestId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Request"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Session"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteSessionsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    getSetup: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupState"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postSetup: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    organization: string;
                    name: string;
                    /** Format: email */
                    email: string;
                    password: string;
                    code?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getUploads: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                sort?: string;
                state?: "Preparing" | "Uploading" | "Verifying" | "Ready" | "Failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Upload"][];
                        nextCursor: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    postUploads: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    filename: string;
                    sizeBytes: number;
                    sha256?: string;
                    project?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getUploadsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteUploadsId: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    postUploadsIdComplete: {
        parameters: {
            query?: never;
            header?: {
                /** @description A repetition with the same key and body within 24 hours gets the first answer and does nothing */
                "Idempotency-Key"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": {
                    sha256?: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getUsage: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                groupBy?: string;
                endpoint?: string;
                format?: "json" | "csv";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                    "text/csv": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
}
