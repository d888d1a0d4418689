import { App, Stack } from 'aws-cdk-lib';

// What any CDK app in TypeScript takes.
const app = new App({ analyticsReporting: false });
new Stack(app, 'Empty');
app.synth();
