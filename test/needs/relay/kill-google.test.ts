import { describe } from 'vitest';
import { googleBackend } from './google-backend.ts';
import { killTable } from './kill-table.ts';

describe('an agent that is killed, on Pub/Sub and Cloud Storage', () => killTable(googleBackend, 13));
