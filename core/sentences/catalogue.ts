import { accessWords } from './access';
import { archiveFaults, archiveWords } from './archives';
import { auditWords } from './audit';
import { containerWords } from './containers';
import { dataSampleWords } from './data-samples';
import { deploymentWords, phaseWords } from './deployments';
import { ec2Words } from './ec2';
import { endpointStateWords } from './endpoint-states';
import { endpointWords } from './endpoints';
import { fieldWords, schemaWords } from './fields';
import { healthWords } from './health';
import { inferenceWords } from './inference';
import { inputWords, jsonFaults } from './inputs';
import { inspectionWords } from './inspection';
import { fleetWords, instanceWords } from './instances';
import { nativeWords } from './native';
import { fileLooks, onnxWords, taskReasons, taskWords } from './onnx';
import { pickleFaults, pythonWords } from './python';
import { isSentence, type Language, render } from './render';
import { replicaWords } from './replicas';
import { requestWords } from './requests';
import { sandboxWords } from './sandbox';
import { scalingWords } from './scaling';
import { type Defined, textOf, type Words } from './sentence';
import { serverWords } from './server';
import { signatureWords } from './signatures';
import { statusWords } from './status';
import { toolchainWords } from './toolchains';
import { storageWords, uploadWords } from './uploads';
import { versionWords } from './versions';
import { zodWords } from './zod';

/** Every sentence of the server, by group and name. */
export const catalogue: Readonly<Record<string, Readonly<Record<string, Defined>>>> = {
  access: accessWords,
  archiveFaults,
  archives: archiveWords,
  audit: auditWords,
  containers: containerWords,
  dataSamples: dataSampleWords,
  deployments: deploymentWords,
  ec2: ec2Words,
  endpointStates: endpointStateWords,
  endpoints: endpointWords,
  fields: fieldWords,
  fileLooks,
  fleet: fleetWords,
  health: healthWords,
  inference: inferenceWords,
  inputs: inputWords,
  inspection: inspectionWords,
  instances: instanceWords,
  jsonFaults,
  native: nativeWords,
  onnx: onnxWords,
  phases: phaseWords,
  pickleFaults,
  python: pythonWords,
  replicas: replicaWords,
  requests: requestWords,
  sandbox: sandboxWords,
  scaling: scalingWords,
  schemas: schemaWords,
  server: serverWords,
  signatures: signatureWords,
  status: statusWords,
  storage: storageWords,
  taskReasons,
  tasks: taskWords,
  toolchains: toolchainWords,
  uploads: uploadWords,
  versions: versionWords,
  zod: zodWords,
};

/** Said in answers only, which the server writes in the caller's language; nothing of these is stored. */
const answersOnly = ['access', 'fields', 'jsonFaults', 'schemas', 'zod'];

/** The Chinese templates of what may be stored, by group and name, as the console gets them. English needs none: it is stored beside each code. */
export function chineseTemplates(): Record<string, Record<string, string>> {
  const chinese = (group: Readonly<Record<string, Defined>>): Record<string, string> =>
    Object.fromEntries(Object.entries(group).map(([name, { zh }]) => [name, zh]));
  const stored = Object.entries(catalogue).filter(([name]) => !answersOnly.includes(name));
  return Object.fromEntries(stored.map(([name, group]) => [name, chinese(group)]));
}

/** In a language: by the sentence's template, or as it is where it is no sentence of the catalogue. */
export function speak(words: Words, language: Language): string {
  if (language === 'en' || !isSentence(words)) return textOf(words);
  return render('{said:words}', { said: words }, language, chineseOf);
}

function chineseOf(code: string): string | undefined {
  const [group = '', name = ''] = code.split('.', 2);
  return catalogue[group]?.[name]?.zh;
}
