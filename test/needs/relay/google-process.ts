import { googleCloud } from '../../standins/google-cloud/google-cloud.ts';
import { listenTls } from '../../standins/listen-tls.ts';
import { type GooglePlaces, googleToken } from './google-places.ts';

/** Google Cloud on a port of its own: many processes call it, and none of them waits for another's work. */
const cloud = googleCloud({ tokens: [googleToken], now: Date.now });
const { port } = await listenTls(cloud.answer);
process.on('message', ({ buckets, topics }: GooglePlaces) => {
  for (const bucket of buckets) cloud.storage.buckets.set(bucket, new Map());
  for (const topic of topics) {
    cloud.pubSub.topics.add(topic);
    const name = topic.replace('/topics/', '/subscriptions/');
    cloud.pubSub.subscribe(name, { topic, ackDeadlineSeconds: 10, isCounting: false });
  }
  process.send!('made');
});
process.on('disconnect', () => process.exit(0));
process.send!({ port });
