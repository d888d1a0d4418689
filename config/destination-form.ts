import type * as z from 'zod';

/** What the configuration must know about a kind of destination in order to check a sync that goes there. */
export interface DestinationForm {
  /** The word after `destination:` in `sallyport.yaml`. */
  readonly name: string;
  /** The settings beside the common ones (`destination`, `via`, `agents`). Strict. */
  readonly options: z.ZodObject;
  /**
   * What is wrong with a map and its grants, as far as that can be seen before anything runs.
   *
   * @param template what users become, as the configuration has it
   * @param lists the paths that grants add to
   * @returns each with its path below `map`, or below `grants` by `$lists/<path>`, and what to write instead
   */
  checkMap?(
    template: Readonly<Record<string, unknown>>,
    lists: readonly string[],
  ): readonly { readonly path: readonly string[]; readonly message: string; readonly remedy: string }[];
}
