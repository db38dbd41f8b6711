import { stackIds } from '../../config/environment';
import { notesOnAdoption } from '../../synth/environments';
import { environmentsOf } from '../environments';
import { change } from '../config/base';

test('cdktf says of a store that adopts its bucket how it is deployed, if it is selected', () => {
  const text = change('    bucket: acme-calls\n', '    bucket: acme-calls\n    adopt: true\n');
  const environments = environmentsOf([{ file: 'environments/prod.yaml', text }]);
  expect(notesOnAdoption(environments, stackIds(environments))).toEqual([
    'calls-prod: cdktf deploy does not import the bucket that it adopts. Deploy it with callvault deploy calls-prod, and then remove adopt: true.',
  ]);
  expect(notesOnAdoption(environments, ['video-prod'])).toEqual([]);
});
