/** One request of AWS's own test suite for Signature Version 4, and the signature that it must have. */
export interface PublishedSignature {
  readonly name: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signature: string;
}

/** What all requests of the suite are signed with. */
export const suite = {
  id: 'AKIDEXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  region: 'us-east-1',
  service: 'service',
  host: 'example.amazonaws.com',
  date: '20150830T123600Z',
  now: Date.parse('2015-08-30T12:36:00Z'),
} as const;

const get = (name: string, target: string, signature: string, headers: Readonly<Record<string, string>> = {}) => ({
  name,
  method: 'GET',
  target,
  headers,
  signature,
});

const vanilla = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
const form = 'application/x-www-form-urlencoded';

/** The suite, without headers that are there twice or have several lines. Its paths are not escaped: they are what is signed (docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html). */
export const publishedSignatures: readonly PublishedSignature[] = [
  get('get-vanilla', '/', vanilla),
  get('get-slash', '//', vanilla),
  get('get-relative', '/example/..', vanilla),
  get('get-slash-dot-slash', '/./', vanilla),
  get('get-space', '/example space/', '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'),
  get('get-utf8', '/ሴ', '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'),
  get(
    'get-unreserved',
    '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  ),
  get(
    'get-vanilla-query-order-key-case',
    '/?Param2=value2&Param1=value1',
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ),
  get(
    'get-vanilla-query-unreserved',
    '/?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  ),
  get('get-header-value-trim', '/', 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736', {
    'My-Header1': ' value1',
    'My-Header2': ' "a   b   c"',
  }),
  {
    name: 'post-vanilla',
    method: 'POST',
    target: '/',
    headers: {},
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    name: 'post-x-www-form-urlencoded',
    method: 'POST',
    target: '/',
    headers: { 'Content-Type': form },
    body: 'Param1=value1',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
];
