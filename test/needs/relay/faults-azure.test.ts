import { describe } from 'vitest';
import { azureBackend } from './azure-backend.ts';
import { faultTable } from './fault-table.ts';

describe('what befalls an agent, on Queue Storage and Blob Storage', () =>
  faultTable('Queue Storage and Blob Storage', azureBackend));
