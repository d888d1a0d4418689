import type { Problem } from '../config-error.ts';

/** What a file is for: how large it may be, and what to say where it is not what it should be. */
export interface FileKind {
  readonly maximumMebibytes: number;
  /** What to do about a file that is larger. */
  readonly largeRemedy: string;
  /** How such a file begins. */
  readonly beginning: string;
}

/** A `sallyport.yaml`. No configuration that people read comes near to the limit; more is a wrong file, or an attack on the parser. */
export const configurationKind: FileKind = {
  maximumMebibytes: 1,
  largeRemedy: 'This is probably not a sallyport.yaml. Data belongs into files of its own, which a source names.',
  beginning: 'It begins, for example: gateway: acme',
};

/** The limit in bytes. */
export const maximumBytes = ({ maximumMebibytes }: FileKind): number => maximumMebibytes * 1024 * 1024;

/** The problem of a file that is larger than that. */
export const tooLarge = (file: string, { maximumMebibytes, largeRemedy }: FileKind): Problem => ({
  file,
  line: 1,
  column: 1,
  path: '',
  what: `the file is larger than ${maximumMebibytes} MiB`,
  remedy: largeRemedy,
});
