/** Something that a deployment would do, and that people should know before. */
export interface Advice {
  /** `problem`: it would not work. `unknown`: it may not. `note`: it does something that may surprise. */
  readonly kind: 'problem' | 'unknown' | 'note';
  readonly sentence: string;
}
