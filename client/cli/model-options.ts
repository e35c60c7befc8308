import { type Command, InvalidArgumentError } from 'commander';

/** What a person may say of a model; all of it is found from the files otherwise. */
export function addModelOptions(command: Command): Command {
  return command
    .option('--framework <name>', 'onnx, tensorflow, sklearn or mxnet; found from the files by default')
    .option('--runtime <name>', 'auto, onnx (only if it converts), native (in its own framework) or container (an image as podman save writes it)')
    .option('--task <task>', 'regress, classify, cluster, embed, generate or custom')
    .option('--labels <names>', 'class names in the order of the scores, with commas between', (text) => text.split(','))
    .option('--sample <file>', 'rows to prove and to measure it by: CSV with a header, JSON or NPY')
    .option('--target <column>', 'column of the sample with the right answers')
    .option('--metric <name=value>', 'what the trainer measured, such as accuracy=0.97; once a metric', metrics)
    .option('--shape <input=sizes>', 'shape of one row, such as data=3,224,224, for MXNet and containers; once an input', shapes)
    .option('--datatype <input=type>', 'type of an input or column, such as age=INT64, for scikit-learn and containers; FP32 by default', pairs)
    .option('--argument <text>', "argument of a container's entry point, in order; serve by default", collect)
    .option('--environment <name=value>', 'environment of a container; once a variable', pairs)
    .option('--port <number>', 'port that a container listens on; found by default', Number);
}

function metrics(text: string, known: Record<string, number> = {}): Record<string, number> {
  const [, name, value] = /^([^=]{1,100})=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined || !Number.isFinite(Number(value))) throw new InvalidArgumentError('It must be like accuracy=0.97.');
  return { ...known, [name]: Number(value) };
}

export function shapes(text: string, known: Record<string, number[]> = {}): Record<string, number[]> {
  const [, name, sizes] = /^([^=]+)=((?:\d+|-1)(?:,(?:\d+|-1))*)$/.exec(text) ?? [];
  if (name === undefined || sizes === undefined) throw new InvalidArgumentError('It must be like data=3,224,224.');
  return { ...known, [name]: sizes.split(',').map(Number) };
}

export function pairs(text: string, known: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be like name=value.');
  return { ...known, [text.slice(0, at)]: text.slice(at + 1) };
}

function collect(text: string, known: string[] = []): string[] {
  return [...known, text];
}
