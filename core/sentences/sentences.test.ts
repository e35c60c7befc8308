import { describe, expect, test } from 'vitest';
import { toProblem } from '../errors';
import { AppError } from '../errors/app-error';
import { catalogue, chineseTemplates, speak } from './catalogue';
import { deploymentWords } from './deployments';
import { endpointWords } from './endpoints';
import { fieldWords } from './fields';
import { render, slotsOf } from './render';
import { replicaWords } from './replicas';
import { inEnglish, wordsIn } from './stored';

const entries = Object.values(catalogue).flatMap((group) => Object.values(group));

describe('the catalogue', () => {
  test('knows each sentence by group and name', () => {
    const codes = Object.entries(catalogue).flatMap(([group, words]) => Object.keys(words).map((name) => `${group}.${name}`));
    expect(entries.map(({ code }) => code)).toEqual(codes);
    expect(codes.length).toBeGreaterThan(400);
  });

  test('takes the same parameters in both languages', () => {
    expect(entries.filter(({ en, zh }) => slotsOf(en).join() !== slotsOf(zh).join()).map(({ code }) => code)).toEqual([]);
  });

  test('is Chinese where it is said in Chinese: a template without a Chinese character holds nothing but parameters and names', () => {
    const bare = (template: string): string => template.replaceAll(/\{[^}]*\}/g, '').replaceAll(/\b(TensorFlow SavedModel|Python pickle)\b/g, '');
    const latin = entries.filter(({ zh }) => !/\p{Script=Han}/u.test(zh) && /[a-z]/i.test(bare(zh)));
    expect(latin.map(({ code }) => code)).toEqual([]);
  });

  test('ends whole sentences in both languages', () => {
    const ends = ({ en, zh }: { en: string; zh: string }): boolean => /[^.]\.$/.test(en) === /。$/.test(zh);
    expect(entries.filter((entry) => !ends(entry)).map(({ code, en, zh }) => ({ code, en, zh }))).toEqual([]);
  });

  test('reaches the console as templates by group and name', () => {
    expect(chineseTemplates().deployments.begun).toBe(deploymentWords.begun.zh);
  });
});

describe('a sentence', () => {
  test.each([
    [1, 1, '1 instance, 1 replica'],
    [2, 1_200, '2 instances, 1,200 replicas'],
  ])('counts %i and %i in English', (instances, replicas, text) => {
    expect(deploymentWords.reserved({ instances, replicas }).text).toBe(text);
  });

  test('gives quantities their units', () => {
    expect(replicaWords.tooMuchMemory({ used: 3 * 1024 ** 3, most: 1_610_612_736 }).text).toContain('used 3 GiB of memory; it may use 1.5 GiB');
    expect(deploymentWords.tookAtMost({ took: 12_345 }).text).toBe('12.35 s at most');
  });

  test('holds others, each in the language of the whole', () => {
    const why = endpointWords.oneReadyBecause({ wanted: 3, why: replicaWords.exited({ code: 7 }) });
    const whole = endpointWords.degraded({ endpoint: 'iris', why });
    expect(whole.text).toBe("iris is degraded: 1 of 3 replicas is ready: The replica's process ended with code 7.");
    expect(speak(whole, 'zh')).toBe('iris 已降级：3 个副本中有 1 个就绪：副本进程已退出，退出码 7。');
  });

  test('never reads what fills it as a template', () => {
    expect(speak(endpointWords.unknown({ endpoint: '{who}' }), 'zh')).toBe('没有端点 {who}。');
  });

  test('keeps its English where a code is not known', () => {
    const strange = { code: 'later.version', params: {}, text: 'What a later version says.' };
    expect(speak(endpointWords.failed({ endpoint: 'iris', why: strange }), 'zh')).toBe('iris 失败：What a later version says.');
    expect(speak(strange, 'zh')).toBe(strange.text);
  });

  test('survives being stored', () => {
    const row = JSON.parse(JSON.stringify(inEnglish({ message: deploymentWords.cancelled({ number: 4 }), evidence: 'as it was' })));
    expect(row).toEqual({
      message: 'Deployment 4 was cancelled.',
      evidence: 'as it was',
      sentences: { message: { code: 'deployments.cancelled', params: { number: 4 } } },
    });
    expect(speak(wordsIn(row, 'message'), 'zh')).toBe('第 4 次部署已取消。');
    expect(wordsIn(row, 'evidence')).toBe('as it was');
  });

  test('leaves a gap rather than failing where a stored parameter is missing', () => {
    expect(render('{who} 到达', {}, 'zh', () => undefined)).toBe(' 到达');
  });
});

test('a problem is told in the language that was asked for', () => {
  const error = new AppError('NAME_TAKEN', {
    detail: endpointWords.nameTaken({ endpoint: 'iris' }),
    fix: endpointWords.otherNameOrDeploy(),
    errors: [{ pointer: '/name', detail: fieldWords.taken() }],
  });
  expect(toProblem(error, 'req-1', 'zh')).toMatchObject({
    title: '名称已被占用',
    detail: '已存在端点 iris。',
    fix: '请选择其他名称，或部署到现有端点。',
    errors: [{ pointer: '/name', detail: '已被占用' }],
  });
  expect(toProblem(error, 'req-1')).toMatchObject({ detail: 'There is an endpoint iris already.', errors: [{ pointer: '/name', detail: 'taken' }] });
});
