'use client';
import { useTranslations } from 'next-intl';
import { useFormat } from '@/components/i18n/use-format';
import { CopyableId } from '@/components/ui/copy-button';
import type { Version } from '@/services/versions/schemas';

/** The stored files of a version with the SHA-256 they must have. */
export function FilesTable({ files }: { files: Version['files'] }) {
  const t = useTranslations('versions');
  const format = useFormat();
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full text-[13px]" aria-label={t('files')}>
        <thead className="text-left text-muted text-xs">
          <tr>
            <th scope="col" className="h-8 px-3 pl-4 font-medium">
              {t('path')}
            </th>
            <th scope="col" className="h-8 px-3 text-right font-medium">
              {t('size')}
            </th>
            <th scope="col" className="h-8 px-3 font-medium">
              SHA-256
            </th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.path} className="h-9 border-line border-t">
              <td className="max-w-72 truncate px-3 pl-4 font-medium" title={file.path}>
                {file.path}
              </td>
              <td className="whitespace-nowrap px-3 text-right">{format.bytes(file.sizeBytes)}</td>
              <td className="px-3">
                <CopyableId id={file.sha256} label="SHA-256" shorten={24} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
