/** Names of models, endpoints, variants and configs: as SageMaker's, so that foreign tools may use them unchanged. */
export const namePattern = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;

/** Ids a caller may give with `X-Request-Id`. */
export const requestIdPattern = /^[A-Za-z0-9._-]{1,128}$/;
