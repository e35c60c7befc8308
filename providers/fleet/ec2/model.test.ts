import { ManualClock } from '@/core/clock';
import { Ec2Model } from '@/testing/ec2/model';
import { testSettings } from '@/testing/ec2/settings';
import { describeFleet } from '../fleet.contract';
import { Ec2Fleet } from './fleet';

const settings = testSettings('contract', { subnets: ['subnet-1', 'subnet-2'], securityGroup: 'sg-1', image: 'ami-1' });

// The histories of crashes run on this model; that it answers as moto does is what makes them worth something.
describeFleet('ec2 (model)', async () => {
  const clock = new ManualClock(Date.now());
  const model = new Ec2Model({ clock, instant: true });
  return {
    open: () => new Ec2Fleet({ settings, api: model.api('contract'), clock, freshMs: 0, settleMs: 0 }),
    type: 'c5.large',
    kill: async ({ providerId }) => model.lose(providerId ?? ''),
    close: async () => {},
  };
});
