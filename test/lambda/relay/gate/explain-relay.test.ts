import { expect, test } from 'vitest';
import { PlatformError } from '../../../../lambda/platform/platform-error.ts';
import { explainRelay } from '../../../../lambda/relay/gate/explain-relay.ts';
import { RelayFailure } from '../../../../lambda/relay/relay-failure.ts';

test.each([
  [new RelayFailure('agent-lost', 'lost', { sent: true }), 'source-unreachable'],
  [new RelayFailure('agent-refused', 'not allowed', { sent: false }), 'access-denied'],
  [new RelayFailure('relay-deadline', 'late', { sent: true }), 'source-timeout'],
  [new PlatformError('queue-denied', 'denied'), 'source-unreachable'],
  [new PlatformError('secret-missing', 'the file is not there'), 'credentials-missing'],
  [new PlatformError('file-missing', 'no such file'), 'file-missing'],
])('%s is told as %s', (thrown, code) => expect(explainRelay(thrown)).toMatchObject({ code }));
