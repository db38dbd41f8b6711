import { Readable } from 'node:stream';
import type { LocalRequest } from '../../../dev/exchange';
import { tryFindS3Address } from '../../../dev/s3/address';
import { addressByPath } from '../../../dev/s3/path-style';

test.each([
  ['/recordings/calls/a.wav', '127.0.0.1:4566', '/recordings/calls/a.wav'],
  ['/recordings/calls/a.wav', 'plain.aws.example', '/recordings/calls/a.wav'],
  ['/recordings/calls/a.wav', 's3.eu-west-1.amazonaws.com', '/recordings/calls/a.wav'],
  ['/calls/a.wav', 'recordings.localhost:4566', '/recordings/calls/a.wav'],
  ['/calls/a.wav', 'Recordings.LOCALHOST', '/recordings/calls/a.wav'],
  ['/calls/a.wav', 'recordings.s3.amazonaws.com.', '/recordings/calls/a.wav'],
])(
  'moto gets %s of %s as %s, without a host that it takes for a bucket',
  async (url, host, path) => {
    let sent: LocalRequest | undefined;
    await addressByPath(
      {
        method: 'GET',
        url,
        headers: ['Host', host],
        body: Readable.from([]),
        s3: tryFindS3Address({ url, host }),
      },
      (request) => {
        sent = request;
        return Promise.resolve({ status: 200, headers: [], body: Readable.from([]) });
      },
    );
    expect(sent).toMatchObject({ url: path, headers: ['Host', '127.0.0.1'] });
  },
);
