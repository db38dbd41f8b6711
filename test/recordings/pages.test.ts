import { S3Client } from '@aws-sdk/client-s3';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { requestVersions } from '../../recordings/versions';

/** A list as S3 writes it. */
const LIST = `<?xml version="1.0" encoding="UTF-8"?>
<ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><Prefix>r/</Prefix><KeyMarker/><VersionIdMarker/><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>
<DeleteMarker><Key>r/a+b%26c.wav</Key><VersionId>m1</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-02T00:00:00.000Z</LastModified><Owner><ID>o</ID></Owner></DeleteMarker>
<Version><Key>r/a+b%26c.wav</Key><VersionId>null</VersionId><IsLatest>false</IsLatest><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;0a&quot;</ETag><Size>7</Size><Owner><ID>o</ID></Owner><StorageClass>GLACIER</StorageClass></Version>
<Version><Key>r/z.wav</Key><VersionId>v2</VersionId><IsLatest>true</IsLatest><LastModified>2026-01-03T00:00:00.000Z</LastModified><ETag>&quot;0b&quot;</ETag><Size>8</Size><StorageClass>STANDARD</StorageClass></Version></ListVersionsResult>`;

test.each([
  ['versions and delete markers', LIST, 2],
  ['nothing', LIST.replace(/<(Version|DeleteMarker)>.*<\/\1>/gs, ''), 0],
])('a page with %s is read without the parser of the SDK', async (_, body, count) => {
  const server = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    forcePathStyle: true,
  });
  try {
    const all = [
      {
        key: 'r/a b&c.wav',
        versions: [
          { id: 'm1', created: Date.UTC(2026, 0, 2), marker: true, size: 0, storageClass: '' },
          {
            id: 'null',
            created: Date.UTC(2026, 0, 1),
            size: 7,
            storageClass: 'GLACIER',
            etag: '0a',
          },
        ],
      },
      {
        key: 'r/z.wav',
        versions: [
          {
            id: 'v2',
            created: Date.UTC(2026, 0, 3),
            size: 8,
            storageClass: 'STANDARD',
            etag: '0b',
          },
        ],
      },
    ];
    await expect(requestVersions({ s3, bucket: 'b' }, 'r/', undefined)).resolves.toEqual({
      listed: all.slice(0, count),
      more: false,
    });
  } finally {
    s3.destroy();
    server.close();
  }
});
