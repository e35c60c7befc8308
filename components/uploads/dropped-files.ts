import type { ChosenFile } from './fingerprint';

/** Files of an input; a chosen folder gives its files with their paths inside it. */
export function filesOfInput(list: FileList | null): ChosenFile[] {
  return [...(list ?? [])].map((file) => ({ file, filename: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath }));
}

/** Files of a drop, folders walked through. Must be called while the drop event lasts. */
export async function filesOfDrop(data: DataTransfer): Promise<ChosenFile[]> {
  const entries = [...data.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...data.files].map((file) => ({ file, filename: file.name }));
  const found = await Promise.all(entries.map((entry) => filesOfEntry(entry)));
  return found.flat().sort((a, b) => (a.filename < b.filename ? -1 : 1));
}

async function filesOfEntry(entry: FileSystemEntry): Promise<ChosenFile[]> {
  const filename = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ file, filename }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject)); // at most 100 at a time
    if (some.length === 0) break;
    children.push(...some);
  }
  return (await Promise.all(children.map((child) => filesOfEntry(child)))).flat();
}
