import { describe } from 'vitest';
import { faultTable } from './fault-table.ts';
import { googleBackend } from './google-backend.ts';

describe('what befalls an agent, on Pub/Sub and Cloud Storage', () =>
  faultTable('Pub/Sub and Cloud Storage', googleBackend));
