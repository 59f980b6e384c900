/** @file What `npm run record -- --verify` trains and prints: the claims of the chapter, each from its recording. */
import type { Language } from '../../src/world/types.ts';
import type { Job } from './job.ts';
import { leftOutJob, printLeftOut } from './left-out.ts';
import { loraForgettingJob, printLoraForgetting } from './lora-forgetting.ts';
import { newFactsJob, printNewFacts } from './new-facts.ts';
import { type Claims, newClaims } from './print.ts';
import { printTruth, truthJob } from './truth.ts';

/** Cheapest first. */
const VERIFIED: readonly [
  job: (language: Language) => Job,
  print: (language: Language, claims: Claims) => void,
][] = [
  [truthJob, printTruth],
  [loraForgettingJob, printLoraForgetting],
  [newFactsJob, printNewFacts],
  [leftOutJob, printLeftOut],
];

export function verifyJobs(language: Language): Job[] {
  return VERIFIED.map(([job]) => job(language));
}

/** Prints the claims of the jobs that were trained; false if one does not hold. */
export function printVerified(jobs: readonly Job[]): boolean {
  const claims = newClaims();
  for (const [job, print] of VERIFIED)
    for (const { widget, language } of jobs) if (job(language).widget === widget) print(language, claims);
  return claims.all();
}
