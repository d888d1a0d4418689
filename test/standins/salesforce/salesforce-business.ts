import { instant, type Row, type SalesforceOrg, salesforceId } from './salesforce-rows.ts';

/** Accounts and what is done for them. */
export const business = (numbers: readonly number[]): SalesforceOrg => {
  const someone = (at_: number): string => salesforceId('005', numbers[at_ % numbers.length]!);
  const changed = (number: number): Row => ({
    CreatedDate: instant(number),
    CreatedById: someone(number),
    LastModifiedDate: instant(number + 24),
    LastModifiedById: someone(number + 1),
  });
  const five = [1, 2, 3, 4, 5];
  const account = (number: number): string => salesforceId('001', number);
  const contact = (number: number): string => salesforceId('003', number);
  return {
    Account: five.map((number) => ({
      Id: account(number),
      Name: 'CANARY customer',
      Phone: 'CANARY phone',
      OwnerId: someone(number),
      ParentId: number === 1 ? null : account(1),
      Type: 'Customer',
      Industry: 'Energy',
      LastActivityDate: '2025-03-02',
      ...changed(number),
    })),
    Opportunity: five.map((number) => ({
      Id: salesforceId('006', number),
      Name: 'CANARY deal',
      Amount: 4_711,
      OwnerId: someone(number),
      AccountId: account(number),
      StageName: 'Prospecting',
      IsClosed: false,
      IsWon: false,
      CloseDate: '2025-06-30',
      LastActivityDate: null,
      ...changed(number),
    })),
    Case: five.map((number) => ({
      Id: salesforceId('500', number),
      Subject: 'CANARY subject',
      Description: 'CANARY description',
      OwnerId: someone(number),
      AccountId: account(number),
      ContactId: contact(number),
      Status: 'New',
      Priority: 'High',
      Origin: 'Web',
      IsClosed: false,
      ClosedDate: null,
      ...changed(number),
    })),
    Event: five.map((number) => ({
      Id: salesforceId('00U', number),
      Subject: 'CANARY talk about mergers',
      Description: 'CANARY description',
      Location: 'CANARY room',
      OwnerId: someone(number),
      WhoId: contact(number),
      WhatId: account(number),
      AccountId: account(number),
      StartDateTime: instant(number),
      EndDateTime: instant(number + 1),
      DurationInMinutes: 60,
      IsAllDayEvent: false,
      ...changed(number),
    })),
    Task: five.map((number) => ({
      Id: salesforceId('00T', number),
      Subject: 'CANARY call',
      Description: 'CANARY description',
      OwnerId: someone(number),
      WhoId: contact(number),
      WhatId: null,
      AccountId: null,
      Status: 'Completed',
      Priority: 'Normal',
      TaskSubtype: 'Call',
      ActivityDate: '2025-03-01',
      CompletedDateTime: instant(number),
      IsClosed: true,
      CallType: 'Outbound',
      CallDurationInSeconds: 300,
      ...changed(number),
    })),
  };
};
