/** @file The talk's clock and the time spent on each slide; outlives the console's window. */
import { createStore } from '../../page/store.ts';
import { type Clock, elapsedOf, PLANS, type Plan, STOPPED, toggled } from './pace.ts';

interface TimerState {
  clock: Clock;
  /** Clock time spent on slides that were left. */
  spent: Readonly<Record<string, number>>;
  slide: string | null;
  /** Clock time at which the present slide was entered. */
  enteredAt: number;
  plan: Plan;
}

const INITIAL: TimerState = { clock: STOPPED, spent: {}, slide: null, enteredAt: 0, plan: 'whole' };

export const timer = createStore<TimerState>(INITIAL);

export function enterSlide(slide: string, now = Date.now()): void {
  const state = timer.get();
  if (state.slide === slide) return;
  const elapsed = elapsedOf(state.clock, now);
  const spent = state.slide
    ? { ...state.spent, [state.slide]: (state.spent[state.slide] ?? 0) + elapsed - state.enteredAt }
    : state.spent;
  timer.set({ slide, spent, enteredAt: elapsed });
}

export function spentOn(slide: string, now = Date.now()): number {
  const { spent, slide: current, clock, enteredAt } = timer.get();
  return (spent[slide] ?? 0) + (slide === current ? elapsedOf(clock, now) - enteredAt : 0);
}

export function toggleTimer(now = Date.now()): void {
  timer.set({ clock: toggled(timer.get().clock, now) });
}

export function resetTimer(): void {
  const { slide, plan } = timer.get();
  timer.set({ ...INITIAL, slide, plan });
}

/** The clock as another page of this tab left it, running on where it ran; null where it is none. */
export function timerFrom(value: unknown): TimerState | null {
  const { clock, spent, slide, enteredAt, plan } = (value ?? {}) as Partial<TimerState>;
  const isTime = (one: unknown): one is number => typeof one === 'number' && one >= 0;
  if (!clock || !isTime(clock.before) || (clock.startedAt !== null && !isTime(clock.startedAt))) return null;
  if (!spent || !Object.values(spent).every(isTime) || !isTime(enteredAt)) return null;
  if (slide !== null && typeof slide !== 'string') return null;
  return PLANS.some((one) => one === plan) ? { clock, spent, slide, enteredAt, plan: plan! } : null;
}
