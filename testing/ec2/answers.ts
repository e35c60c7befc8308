import type { Fault } from './proxy';

export interface AnsweredActivity {
  readonly status: 'Failed' | 'Successful';
  readonly zone: string;
  readonly message: string;
}

/** What Auto Scaling tells of its tries, newest first; moto tells nothing. */
export function activitiesAnswer(activities: readonly AnsweredActivity[]): Fault {
  const members = activities.map(({ status, zone, message }, index) => {
    const details = `{&quot;Subnet ID&quot;:&quot;subnet-1&quot;,&quot;Availability Zone&quot;:&quot;${zone}&quot;}`;
    const facts = `<StatusCode>${status}</StatusCode><StatusMessage>${message}</StatusMessage><Details>${details}</Details>`;
    const startedAt = new Date(Date.now() - index * 1000).toISOString();
    return `<member><ActivityId>a-${index}</ActivityId><StartTime>${startedAt}</StartTime>${facts}<Progress>100</Progress></member>`;
  });
  const result = `<DescribeScalingActivitiesResult><Activities>${members.join('')}</Activities></DescribeScalingActivitiesResult>`;
  return {
    type: 'answer',
    xml: `<DescribeScalingActivitiesResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/">${result}</DescribeScalingActivitiesResponse>`,
  };
}

/** A size that is taken but not reached: moto would reach it at once. */
export const sizeTaken: Fault = {
  type: 'answer',
  xml: '<SetDesiredCapacityResponse xmlns="http://autoscaling.amazonaws.com/doc/2011-01-01/"><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></SetDesiredCapacityResponse>',
};

/** Groups shown with this size, whatever moto has. */
export const showSize = (desired: number): Fault => ({
  type: 'change',
  change: (xml) => xml.replace(/<DesiredCapacity>\d+<\/DesiredCapacity>/g, `<DesiredCapacity>${desired}</DesiredCapacity>`),
});

/** An answer in which nothing is there yet. */
export const showNothing = (list: 'AutoScalingGroups' | 'reservationSet'): Fault => ({
  type: 'change',
  change: (xml) => xml.replace(new RegExp(`<${list}>[\\s\\S]*</${list}>`), `<${list}/>`),
});
