import { isSamePlace, type Place } from './place.ts';

/**
 * Notices that a source leads in a circle, by remembering one page alone: every now and then another one, ever more seldom (Brent 1980).
 * It says so after at most three times as many pages as the way into the circle and once around it.
 *
 * @param start where the first page begins
 * @returns whether a page was there before
 */
export const circleGuard = (start: Place | undefined): ((next: Place) => boolean) => {
  let remembered = start;
  let pages = 0;
  let longest = 1;
  return (next) => {
    if (isSamePlace(next, remembered)) return true;
    pages++;
    if (pages === longest) {
      remembered = next;
      pages = 0;
      longest *= 2;
    }
    return false;
  };
};
