// Stands in for Lambda's Node runtime from the loading of the handler to the first byte of one answer.
import { Writable } from 'node:stream';

const [handlerFile] = process.argv.slice(2);
let told = false;
const stream = new Writable({
  write(_chunk, _encoding, done) {
    if (!told) process.send?.({ first: Date.now() });
    told = true;
    done();
  },
});
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: unknown) => handler,
    HttpResponseStream: { from: (answer: Writable) => answer },
  },
});
const event = {
  version: '2.0',
  rawPath: '/elimity.insights.customgateway.v1alpha2.Service/Meta',
  rawQueryString: '',
  headers: { 'content-type': 'application/json' },
  requestContext: {
    http: { method: 'POST' },
    domainName: 'bench.lambda-url.eu-west-1.on.aws',
    authorizer: {
      iam: { userArn: 'arn:aws:sts::111122223333:assumed-role/bench-vendor/session', accountId: '111122223333' },
    },
  },
  body: '{}',
  isBase64Encoded: false,
};
const { handler } = await import(handlerFile!);
await handler(event, stream, { getRemainingTimeInMillis: () => 900_000 });
process.disconnect();
