import { PlatformError } from './platform-error.ts';

/** Of two who change a source's secret at the same time, the second is told this. */
export const secretChanged = (): PlatformError =>
  new PlatformError(
    'secret-changed',
    'the secret of this source was changed by someone else just now, and nothing of yours was stored: look at it, and enter it again',
  );
