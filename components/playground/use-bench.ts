'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { ApiError } from '@/client/http';
import { useMe } from '@/components/sessions/use-me';
import { readableJson, sampleOf } from '@/components/versions/sample';
import type { Version } from '@/services/versions/schemas';
import { bodyOfForm, csvOfForm, type FormValues, valuesOfSample } from './body';
import { type FormField, faultOf, fieldsOf, isDrawable } from './form-fields';
import { addToHistory, type HistoryEntry, readHistory } from './history';
import { problemOf } from './output-pane';
import { problemsByField } from './problems';
import { type Outcome, runCall } from './run';
import type { Call } from './snippets';

export type InputMode = 'form' | 'draw' | 'json' | 'csv';

export interface Bench {
  readonly modes: readonly InputMode[];
  readonly mode: InputMode;
  readonly setMode: (mode: InputMode) => void;
  readonly fields: readonly FormField[];
  readonly values: FormValues;
  readonly setValues: (values: FormValues) => void;
  readonly text: string;
  readonly setText: (text: string) => void;
  /** Why it cannot run now. */
  readonly fault: string | null;
  readonly call: Call;
  readonly running: boolean;
  readonly run: () => void;
  readonly stop: () => void;
  readonly outcome: Outcome | null;
  readonly error: unknown;
  readonly problems: Readonly<Record<string, string>>;
  readonly history: readonly HistoryEntry[];
  readonly restore: (entry: HistoryEntry) => void;
}

/** The state of a playground: what is typed, the call that it makes, what came back. */
export function useBench(endpoint: string, url: string, version: Version): Bench {
  const t = useTranslations('playground');
  const userId = useMe()?.userId ?? '';
  const { signature } = version;
  const fields = useMemo(() => (signature === null ? null : fieldsOf(signature)) ?? [], [signature]);
  const drawable = signature !== null && isDrawable(signature);
  const modes: InputMode[] = [...(drawable ? (['draw'] as const) : []), ...(fields.length > 0 ? (['form'] as const) : []), 'json', 'csv'];
  const sample = sampleOf(version.sample)?.request ?? null;
  const [mode, setMode] = useState<InputMode>(modes[0]);
  const [values, setValues] = useState<FormValues>(() => (signature === null ? {} : valuesOfSample(fields, signature, sample)));
  const [texts, setTexts] = useState<Record<'json' | 'csv', string>>({
    json: sample === null ? '{"rows": []}' : readableJson(sample),
    csv: csvOfForm(fields, values),
  });
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [running, setRunning] = useState(false);
  const [history, setHistory] = useState<readonly HistoryEntry[]>([]);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => setHistory(readHistory(userId, endpoint)), [userId, endpoint]);
  useEffect(() => () => abort.current?.abort(), []);

  const byForm = mode === 'form' || mode === 'draw';
  const kind = mode === 'csv' ? 'csv' : 'json';
  const body = byForm && signature !== null ? bodyOfForm(signature, fields, values) : texts[kind];
  const origin = typeof window === 'undefined' ? '' : window.location.origin;
  const call: Call = { url: `${origin}${url}`, contentType: kind === 'csv' ? 'text/csv' : 'application/json', body };
  const fault = faultOfInput();

  const run = async (): Promise<void> => {
    if (fault !== null || running) return;
    const controller = new AbortController();
    abort.current = controller;
    setRunning(true);
    setError(null);
    try {
      const answered = await runCall(endpoint, call, controller.signal);
      setOutcome(answered);
      setHistory(
        addToHistory(userId, endpoint, { at: Date.now(), kind, body, status: answered.status, totalMs: answered.totalMs, requestId: answered.requestId }),
      );
    } catch (problem) {
      if (!controller.signal.aborted) setError(problem instanceof ApiError ? problem : new ApiError(0, { code: 'UNREACHABLE' }));
    } finally {
      setRunning(false);
    }
  };

  return {
    modes,
    mode,
    setMode: (next) => {
      // what was typed in the form goes along, so that the text begins with the same call
      if (byForm && signature !== null && fault === null && (next === 'json' || next === 'csv'))
        setTexts({ json: bodyOfForm(signature, fields, values), csv: csvOfForm(fields, values) });
      setMode(next);
    },
    fields,
    values,
    setValues,
    text: texts[kind],
    setText: (text) => setTexts({ ...texts, [kind]: text }),
    fault,
    call,
    running,
    run: () => void run(),
    stop: () => abort.current?.abort(),
    outcome,
    error,
    problems: outcome === null || outcome.status < 400 ? {} : problemsByField(problemOf(outcome).errors, fields),
    history,
    restore: (entry) => {
      setTexts({ ...texts, [entry.kind]: entry.body });
      setMode(entry.kind);
    },
  };

  function faultOfInput(): string | null {
    if (byForm) {
      const wrong = fields.find((field) => faultOf(field, values[field.key] ?? '') !== null);
      return wrong === undefined ? null : t('fieldFault', { field: wrong.label });
    }
    return body.trim() === '' ? t('emptyBody') : null;
  }
}
