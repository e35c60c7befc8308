import type { EngineCall } from '@/providers/containers/engine';

/** What is called in a container's life. */
export interface ContainerCalls {
  /** Starts the container and ends with it, with its exit code. What the program is called with comes behind. */
  readonly start: EngineCall;
  /** Ends it at once and leaves nothing of it. */
  readonly remove: EngineCall;
  /** Prints the id of its first process; null where the engine writes that itself. */
  readonly find: EngineCall | null;
  /** A folder for this container alone, gone with it. Its first process is told there, in `pid`. */
  readonly folder: string;
}

/**
 * A container is no child of whoever starts it, so that killing him does not end it. Whoever is killed holds the one end of a pipe; at the other, in a
 * session of its own, waits what removes the container, and holds standard input and output until it is gone. `sh -c … sh FOLDER SUPERVISOR`.
 */
export const trampoline = [
  'export PATH="$PATH:/usr/bin:/bin"',
  'mkfifo -m 600 "$1/life" || exit 125',
  'exec 6<&0 8<>"$1/life" 7<"$1/life" || exit 125',
  'rm -f "$1/life"',
  'setsid /bin/sh -c "$2" sh "$PWD" <&6 6<&- 8>&- &',
  'exec 6<&- 7<&- </dev/null >/dev/null 2>&1',
  'wait $!',
  'exit $?',
].join('\n');

/**
 * Runs as the first process of the container: tells of the program's signals by its exit code, without words of its own, and takes in what loses its
 * parent.
 */
const inside = ['cd "$1" 2>/dev/null || cd /', 'shift', 'exec 9>&2 2>/dev/null', '(exec "$@" 2>&9 9>&-)', 'exit $?'].join('\n');

/** @param program  what runs in it, with its arguments */
export function supervisorScript({ start, remove, find, folder }: ContainerCalls, program: readonly string[]): string {
  const removing = lineOf(remove);
  const started = `${lineOf(start)} /bin/sh -c ${quoted(inside)} sh "$1" ${program.map(quoted).join(' ')}`;
  const pidFile = quoted(`${folder}/pid`);
  const found = `until pid=$(${find === null ? 'false' : lineOf(find)}) && [ "$pid" -gt 0 ]; do kill -0 $client || exit; sleep 0.05; done`;
  const told = `echo "$pid" >${pidFile}.new && mv ${pidFile}.new ${pidFile}`;
  return [
    'exec 6<&0',
    `${started} <&6 6<&- 7<&- &`,
    'client=$!',
    'exec 6<&- </dev/null >/dev/null 2>&1',
    ...(find === null ? ['finder='] : [`(exec 7<&-; ${found}; ${told}) &`, 'finder=$!']),
    // The container may not be there yet; it is looked for until who starts it has ended.
    `(read -r _ <&7; tries=0; while kill -0 $client; do ${removing}; tries=$((tries + 1)); [ $tries -lt 50 ] || kill -9 $client; sleep 0.1; done) &`,
    'watcher=$!',
    'exec 7<&-',
    'wait $client; code=$?',
    'kill $watcher $finder',
    ...(find === null ? [] : ['wait $finder']), // it writes into the folder
    `[ $code -lt 125 ] || ${removing}`,
    `rm -rf ${quoted(folder)}`,
    'exit $code',
  ].join('\n');
}

function lineOf({ command, args, env }: EngineCall): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return ['/usr/bin/env', '-i', ...variables, command, ...args].map(quoted).join(' ');
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
