import type { PlannedSkip } from '../../lambda/sync/plan/sync-plan.ts';
import { visibleText } from '../preview/visible-text.ts';
import { count } from '../terminal/table.ts';

/** Why somebody is left alone, and what to do. */
export const skipRemedies: Readonly<Record<PlannedSkip['code'], string>> = {
  'not-ours': 'were at the destination before, with the same key: adopt: matching makes them ours',
  'group-not-ours': 'groups that were at the destination before, with the same name: adopt: matching makes them ours',
  'key-twice': 'several users of the source have this key, and none of them is sent: correct the source, or users.key',
  'key-missing': 'users.key gives no text for them: correct the source, or leave them out with users.when',
  'expression-failed': 'an expression of the map can not be computed for them: correct it, or the source',
  waiting: 'failed before, and are tried again later: sallyport sync retry does it now',
};

const shownKeys = 5;

/** Who is left alone: for each reason how many, whom, where in the configuration, and what to do; nothing, if it is nobody. */
export const skippedText = (skipped: readonly PlannedSkip[], isWhole: boolean): string =>
  [...new Set(skipped.map(({ code }) => code))]
    .map((code) => {
      const all = skipped.filter((skip) => skip.code === code);
      const head = `  Left alone, ${code} (${count(all.length)}): ${skipRemedies[code]}`;
      return [head, ...places(all), ...keys(all, isWhole)].join('\n');
    })
    .join('\n');

const places = (skipped: readonly PlannedSkip[]): readonly string[] => {
  const at = [...new Set(skipped.flatMap(({ at }) => at ?? []))];
  return at.length > 0 ? [`    at ${at.join(', ')}`] : [];
};

const keys = (skipped: readonly PlannedSkip[], isWhole: boolean): readonly string[] => {
  const all = [...new Set(skipped.map(({ key }) => key).filter((key) => key !== ''))];
  if (all.length === 0) return [];
  const shown = isWhole ? all : all.slice(0, shownKeys);
  const rest = all.length - shown.length;
  return [`    ${shown.map(visibleText).join(', ')}${rest > 0 ? ` and ${count(rest)} more` : ''}`];
};
