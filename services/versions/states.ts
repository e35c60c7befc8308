/** Words of versions that pages need without the schemas, which would bring the validator along into the browser. */
export const versionStates = ['Checking', 'Ready', 'Failed', 'Quarantined'] as const;
export const stages = ['None', 'Staging', 'Production', 'Archived'] as const;
export const samples = ['iris', 'digits', 'diabetes', 'iris-clusters'] as const;
