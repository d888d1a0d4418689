import { describe } from 'vitest';
import { azureBackend } from './azure-backend.ts';
import { killTable } from './kill-table.ts';

describe('an agent that is killed, on Queue Storage and Blob Storage', () => killTable(azureBackend, 13));
