/**
 * Stands in the handler for packages that its dependencies import and never use there: `leftOut` of stacks/bundle.ts says which, and why. Who reaches one
 * of them all the same finds nothing in it, and fails.
 */
export {};
