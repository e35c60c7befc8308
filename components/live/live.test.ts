import { describe, expect, test } from 'vitest';
import { EventParser } from './event-stream';
import { touches } from './topics';

describe('the event parser', () => {
  test('gives each message once, however the text is cut', () => {
    const text = ': heartbeat\n\nid: 7\nevent: endpoint.updated\ndata: {"a":1}\n\nid:8\ndata: one\ndata: two\n\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const parser = new EventParser();
      const messages = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut))];
      expect(messages).toEqual([
        { id: '7', data: '{"a":1}' },
        { id: '8', data: 'one\ntwo' },
      ]);
    }
  });

  test('understands CRLF', () => {
    expect(new EventParser().push('id: 1\r\ndata: x\r\n\r\n')).toEqual([{ id: '1', data: 'x' }]);
  });

  test('keeps an unfinished message back', () => {
    expect(new EventParser().push('data: half\n')).toEqual([]);
  });
});

test.each([
  ['endpoints/iris', 'endpoints', true],
  ['endpoints', 'endpoints/iris', true],
  ['endpoints/iris', 'endpoints/iris', true],
  ['endpoints/iris', 'endpoints/iris-2', false],
  ['models/iris/versions/3', 'models/iris', true],
  ['models/iris', 'endpoints/iris', false],
])('news on %s touches %s: %s', (topic, wanted, expected) => {
  expect(touches(topic, wanted)).toBe(expected);
});
