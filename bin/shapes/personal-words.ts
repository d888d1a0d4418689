/** What an IP address is called. */
export const ipAddresses =
  'ip | ip address | ip addr | remote addr | remote address | client address | client addr | peer address';

/** Addresses that no letter is sent to. */
export const otherAddresses = `${ipAddresses} | mac address | web address | server address | host address | bind address | listen address | memory address
  | network address | internet address | url address | broadcast address | gateway address`;

/** Words for people. An object, a list or a segment of a path with such a name is about people. */
export const people = `
  admin | administrator | agent | applicant | approver | assignee | assigner | attendee | author | beneficiary | borrower | caller | candidate
  | cardholder | citizen | coach | collaborator | colleague | commenter | committer | contact | contractor | contributor | creator | donor
  | driver | editor | employee | follower | founder | friend | guardian | guest | individual | instructor | invitee | inviter | learner | maintainer
  | manager | member | moderator | nurse | organizer | owner | participant | passenger | patient | payee | payer | person | physician
  | player | pusher | recipient | reporter | requester | requestor | resident | reviewer | sender | signatory | signer | speaker | spouse | staff
  | stargazer | student | subscriber | supervisor | teacher | teammate | trainee | trainer | traveler | uploader | user | viewer
  | visitor | volunteer | voter | watcher`;

/** What ends with one of these and is no person. */
export const notPeople = `
  user agent | build agent | device driver | network driver | file manager | package manager | secret manager | task manager
  | release candidate`;

/** Words for what is a person in one place and a thing in the next: its properties decide, and who refers to it. */
export const ambiguous = 'account | actor | customer | client | identity | party | principal | subject';

/** Words that do not say what a thing is: the word before them does, or what holds it. */
export const generic = `
  array | attribute | base | basic | compact | data | datum | detail | dto | element | entity | entry | extended | full | info
  | information | item | list | me | minimal | model | node | object | output | page | payload | profile | record | ref | reference
  | representation | resource | response | result | row | schema | search | self | short | simple | summary | v | value | version | view`;

/** An object of such a name is an address, and all that is in it. */
export const addresses = 'address | residence';

/** An object of such a name is a place on a map, and all that is in it. */
export const places = 'coordinate | geo | geo location | geo point | gps | gps position | lat lng | lat lon';

/** An object of such a name lets someone in, and all that is in it. */
export const credentials = 'credential | password';

/** What lets someone sign in, in paths and queries. */
export const logins = 'user name | login | login name | handle | screen name | user handle';

/** What ends the name of an id. */
export const ids = 'id | uuid | guid | uid | key | number | identifier | no | ref | sid | oid';

/** Names of links, beside what has a format that says so. */
export const links = 'url | uri | href | link | permalink | website | web site | homepage | home page | blog';

/** Links to more of a list: without them the vendor could not go on. The gate rewrites them so that they lead to it. */
export const pageLinks = `
  next | prev | previous | next page | prev page | previous page | first page | last page | next link | delta link | next url | prev url
  | previous url | next href | next uri | next page url | previous page url | first url | last url`;

/** Ends of names that say how a text is written, not what it is. */
export const spellings =
  'html | plain | raw | rendered | markdown | md | normalized | lower | original | primary | value';

/** Maps that people put into whatever they like. */
export const freeMaps = `
  metadata | meta data | meta | field | attribute | property | extra | extension | annotation | data | value | answer | variable | parameter`;
