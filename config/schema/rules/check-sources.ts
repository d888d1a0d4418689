import { type Draft, entries, type Report } from '../draft.ts';
import { sameUrl } from '../https-url.ts';

/** Sources that could not be told apart. */
export const checkSources = (draft: Draft, report: Report): void => {
  checkPublicUrls(draft, report);
  checkResourceNames(draft, report);
};

const checkPublicUrls = ({ sources }: Draft, report: Report): void => {
  const owners = new Map<string, string>();
  for (const [name, source] of entries(sources)) {
    if (typeof source?.publicUrl !== 'string') continue;
    const url = sameUrl(source.publicUrl);
    const owner = owners.get(url);
    owners.set(url, owner ?? name);
    if (owner === undefined) continue;
    report(
      ['sources', name, 'publicUrl'],
      `is that of sources.${owner} too`,
      'Give each source an address of its own.',
    );
  }
};

const checkResourceNames = ({ sources }: Draft, report: Report): void => {
  const owners = new Map<string, string>();
  for (const [name] of entries(sources)) {
    const bare = name.replaceAll('-', '');
    const owner = owners.get(bare);
    owners.set(bare, owner ?? name);
    if (owner === undefined) continue;
    // An output of CloudFormation is named by letters and digits alone.
    report(
      ['sources', name],
      `differs from sources.${owner} by hyphens only, which clouds do not tell apart`,
      'Choose another name.',
      'key',
    );
  }
};
