'use client';
import { FolderOpen, Upload } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type DragEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { filesOfDrop, filesOfInput } from './dropped-files';
import type { ChosenFile } from './fingerprint';

interface DropZoneProps {
  onFiles: (files: ChosenFile[]) => void;
  /** Why no file can be taken now. */
  refusal?: string | null;
  disabled?: boolean;
}

/** Takes files by drop, by dialog or by keyboard; a folder as well. */
export function DropZone({ onFiles, refusal = null, disabled = false }: DropZoneProps) {
  const t = useTranslations('uploads');
  const fileInput = useRef<HTMLInputElement>(null);
  const folderInput = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const blocked = disabled || refusal !== null;
  const take = (files: ChosenFile[]): void => {
    if (files.length > 0) onFiles(files);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (!blocked) void filesOfDrop(event.dataTransfer).then(take);
  };
  return (
    <fieldset
      disabled={blocked}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={classNames(
        'rounded-lg border border-line-strong border-dashed bg-surface px-6 py-10 text-center',
        over && !blocked && 'border-accent-text bg-accent-soft',
      )}
    >
      <legend className="sr-only">{t('dropLabel')}</legend>
      <div className="mx-auto mb-3 grid size-10 place-items-center rounded-lg border border-line bg-sunken text-muted">
        <Upload aria-hidden className="size-5" />
      </div>
      <p className="font-medium">{t('dropTitle')}</p>
      <p className="mx-auto mt-1 max-w-md text-[13px] text-muted">{t('dropHint')}</p>
      <div className="mt-4 flex flex-wrap justify-center gap-2">
        <Button onClick={() => fileInput.current?.click()}>{t('chooseFile')}</Button>
        <Button tone="quiet" icon={<FolderOpen aria-hidden className="size-4" />} onClick={() => folderInput.current?.click()}>
          {t('chooseFolder')}
        </Button>
      </div>
      {refusal === null ? null : <p className="mt-3 text-muted text-xs">{refusal}</p>}
      <input ref={fileInput} type="file" multiple hidden aria-label={t('chooseFile')} onChange={(event) => take(filesOfInput(event.target.files))} />
      <input
        ref={folderInput}
        type="file"
        multiple
        hidden
        aria-label={t('chooseFolder')}
        {...{ webkitdirectory: '' }}
        onChange={(event) => take(filesOfInput(event.target.files))}
      />
    </fieldset>
  );
}
