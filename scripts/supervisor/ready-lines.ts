/** What the terminal says when all is up: the address, and on an empty database how to sign in. */
export function readyLines(ready: { url: string; administrator: boolean; setupCode: string | null; seconds: number }): string {
  const lines = [`AI Mass is ready at ${ready.url}`];
  if (!ready.administrator) {
    lines.push(`Nobody can sign in yet: open ${ready.url}/setup and create the first administrator.`);
    if (ready.setupCode !== null) lines.push(`From another machine the page asks for this one-time code: ${ready.setupCode}`);
  }
  return `${ready.seconds.toFixed(1).padStart(6)} s  in all\n${lines.join('\n')}\n`;
}
