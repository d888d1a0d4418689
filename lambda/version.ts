/** The version of this package, as in package.json: that file itself would bring the names of all tools into the handler. */
export const version = '0.1.0';
