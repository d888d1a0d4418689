/** Times of everything: they are written in several ways. */
export const moment = '2026-10-02T09:30:00.123Z';
export const later = '2026-10-03T10:00:00.456+02:00';
