import { describe } from 'vitest';
import { killTable } from './kill-table.ts';
import { motoBackend } from './moto-backend.ts';

describe('an agent that is killed, on SQS and S3', () => killTable(motoBackend, 13));
