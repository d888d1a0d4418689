import type { Problem } from '../config-error.ts';

/** No configuration of any size that people read comes near to it; more is a wrong file, or an attack on the parser. */
export const maximumBytes = 1024 * 1024;

/** The problem of a file that is larger than that. */
export const tooLarge = (file: string): Problem => ({
  file,
  line: 1,
  column: 1,
  path: '',
  what: 'the file is larger than 1 MiB',
  remedy: 'This is probably not a sallyport.yaml. Data belongs into files of its own, which a source names.',
});
