/** Fields that leave as they are although their names look personal, or like free text; each with the reason. By connector. */
export const keptExceptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'entra-id': {
    'user.country': 'The country of an office as its administrator entered it: no finer than what analytics are by.',
    'user.usageLocation': 'The country in which licences are used, two letters.',
    'device.deviceId': 'The id of a device; whose it is is a pseudonym.',
  },
  github: {
    'seat.last_activity_editor': 'A program and its version: vscode/1.77.3/copilot/1.86.82. Not somebody who edits.',
  },
  'google-workspace': {
    'activity.id.applicationName': "Google's word for an application: meet, drive.",
  },
  jira: {
    'named.name': 'The name of a priority or resolution, which an administrator gives.',
    'issueType.name': 'The name of a type of issue, which an administrator gives.',
    'status.name': 'The name of a status, which an administrator gives.',
  },
  'jira-data-center': {
    'named.name': 'The name of a priority or resolution, which an administrator gives.',
    'issueType.name': 'The name of a type of issue, which an administrator gives.',
    'status.name': 'The name of a status, which an administrator gives.',
  },
  'microsoft-365': {
    'GET /users/{user}/mailboxSettings.workingHours.timeZone.name': 'The name of a time zone, or of a custom one.',
    'user.country': 'The country of an office as its administrator entered it: no finer than what analytics are by.',
    'user.usageLocation': 'The country in which licences are used, two letters.',
  },
  salesforce: {
    'record.StageName': 'The stage of an opportunity, which an administrator names.',
  },
};
