import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../launch/root.mjs';
import { filesBelow } from './files-below.mjs';

/** Every relative link of every Markdown file leads to a file, and every `#part` to a heading of it. */
const pages = filesBelow(root, (name) => name.endsWith('.md'));
const faults = pages.flatMap((page) => {
  const text = readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '');
  const links = [...text.matchAll(/!?\[[^\]]*\]\(([^)\s]+)[^)]*\)/g)].map((match) => match[1]);
  return links.flatMap((link) => {
    if (/^[a-z]+:/i.test(link)) return [];
    const [path, part] = link.split('#');
    const target = path === '' ? page : join(dirname(page), decodeURIComponent(path));
    if (!existsSync(target)) return [`${relative(root, page)}: ${link} leads nowhere`];
    if (part && statSync(target).isFile() && !headings(target).has(part)) return [`${relative(root, page)}: ${link} names a heading that is not there`];
    return [];
  });
});

/** A heading's address: lower case, without signs, spaces as hyphens. */
function headings(file) {
  const lines = readFileSync(file, 'utf8').matchAll(/^#{1,6} +(.+)$/gm);
  return new Set(
    [...lines].map((match) =>
      match[1]
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ),
  );
}

for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exit(faults.length === 0 ? 0 : 1);
