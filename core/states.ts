import { AppError } from './errors/app-error';
import type { Sentence } from './sentences/sentence';

/** One state: where each move leads, and the sentence a person reads when a move that is not listed is asked for. */
export interface StateRule<State extends string, Move extends string> {
  readonly moves: Readonly<Partial<Record<Move, State>>>;
  /** Why moves are refused here, as a whole sentence. */
  readonly refusal: Sentence;
  /** What the person can do instead. */
  readonly fix?: Sentence;
  /** True while something is under way that ends by itself. */
  readonly busy?: boolean;
}

export interface Refusal {
  readonly code: 'STATE_CONFLICT';
  readonly detail: Sentence;
  readonly fix?: Sentence;
}

/** The one table of a noun's states: API checks, disabled buttons and badges ask it. */
export interface States<State extends string, Move extends string> {
  readonly all: readonly State[];
  /** Narrows a stored value. @throws RangeError on a state that is not in the table */
  of(value: string): State;
  can(state: State, move: Move): boolean;
  busy(state: State): boolean;
  /** Why `move` is not possible in `state`, or null when it is. */
  refusal(state: State, move: Move): Refusal | null;
  /** @throws AppError `STATE_CONFLICT` with the reason a person reads */
  next(state: State, move: Move): State;
}

/** Makes the table of a noun's states. Pure: it reaches the browser. */
export function defineStates<State extends string, Move extends string>(rules: Readonly<Record<State, StateRule<State, Move>>>): States<State, Move> {
  const all = Object.keys(rules) as State[];
  const refusal = (state: State, move: Move): Refusal | null => {
    const rule = rules[state];
    if (rule.moves[move] !== undefined) return null;
    return { code: 'STATE_CONFLICT', detail: rule.refusal, ...(rule.fix === undefined ? {} : { fix: rule.fix }) };
  };
  return {
    all,
    of: (value) => {
      const state = all.find((known) => known === value);
      if (state === undefined) throw new RangeError(`unknown state ${value}`);
      return state;
    },
    can: (state, move) => rules[state].moves[move] !== undefined,
    busy: (state) => rules[state].busy === true,
    refusal,
    next: (state, move) => {
      const to = rules[state].moves[move];
      if (to !== undefined) return to;
      const refused = refusal(state, move);
      throw new AppError('STATE_CONFLICT', { detail: refused?.detail, fix: refused?.fix });
    },
  };
}
