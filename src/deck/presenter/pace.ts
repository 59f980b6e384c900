/** @file The talk's clock and its plan: sums of the minutes in the notes. All times in milliseconds. */
import type { Outline, SlideInfo } from '../lesson.ts';
import { slideIndex } from '../navigation.ts';

const MINUTE = 60_000;

interface Pace {
  /** When this slide should begin and end, from the start of the talk. */
  start: number;
  end: number;
  /** Positive: behind the plan by so much; negative: ahead; 0: within this slide's time. */
  late: number;
}

/** The whole lesson, or without its optional slides. */
export const PLANS = ['whole', 'core'] as const;
export type Plan = (typeof PLANS)[number];

/** Minutes that a plan gives a slide. */
export function minutesOf({ minutes, optional }: SlideInfo, plan: Plan): number {
  return plan === 'core' && optional ? 0 : minutes;
}

export function minutesOfPlan({ slides }: Outline, plan: Plan): number {
  return slides.reduce((sum, slide) => sum + minutesOf(slide, plan), 0);
}

export function paceAt(outline: Outline, slide: string, elapsed: number, plan: Plan): Pace {
  const at = Math.max(0, slideIndex(outline, slide));
  const minutes = outline.slides.map((info) => minutesOf(info, plan));
  const start = minutes.slice(0, at).reduce((sum, value) => sum + value, 0) * MINUTE;
  const end = start + (minutes[at] ?? 0) * MINUTE;
  return { start, end, late: elapsed > end ? elapsed - end : elapsed < start ? elapsed - start : 0 };
}

export interface Clock {
  /** Epoch time at which the clock was last started; null while it is stopped. */
  startedAt: number | null;
  /** Time measured before that. */
  before: number;
}

export const STOPPED: Clock = { startedAt: null, before: 0 };

export function elapsedOf({ startedAt, before }: Clock, now: number): number {
  return before + (startedAt === null ? 0 : Math.max(0, now - startedAt));
}

export function toggled(clock: Clock, now: number): Clock {
  return clock.startedAt === null
    ? { startedAt: now, before: clock.before }
    : { startedAt: null, before: elapsedOf(clock, now) };
}

/** 65 s is "1:05", 3,600 s "1:00:00". */
export function formatTime(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
