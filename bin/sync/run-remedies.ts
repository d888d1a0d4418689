import type { SourceErrorCode } from '../../connectors/source-error.ts';
import type { PlatformErrorCode } from '../../lambda/platform/platform-error.ts';
import type { DestinationErrorCode } from '../../lambda/sync/destinations/destination-error.ts';

/** What to do about a run that failed, by the code in its record. Documented in docs/sync.md. */
export const runRemedies: Readonly<Record<string, string>> = {
  'source-unreachable': 'the source can not be reached: look at its address, its network, and whether it is there',
  'source-timeout': 'the source does not answer in time: try again, or look why it is slow',
  'source-throttled': 'the source takes no more calls for now: the next run tries again',
  'source-failed': 'the source failed: the log says with which status',
  'access-denied': 'the source does not let the gate read everything that is asked for: see sallyport guide <source>',
  'data-invalid': 'the source gives something that its configuration does not expect: the log says where',
  'data-changed': 'the source was changed while it was read: the next run reads it again',
  'cursor-invalid': 'the source does not know its own place any more: the next run reads it from its beginning',
  'configuration-invalid': 'the configuration does not fit the source: the log says where',
  'credentials-missing':
    'a field of a secret is not entered: sallyport secrets check <source>, sallyport secrets check <sync>',
  'credentials-refused':
    'the credentials are not accepted: sallyport secrets check <source>, sallyport secrets check <sync>',
  'credentials-unreachable': 'the authorization server can not be reached: try again',
  'destination-unreachable':
    'the destination can not be reached: look at its address, its network, and whether it is there',
  'destination-throttled': 'the destination takes no more calls for now: lower rate, or let the next run go on',
  'destination-failed': 'the destination failed: the log says with which status',
  'destination-refused': "the destination does not let the gate's user do it: see sallyport guide <sync>",
  'destination-unexpected': 'the destination answers what it should not: look at its address and its version',
  'state-missing': 'there is no place for what the sync knows: deploy the gateway again',
  'state-denied': 'the place of what the sync knows may not be read or written: deploy the gateway again',
  'state-unreachable': 'the place of what the sync knows can not be reached: try again',
  'state-invalid':
    'what the sync knows was damaged, written by somebody else, or sealed with a key that is gone: see docs/sync.md',
  'key-missing': "the gateway's key is not there: deploy the gateway again",
  'key-denied': "the gateway's key may not be read: deploy the gateway again",
  'key-unreachable': 'the store of the key can not be reached: try again',
  'secret-missing': 'there is no place for its secret: deploy the gateway again',
  'secret-denied': 'its secret may not be read: deploy the gateway again',
  'secret-invalid': 'its secret is no JSON object of texts: enter it again, sallyport secrets set <sync>',
  'secret-unreachable': 'the store of its secret can not be reached: try again',
} satisfies Record<SourceErrorCode | DestinationErrorCode, string> & Partial<Record<PlatformErrorCode, string>>;

/** What to do about that code, for a sync and its source; of other codes the log knows more. */
export const runRemedy = (
  code: string | undefined,
  { sync, source }: { readonly sync: string; readonly source: string },
): string =>
  (runRemedies[code ?? ''] ?? 'the log says what happened; run it again when that is corrected')
    .replaceAll('<sync>', sync)
    .replaceAll('<source>', source);
